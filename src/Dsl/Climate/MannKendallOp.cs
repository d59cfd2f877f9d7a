using Gchunk.Dsl.Statistics;
using MathNet.Numerics;

namespace Gchunk.Dsl.Climate;

/// <summary>
/// The test of Mann and Kendall along an axis: Kendall's tau, the score S, its normal deviate and the two-sided
/// probability. Missing values are left out.
/// </summary>
/// <remarks>
/// H. B. Mann, "Nonparametric tests against trend" (1945); M. G. Kendall, "Rank Correlation Methods" (1975): the
/// variance of S counts ties, and the deviate has a correction for continuity. Pairs in the wrong order are counted by
/// merge sort, W. R. Knight (1966).
/// </remarks>
/// <param name="Axis">The axis.</param>
internal sealed record MannKendallOp(int Axis) : AlongAxisOp(Axis)
{
    public static readonly string[] Results = ["tau", "s", "z", "pvalue"];

    public override string Name => "dsl.mann-kendall";

    protected override void Work(Span<double> line, Span<double> result)
    {
        result.Fill(double.NaN);
        int n = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (!double.IsNaN(line[i]))
                line[n++] = line[i];
        }

        if (n < 3)
            return;
        Span<double> values = line[..n];
        double pairs = n * (n - 1.0) / 2,
            wrong = Inversions(values),
            tied = 0,
            correction = 0;
        // The values are in order now.
        for (int i = 0; i < n; )
        {
            int end = i + 1;
            while (end < n && values[end] == values[i])
                end++;
            double t = end - i;
            tied += t * (t - 1) / 2;
            correction += t * (t - 1) * (2 * t + 5);
            i = end;
        }

        double s = pairs - tied - 2 * wrong,
            variance = (n * (n - 1.0) * (2.0 * n + 5) - correction) / 18,
            z = variance > 0 ? (s - Math.Sign(s)) / Math.Sqrt(variance) : 0;
        result[0] = s / pairs;
        result[1] = s;
        result[2] = z;
        result[3] = Math.Min(1, SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2)));
    }

    // Sorts, and returns the number of pairs whose later value is less.
    private static double Inversions(Span<double> values)
    {
        int n = values.Length;
        double[] other = new double[n];
        double count = 0;
        for (int width = 1; width < n; width *= 2)
        {
            for (int start = 0; start < n; start += 2 * width)
            {
                int middle = Math.Min(n, start + width),
                    end = Math.Min(n, start + 2 * width),
                    left = start,
                    right = middle;
                for (int at = start; at < end; at++)
                {
                    if (right >= end || (left < middle && values[left] <= values[right]))
                    {
                        other[at] = values[left++];
                    }
                    else
                    {
                        count += middle - left;
                        other[at] = values[right++];
                    }
                }
            }

            other.CopyTo(values);
        }

        return count;
    }
}
