using System.Numerics.Tensors;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// The QR decomposition by Householder's reflections (Golub and Van Loan, "Matrix computations", 5.2.1), where LAPACK
/// is missing; in LAPACK's form.
/// </summary>
internal static unsafe class Householder
{
    /// <summary>Makes a, m × n by columns, upper triangular; R and the reflections are left in it.</summary>
    public static void Factor(int m, int n, double* a, double* tau)
    {
        for (int j = 0; j < Math.Min(m, n); j++)
        {
            double* column = a + (long)j * m + j;
            int below = m - j - 1;
            double norm = below == 0 ? 0 : TensorPrimitives.Norm(new ReadOnlySpan<double>(column + 1, below));
            if (norm == 0)
            {
                tau[j] = 0;
                continue;
            }
            double beta = -Math.CopySign(Math.Sqrt(column[0] * column[0] + norm * norm), column[0]);
            tau[j] = (beta - column[0]) / beta;
            TensorPrimitives.Divide(
                new ReadOnlySpan<double>(column + 1, below),
                column[0] - beta,
                new Span<double>(column + 1, below)
            );
            for (int c = j + 1; c < n; c++)
                Reflect(column, a + (long)c * m + j, m - j, tau[j]);
            column[0] = beta;
        }
    }

    /// <summary>The first k columns of Q from k reflections, in their place.</summary>
    public static void Form(int m, int k, double* a, double* tau)
    {
        for (int j = k - 1; j >= 0; j--)
        {
            double* column = a + (long)j * m + j;
            for (int c = j + 1; c < k; c++)
                Reflect(column, a + (long)c * m + j, m - j, tau[j]);
            TensorPrimitives.Multiply(
                new ReadOnlySpan<double>(column + 1, m - j - 1),
                -tau[j],
                new Span<double>(column + 1, m - j - 1)
            );
            column[0] = 1 - tau[j];
            new Span<double>(a + (long)j * m, j).Clear();
        }
    }

    // x less tau (v · x) v, where v begins with 1 that is not stored.
    private static void Reflect(double* v, double* x, int length, double tau)
    {
        var tail = new ReadOnlySpan<double>(v + 1, length - 1);
        var rest = new Span<double>(x + 1, length - 1);
        double factor = -tau * (x[0] + TensorPrimitives.Dot(tail, rest));
        x[0] += factor;
        TensorPrimitives.MultiplyAdd(tail, factor, rest, rest);
    }
}
