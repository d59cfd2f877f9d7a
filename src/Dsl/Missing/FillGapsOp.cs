using Gchunk.Dsl.Statistics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Missing;

/// <summary>The method for filling missing values between known ones.</summary>
internal enum GapMethod
{
    /// <summary>Linear interpolation between the known values.</summary>
    Linear,

    /// <summary>The nearer known value.</summary>
    Nearest,

    /// <summary>The previous known value.</summary>
    Zero,

    /// <summary>The cubic spline through all known values.</summary>
    Cubic,
}

/// <summary>Fills missing values along an axis from the known values around them.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Method">The method.</param>
/// <param name="Extrapolate">True to fill before the first and after the last known value too.</param>
/// <param name="Limit">The largest number of consecutive missing values to fill.</param>
/// <param name="MaxGap">The largest gap to fill: the distance between the known values around it.</param>
/// <param name="Coordinates">The coordinates of the elements, float64.</param>
internal sealed record FillGapsOp(
    int Axis,
    GapMethod Method,
    bool Extrapolate,
    double Limit,
    double MaxGap,
    NDArray Coordinates
) : AlongAxisOp(Axis)
{
    public override string Name => "dsl.fill-gaps";

    protected override void Work(Span<double> line, Span<double> result)
    {
        ReadOnlySpan<double> x = Coordinates.Span<double>();
        line.CopyTo(result);
        GapSpline? spline = Method == GapMethod.Cubic ? GapSpline.Through(line, x) : null;
        if (Method == GapMethod.Cubic && spline is null)
            return;
        int last = -1;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && double.IsNaN(line[i]))
                continue;
            if (i - last > 1)
                Gap(line, result, x, last, i, spline);
            last = i;
        }
    }

    // Fills the elements between two known ones, either of which may be beyond the ends.
    private void Gap(
        Span<double> line,
        Span<double> result,
        ReadOnlySpan<double> x,
        int before,
        int after,
        GapSpline? spline
    )
    {
        bool inside = before >= 0 && after < line.Length;
        double length = inside
            ? Math.Abs(x[after] - x[before])
            : Math.Abs(x[Math.Min(after, line.Length - 1)] - x[Math.Max(before, 0)]);
        if ((!inside && !Extrapolate) || length > MaxGap || (before < 0 && after >= line.Length))
            return;
        for (int i = before + 1; i < after; i++)
        {
            if (i - before > Limit)
                break;
            if (spline is not null)
            {
                result[i] = spline.At(x[i]);
                continue;
            }
            if (!inside)
            {
                result[i] = line[before >= 0 ? before : after];
                if (Method == GapMethod.Linear)
                    result[i] = Beyond(line, x, before >= 0 ? before : after, before >= 0 ? -1 : 1, x[i]);
                continue;
            }
            double w = (x[i] - x[before]) / (x[after] - x[before]);
            result[i] = Method switch
            {
                GapMethod.Linear => line[before] + (line[after] - line[before]) * w,
                GapMethod.Nearest => line[w <= 0.5 ? before : after],
                _ => line[before],
            };
        }
    }

    // Extrapolates from the last two known values.
    private static double Beyond(Span<double> line, ReadOnlySpan<double> x, int end, int step, double coordinate)
    {
        int next = end + step;
        while (next >= 0 && next < line.Length && double.IsNaN(line[next]))
            next += step;
        return next < 0 || next >= line.Length
            ? line[end]
            : line[end] + (line[next] - line[end]) / (x[next] - x[end]) * (coordinate - x[end]);
    }
}
