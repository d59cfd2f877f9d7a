using System.Numerics;
using System.Numerics.Tensors;
using MathNet.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// The decompositions that <see cref="Lapack"/> does, by MathNet.Numerics: where OpenBLAS is missing. Matrices are by
/// columns.
/// </summary>
/// <remarks>MathNet.Numerics is loaded when one of these methods is first called, not before.</remarks>
internal static unsafe class ManagedDecompositions
{
    private static ManagedLinearAlgebraProvider Provider => ManagedLinearAlgebraProvider.Instance;

    /// <summary>Decomposes a = q r, with k = min(m, n) columns of q.</summary>
    /// <param name="m">The rows of a.</param>
    /// <param name="n">The columns of a.</param>
    /// <param name="a">The matrix.</param>
    /// <returns>q, m × k, and r, k × n.</returns>
    public static (double[] Q, double[] R) Qr(int m, int n, double* a)
    {
        int k = Math.Min(m, n);
        double[] q = ToArray(a, (long)m * k),
            r = new double[k * k];
        Provider.ThinQRFactor(q, m, k, r, new double[k]);
        if (n == k)
            return (q, r);
        // The columns of a wide matrix beyond the square part: r = qᵀ a.
        var wide = new double[k * n];
        r.CopyTo(wide, 0);
        for (int j = k; j < n; j++)
        {
            var column = new ReadOnlySpan<double>(a + (long)j * m, m);
            for (int i = 0; i < k; i++)
                wide[j * k + i] = TensorPrimitives.Dot(q.AsSpan(i * m, m), column);
        }
        return (q, wide);
    }

    /// <summary>
    /// Decomposes a, m × n, as u diag(s) vt, with k = min(m, n) singular values in descending order.
    /// </summary>
    /// <returns>False if it does not converge.</returns>
    public static bool Svd(int m, int n, double* a, double* s, double* u, double* vt)
    {
        int k = Math.Min(m, n);
        // MathNet makes all m columns of u: a tall matrix is decomposed by its r, a wide one is transposed first.
        double[] tall = m >= n ? ToArray(a, (long)m * n) : Transposed(new ReadOnlySpan<double>(a, m * n), m, n);
        int rows = Math.Max(m, n);
        double[]? q = null;
        if (rows > k)
        {
            fixed (double* t = tall)
                (q, tall) = Qr(rows, k, t);
        }

        double[] values = new double[k],
            left = new double[k * k],
            right = new double[k * k];
        try
        {
            Provider.SingularValueDecomposition(true, tall, k, k, values, left, right);
        }
        catch (NonConvergenceException)
        {
            return false;
        }
        if (q is not null)
            left = Product(q, rows, left, k);
        values.CopyTo(new Span<double>(s, k));
        if (m >= n)
        {
            left.CopyTo(new Span<double>(u, m * k));
            right.CopyTo(new Span<double>(vt, k * n));
        }
        else
        {
            Transposed(right, k, k).CopyTo(new Span<double>(u, m * k));
            Transposed(left, rows, k).CopyTo(new Span<double>(vt, k * n));
        }
        return true;
    }

    /// <summary>Factors a, n × n, as p l u in its place.</summary>
    /// <param name="n">The rows and columns.</param>
    /// <param name="a">The matrix; l, whose diagonal is 1, and u are left in it.</param>
    /// <param name="pivots">The row that each row was swapped with, from 0.</param>
    public static void Factor(int n, double* a, int[] pivots)
    {
        double[] values = ToArray(a, (long)n * n);
        Provider.LUFactor(values, n, pivots);
        values.CopyTo(new Span<double>(a, n * n));
    }

    /// <summary>Solves a x = b in the place of b, n × columns, from the factors of a.</summary>
    public static void Solve(int n, int columns, double* factors, int[] pivots, double* b)
    {
        double[] values = ToArray(b, (long)n * columns);
        Provider.LUSolveFactored(columns, ToArray(factors, (long)n * n), n, pivots, values);
        values.CopyTo(new Span<double>(b, n * columns));
    }

    /// <summary>
    /// Replaces a symmetric matrix, n × n, by its eigenvectors; writes the eigenvalues in ascending order.
    /// </summary>
    /// <returns>False if it does not converge.</returns>
    public static bool Eigen(int n, double* a, double* values)
    {
        var vectors = new double[n * n];
        var found = new Complex[n];
        try
        {
            Provider.EigenDecomp(true, n, ToArray(a, (long)n * n), vectors, found, new double[n * n]);
        }
        catch (NonConvergenceException)
        {
            return false;
        }
        vectors.CopyTo(new Span<double>(a, n * n));
        for (int i = 0; i < n; i++)
            values[i] = found[i].Real;
        return true;
    }

    private static double[] ToArray(double* values, long count) =>
        new ReadOnlySpan<double>(values, checked((int)count)).ToArray();

    private static double[] Transposed(ReadOnlySpan<double> columns, int rows, int count)
    {
        var transposed = new double[rows * count];
        for (int j = 0; j < count; j++)
        {
            for (int i = 0; i < rows; i++)
                transposed[i * count + j] = columns[j * rows + i];
        }

        return transposed;
    }

    // q, rows × k, times x, k × k.
    private static double[] Product(double[] q, int rows, double[] x, int k)
    {
        var product = new double[rows * k];
        for (int j = 0; j < k; j++)
        {
            Span<double> column = product.AsSpan(j * rows, rows);
            for (int i = 0; i < k; i++)
                TensorPrimitives.MultiplyAdd(q.AsSpan(i * rows, rows), x[j * k + i], column, column);
        }
        return product;
    }
}
