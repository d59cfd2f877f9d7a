using System.Numerics.Tensors;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// The singular value decomposition by one-sided rotations (Hestenes 1958; Golub and Van Loan, 8.6.3), where LAPACK is
/// missing: plain and accurate, slower.
/// </summary>
internal static unsafe class Jacobi
{
    private const int MostSweeps = 60;
    private const double Orthogonal = 1e-15;

    /// <summary>
    /// Decomposes a, m × n by columns with m at least n, which is overwritten: a = u diag(s) vt, all by columns, s
    /// descending.
    /// </summary>
    public static bool Decompose(int m, int n, double* a, double* s, double* u, double* vt)
    {
        using var rotations = new NativeDoubles((long)n * n);
        double* v = rotations.Pointer;
        new Span<double>(v, n * n).Clear();
        for (int i = 0; i < n; i++)
            v[i * n + i] = 1;
        bool settled = false;
        for (int sweep = 0; sweep < MostSweeps && !settled; sweep++)
        {
            settled = true;
            for (int p = 0; p < n - 1; p++)
            {
                for (int q = p + 1; q < n; q++)
                    settled &= !Rotate(a + (long)p * m, a + (long)q * m, m, v + p * n, v + q * n, n);
            }
        }
        if (!settled)
            return false;
        var order = new int[n];
        var lengths = new double[n];
        for (int j = 0; j < n; j++)
            (order[j], lengths[j]) = (j, -TensorPrimitives.Norm(new ReadOnlySpan<double>(a + (long)j * m, m)));
        Array.Sort(lengths, order);
        for (int j = 0; j < n; j++)
        {
            s[j] = -lengths[j];
            new ReadOnlySpan<double>(a + (long)order[j] * m, m).CopyTo(new Span<double>(u + (long)j * m, m));
            for (int i = 0; i < n; i++)
                vt[(long)i * n + j] = v[order[j] * n + i];
        }
        Orthonormalize(m, n, s, u);
        return true;
    }

    // Makes two columns orthogonal; whether they were not.
    private static bool Rotate(double* x, double* y, int m, double* v, double* w, int n)
    {
        Span<double> a = new(x, m),
            b = new(y, m);
        double alpha = TensorPrimitives.SumOfSquares<double>(a),
            beta = TensorPrimitives.SumOfSquares<double>(b),
            gamma = TensorPrimitives.Dot<double>(a, b);
        if (Math.Abs(gamma) <= Orthogonal * Math.Sqrt(alpha * beta))
            return false;
        double zeta = (beta - alpha) / (2 * gamma),
            t = Math.CopySign(1, zeta) / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta)),
            c = 1 / Math.Sqrt(1 + t * t);
        Turn(x, y, m, c, c * t);
        Turn(v, w, n, c, c * t);
        return true;
    }

    private static void Turn(double* x, double* y, int length, double c, double s)
    {
        for (int i = 0; i < length; i++)
            (x[i], y[i]) = (c * x[i] - s * y[i], s * x[i] + c * y[i]);
    }

    // Columns of length 1; those of no length are filled with unit vectors made orthogonal to the others.
    private static void Orthonormalize(int m, int n, double* s, double* u)
    {
        int candidate = 0;
        for (int j = 0; j < n; j++)
        {
            Span<double> column = new(u + (long)j * m, m);
            if (s[j] > s[0] * 1e-300 && s[j] > 0)
            {
                TensorPrimitives.Divide(column, s[j], column);
                continue;
            }
            double length = 0;
            while (length < 0.1 && candidate < m)
            {
                column.Clear();
                column[candidate++] = 1;
                for (int twice = 0; twice < 2; twice++)
                {
                    for (int k = 0; k < j; k++)
                    {
                        var other = new ReadOnlySpan<double>(u + (long)k * m, m);
                        TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(other, column), column, column);
                    }
                }

                length = TensorPrimitives.Norm<double>(column);
            }
            TensorPrimitives.Divide(column, length, column);
        }
    }
}
