using Gchunk.Dsl.Statistics;
using Gchunk.Dsl.Times;
using Gchunk.Engine;

namespace Gchunk.Dsl.Interpolation;

/// <summary>Interpolation weights along one dimension.</summary>
internal static class AxisInterpolation
{
    public static readonly string[] Methods = ["linear", "nearest", "cubic", "zero"];

    /// <summary>Computes the weights for new points among old ones.</summary>
    /// <param name="dim">The dimension, for messages.</param>
    /// <param name="points">The old points, all distinct, in any order.</param>
    /// <param name="targets">The new points; NaN gives a missing value.</param>
    /// <param name="method">
    /// <c>linear</c>, <c>nearest</c> (of two equally near, the lower), <c>cubic</c> (a not-a-knot spline), <c>zero</c>
    /// (the previous point).
    /// </param>
    /// <param name="extrapolate">True to extrapolate beyond the ends; otherwise values there are missing.</param>
    public static AxisWeights Weights(string dim, double[] points, double[] targets, string method, bool extrapolate)
    {
        if (!Methods.Contains(method))
            throw new GchunkException(Spelling.Unknown("interpolation method", method, Methods));
        var order = new long[points.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        double[] sorted = [.. points];
        Array.Sort(sorted, order);
        for (int i = 0; i < sorted.Length; i++)
        {
            if (double.IsNaN(sorted[i]))
                throw new GchunkException($"'{dim}' has a missing label, so it cannot be interpolated along");
            if (i > 0 && sorted[i] == sorted[i - 1])
            {
                throw new GchunkException(
                    $"the label {TimeText.Show(sorted[i])} of '{dim}' occurs more than once, so it cannot be interpolated along; drop the repeats with DropDuplicates(\"{dim}\")"
                );
            }
        }
        int n = sorted.Length;
        if (n == 0)
            throw new GchunkException($"'{dim}' has no labels to interpolate between");
        Spline? spline = method == "cubic" ? new Spline(dim, sorted) : null;
        var weights = new AxisWeights();
        foreach (double x in targets)
        {
            int at = Array.BinarySearch(sorted, x);
            if (double.IsNaN(x) || (!extrapolate && at < 0 && (~at == 0 || ~at == n)))
            {
                weights.Add();
            }
            else if (at >= 0)
            {
                weights.Add((order[at], 1));
            }
            else if (n == 1)
            {
                weights.Add((order[0], 1));
            }
            else
            {
                int to = Math.Clamp(~at, 1, n - 1),
                    from = to - 1;
                double w = (x - sorted[from]) / (sorted[to] - sorted[from]);
                if (method == "linear")
                {
                    weights.Add((order[from], 1 - w), (order[to], w));
                }
                else if (method == "nearest")
                {
                    weights.Add((order[w <= 0.5 ? from : to], 1));
                }
                else if (method == "zero")
                {
                    weights.Add((order[x >= sorted[to] ? to : from], 1));
                }
                else
                {
                    double[] all = spline!.At(x, from);
                    weights.Add([.. all.Select((each, i) => (order[i], each))]);
                }
            }
        }
        return weights;
    }

    /// <summary>
    /// The not-a-knot cubic spline through n points as a linear function of their values: the third derivative is
    /// continuous at the second and the second-last point.
    /// </summary>
    /// <remarks>
    /// C. de Boor, "A Practical Guide to Splines" (1978), chapter IV: the second derivatives solve a tridiagonal
    /// system.
    /// </remarks>
    private sealed class Spline
    {
        private readonly double[] x;
        private readonly double[][] second; // second derivative i by value j

        public Spline(string dim, double[] x)
        {
            this.x = x;
            int n = x.Length;
            if (n < 4)
                throw new GchunkException($"cubic interpolation needs at least four labels; '{dim}' has {n}");
            var h = new double[n - 1];
            for (int i = 0; i < h.Length; i++)
                h[i] = x[i + 1] - x[i];
            double[] low = new double[n],
                middle = new double[n],
                high = new double[n];
            second = new double[n][];
            for (int i = 0; i < n; i++)
                second[i] = new double[n];
            for (int i = 1; i < n - 1; i++)
            {
                (low[i], middle[i], high[i]) = (h[i - 1], 2 * (h[i - 1] + h[i]), h[i]);
                second[i][i - 1] = 6 / h[i - 1];
                second[i][i] = -6 / h[i - 1] - 6 / h[i];
                second[i][i + 1] = 6 / h[i];
            }
            // The second derivatives at the ends follow from their neighbors.
            middle[1] += h[0] * (h[0] + h[1]) / h[1];
            high[1] -= h[0] * h[0] / h[1];
            middle[n - 2] += h[n - 2] * (h[n - 2] + h[n - 3]) / h[n - 3];
            low[n - 2] -= h[n - 2] * h[n - 2] / h[n - 3];
            for (int i = 2; i < n - 1; i++)
            {
                double factor = low[i] / middle[i - 1];
                middle[i] -= factor * high[i - 1];
                for (int j = 0; j < n; j++)
                    second[i][j] -= factor * second[i - 1][j];
            }
            for (int i = n - 2; i >= 1; i--)
            {
                for (int j = 0; j < n; j++)
                    second[i][j] = (second[i][j] - (i < n - 2 ? high[i] * second[i + 1][j] : 0)) / middle[i];
            }

            for (int j = 0; j < n; j++)
            {
                second[0][j] = ((h[0] + h[1]) * second[1][j] - h[0] * second[2][j]) / h[1];
                second[n - 1][j] = ((h[n - 2] + h[n - 3]) * second[n - 2][j] - h[n - 2] * second[n - 3][j]) / h[n - 3];
            }
        }

        public double[] At(double point, int i)
        {
            double h = x[i + 1] - x[i],
                a = (x[i + 1] - point) / h,
                b = 1 - a;
            double c = (a * a * a - a) * h * h / 6,
                d = (b * b * b - b) * h * h / 6;
            var weights = new double[x.Length];
            for (int j = 0; j < weights.Length; j++)
                weights[j] = c * second[i][j] + d * second[i + 1][j];
            weights[i] += a;
            weights[i + 1] += b;
            return weights;
        }
    }
}
