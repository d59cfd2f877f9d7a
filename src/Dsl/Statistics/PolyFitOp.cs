using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Statistics;

/// <summary>Coefficients of least-squares polynomials along an axis, the highest power first.</summary>
/// <remarks>
/// The fit uses coordinates centered on their mean and scaled to their range, which makes the columns nearly
/// independent, and Gram-Schmidt orthogonalization applied twice; the result is then expressed in the original
/// coordinates.
/// </remarks>
/// <param name="Axis">The axis.</param>
/// <param name="Degree">The degree.</param>
/// <param name="Coordinates">The coordinates of the elements, float64.</param>
/// <param name="Matrix">
/// The matrix, (degree + 1) × coordinates, that maps values without missing ones to coefficients; null if there are too
/// few distinct coordinates.
/// </param>
internal sealed record PolyFitOp(int Axis, int Degree, NDArray Coordinates, NDArray? Matrix) : AlongAxisOp(Axis)
{
    public override string Name => "dsl.polyfit";

    /// <summary>Computes the coefficients, which are NaN if too few values are not NaN.</summary>
    public static ArrayExpr Create(ArrayExpr values, int axis, double[] coordinates, int degree)
    {
        NDArray? matrix = Inverse(coordinates, degree) is { } inverse ? NDArray.From(inverse) : null;
        return new PolyFitOp(axis, degree, NDArray.From(coordinates), matrix).Of(values, degree + 1);
    }

    protected override void Work(Span<double> line, Span<double> result)
    {
        int n = line.Length;
        ReadOnlySpan<double> x = Coordinates.Span<double>(),
            matrix = Matrix is null ? [] : Matrix.Span<double>();
        double[] known = line.ToArray();
        bool all = true;
        foreach (double v in line)
            all &= !double.IsNaN(v);
        if (!all)
        {
            int[] kept = [.. Enumerable.Range(0, n).Where(i => !double.IsNaN(known[i]))];
            double[] coordinates = new double[kept.Length];
            for (int i = 0; i < kept.Length; i++)
                (coordinates[i], known[i]) = (x[kept[i]], known[kept[i]]);
            n = kept.Length;
            matrix = Inverse(coordinates, Degree) ?? [];
        }
        for (int k = 0; k <= Degree; k++)
        {
            double sum = matrix.Length == 0 ? double.NaN : 0;
            if (matrix.Length > 0)
            {
                for (int i = 0; i < n; i++)
                    sum += matrix[k * n + i] * known[i];
            }

            result[k] = sum;
        }
    }

    // (degree + 1) x n, row by row; null if there are too few distinct coordinates.
    private static double[]? Inverse(double[] x, int degree)
    {
        int n = x.Length,
            k = degree + 1;
        if (x.Distinct().Count() < k)
            return null;
        double mean = x.Average(),
            scale = x.Max(v => Math.Abs(v - mean));
        if (scale == 0)
            scale = 1;
        // Orthonormal columns q of the powers of t = (x - mean) / scale, and r with powers = q r.
        var q = new double[k][];
        var r = new double[k, k];
        for (int j = 0; j < k; j++)
        {
            q[j] = Array.ConvertAll(x, v => Math.Pow((v - mean) / scale, j));
            for (int pass = 0; pass < 2; pass++)
            {
                for (int p = 0; p < j; p++)
                {
                    double dot = 0;
                    for (int i = 0; i < n; i++)
                        dot += q[p][i] * q[j][i];
                    for (int i = 0; i < n; i++)
                        q[j][i] -= dot * q[p][i];
                    r[p, j] += dot;
                }
            }

            double norm = Math.Sqrt(q[j].Sum(v => v * v));
            r[j, j] = norm;
            for (int i = 0; i < n; i++)
                q[j][i] /= norm;
        }
        // Coefficients in t: back substitution for every unit vector of values.
        var inT = new double[k, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = k - 1; j >= 0; j--)
            {
                double sum = q[j][i];
                for (int p = j + 1; p < k; p++)
                    sum -= r[j, p] * inT[p, i];
                inT[j, i] = sum / r[j, j];
            }
        }
        // t^j = sum over m of C(j, m) x^m (-mean)^(j-m) / scale^j
        var result = new double[k * n];
        for (int j = 0; j < k; j++)
        {
            double binomial = 1;
            for (int m = j; m >= 0; m--)
            {
                double factor = binomial * Math.Pow(-mean, j - m) / Math.Pow(scale, j);
                for (int i = 0; i < n; i++)
                    result[(degree - m) * n + i] += factor * inT[j, i];
                binomial = binomial * m / (j - m + 1);
            }
        }
        return result;
    }
}
