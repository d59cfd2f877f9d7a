using Gchunk.Dsl.Statistics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Climate;

/// <summary>
/// What remains along an axis when the mean, or the least-squares line, is subtracted. Missing values are left out of
/// it and stay missing.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Positions">The abscissa of each element, float64; null to subtract the mean.</param>
internal sealed record DetrendOp(int Axis, NDArray? Positions) : AlongAxisOp(Axis)
{
    public override string Name => "dsl.detrend";

    protected override void Work(Span<double> line, Span<double> result)
    {
        line.CopyTo(result);
        Subtract(result, Positions is null ? [] : Positions.Span<double>());
    }

    /// <summary>Subtracts the mean, or, with positions, the line.</summary>
    public static void Subtract(Span<double> line, ReadOnlySpan<double> x)
    {
        int n = 0;
        double xMean = 0,
            yMean = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (double.IsNaN(line[i]))
                continue;
            n++;
            xMean += x.Length > 0 ? x[i] : 0;
            yMean += line[i];
        }

        (xMean, yMean) = (xMean / n, yMean / n);
        double xx = 0,
            xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(line[i]))
                continue;
            xx += (x[i] - xMean) * (x[i] - xMean);
            xy += (x[i] - xMean) * (line[i] - yMean);
        }

        double slope = xx > 0 ? xy / xx : 0;
        for (int i = 0; i < line.Length; i++)
            line[i] -= yMean + (x.Length > 0 ? slope * (x[i] - xMean) : 0);
    }
}
