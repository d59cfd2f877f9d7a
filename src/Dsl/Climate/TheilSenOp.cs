using Gchunk.Dsl.Statistics;
using Gchunk.Engine.Arrays;
using MathNet.Numerics;

namespace Gchunk.Dsl.Climate;

/// <summary>
/// The median of the slopes between all pairs along an axis, the intercept through the medians, and the limits of the
/// slope at a level of confidence. Missing values are left out.
/// </summary>
/// <remarks>P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau" (1968).</remarks>
/// <param name="Axis">The axis.</param>
/// <param name="Positions">The abscissa of each element, float64.</param>
/// <param name="Confidence">The level of confidence, between 0 and 1.</param>
internal sealed record TheilSenOp(int Axis, NDArray Positions, double Confidence) : AlongAxisOp(Axis)
{
    public static readonly string[] Results = ["slope", "intercept", "low_slope", "high_slope"];

    public override string Name => "dsl.theil-sen";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        long n = inputs[0][Axis];
        return base.ScratchBytes(inputs, result) + n * (n - 1) / 2 * sizeof(double) + 3 * n * sizeof(double);
    }

    // The slopes of one line are counted.
    protected override bool IsDivided => false;

    protected override unsafe void Work(Span<double> line, Span<double> result)
    {
        result.Fill(double.NaN);
        ReadOnlySpan<double> positions = Positions.Span<double>();
        double[] x = new double[line.Length],
            y = new double[line.Length];
        int n = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (double.IsNaN(line[i]))
                continue;
            (x[n], y[n]) = (positions[i], line[i]);
            n++;
        }

        if (n < 2)
            return;
        using NDArray scratch = NDArray.Allocate(new Shape(n * (n - 1L) / 2), DType.Float64);
        Span<double> slopes = new((double*)scratch.Pointer, checked((int)scratch.Size));
        int count = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                if (x[i] != x[j])
                    slopes[count++] = (y[j] - y[i]) / (x[j] - x[i]);
            }
        }

        if (count == 0)
            return;
        slopes = slopes[..count];
        slopes.Sort();
        Span<double> xs = x.AsSpan(0, n),
            ys = y.AsSpan(0, n);
        xs.Sort();
        ys.Sort();
        double slope = Median(slopes);
        result[0] = slope;
        result[1] = Median(ys) - slope * Median(xs);
        double variance = (n * (n - 1.0) * (2.0 * n + 5) - Ties(xs) - Ties(ys)) / 18;
        if (!(variance >= 0))
            return;
        double z = -Math.Sqrt(2) * SpecialFunctions.ErfcInv(1 - Confidence),
            half = z * Math.Sqrt(variance);
        int upper = (int)Math.Min(Math.Round((count - half) / 2), count - 1),
            lower = (int)Math.Max(Math.Round((count + half) / 2) - 1, 0);
        result[2] = slopes[Math.Min(lower, count - 1)];
        result[3] = slopes[Math.Max(upper, 0)];
    }

    private static double Median(ReadOnlySpan<double> sorted) =>
        (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static double Ties(ReadOnlySpan<double> sorted)
    {
        double sum = 0;
        for (int i = 0; i < sorted.Length; )
        {
            int end = i + 1;
            while (end < sorted.Length && sorted[end] == sorted[i])
                end++;
            double t = end - i;
            sum += t * (t - 1) * (2 * t + 5);
            i = end;
        }

        return sum;
    }
}
