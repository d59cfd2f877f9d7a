namespace Gchunk.Dsl.Missing;

/// <summary>
/// The not-a-knot cubic spline through the known values along an axis: the third derivative is continuous at the second
/// and the second-last of them.
/// </summary>
/// <remarks>
/// C. de Boor, "A Practical Guide to Splines" (1978), chapter IV: the second derivatives solve a tridiagonal system.
/// </remarks>
internal sealed class GapSpline
{
    private readonly double[] x,
        y,
        second;

    private GapSpline(double[] x, double[] y)
    {
        (this.x, this.y) = (x, y);
        int n = x.Length;
        var h = new double[n - 1];
        for (int i = 0; i < h.Length; i++)
            h[i] = x[i + 1] - x[i];
        double[] low = new double[n],
            middle = new double[n],
            high = new double[n];
        second = new double[n];
        for (int i = 1; i < n - 1; i++)
        {
            (low[i], middle[i], high[i]) = (h[i - 1], 2 * (h[i - 1] + h[i]), h[i]);
            second[i] = 6 * ((y[i + 1] - y[i]) / h[i] - (y[i] - y[i - 1]) / h[i - 1]);
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
            second[i] -= factor * second[i - 1];
        }
        for (int i = n - 2; i >= 1; i--)
            second[i] = (second[i] - (i < n - 2 ? high[i] * second[i + 1] : 0)) / middle[i];
        second[0] = ((h[0] + h[1]) * second[1] - h[0] * second[2]) / h[1];
        second[n - 1] = ((h[n - 2] + h[n - 3]) * second[n - 2] - h[n - 2] * second[n - 3]) / h[n - 3];
    }

    /// <summary>Makes the spline, or null if fewer than four values are known.</summary>
    /// <param name="lane">The values; NaN is an unknown value.</param>
    /// <param name="coordinates">The coordinates of the values, ascending or descending.</param>
    public static GapSpline? Through(ReadOnlySpan<double> lane, ReadOnlySpan<double> coordinates)
    {
        var x = new List<double>(lane.Length);
        var y = new List<double>(lane.Length);
        for (int i = 0; i < lane.Length; i++)
        {
            if (double.IsNaN(lane[i]))
                continue;
            x.Add(coordinates[i]);
            y.Add(lane[i]);
        }
        if (x.Count < 4)
            return null;
        double[] xs = [.. x],
            ys = [.. y];
        Array.Sort(xs, ys);
        return new GapSpline(xs, ys);
    }

    /// <summary>Evaluates the spline; beyond the ends the first or the last polynomial is continued.</summary>
    public double At(double coordinate)
    {
        int at = Array.BinarySearch(x, coordinate),
            i = Math.Clamp(at < 0 ? ~at - 1 : at, 0, x.Length - 2);
        double h = x[i + 1] - x[i],
            a = (x[i + 1] - coordinate) / h,
            b = 1 - a;
        return a * y[i] + b * y[i + 1] + ((a * a * a - a) * second[i] + (b * b * b - b) * second[i + 1]) * h * h / 6;
    }
}
