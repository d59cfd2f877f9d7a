using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// The decompositions that <see cref="Lapack"/> does, of float64 or complex128, by MathNet.Numerics: where OpenBLAS is
/// missing. Matrices are by columns.
/// </summary>
/// <remarks>MathNet.Numerics is loaded when one of these methods is first called, not before.</remarks>
internal static unsafe class ManagedDecompositions
{
    // The provider has the same methods for each type of numbers, by an interface of its own.
    private static ILinearAlgebraProvider<T> Provider<T>()
        where T : struct =>
        ManagedLinearAlgebraProvider.Instance is ILinearAlgebraProvider<T> typed
            ? typed
            : throw new NotSupportedException($"MathNet.Numerics has no matrices of {typeof(T).Name}");

    /// <summary>Decomposes a = q r, with k = min(m, n) columns of q.</summary>
    /// <param name="m">The rows of a.</param>
    /// <param name="n">The columns of a.</param>
    /// <param name="a">The matrix.</param>
    /// <returns>q, m × k, and r, k × n.</returns>
    public static (T[] Q, T[] R) Qr<T>(int m, int n, T* a)
        where T : unmanaged, INumberBase<T>
    {
        int k = Math.Min(m, n);
        T[] q = ToArray(a, (long)m * k),
            r = new T[k * k];
        Provider<T>().ThinQRFactor(q, m, k, r, new T[k]);
        if (n == k)
            return (q, r);
        // The columns of a wide matrix beyond the square part: r = qᴴ a.
        var wide = new T[k * n];
        r.CopyTo(wide, 0);
        for (int j = k; j < n; j++)
        {
            for (int i = 0; i < k; i++)
            {
                T sum = T.Zero;
                for (int l = 0; l < m; l++)
                    sum += Conjugate(q[i * m + l]) * a[(long)j * m + l];
                wide[j * k + i] = sum;
            }
        }
        return (q, wide);
    }

    /// <summary>
    /// Decomposes a, m × n, as u diag(s) vt, with k = min(m, n) singular values in descending order.
    /// </summary>
    /// <returns>False if it does not converge.</returns>
    public static bool Svd<T>(int m, int n, T* a, double* s, T* u, T* vt)
        where T : unmanaged, INumberBase<T>
    {
        int k = Math.Min(m, n);
        // MathNet makes all m columns of u: a tall matrix is decomposed by its r, a wide one is transposed first.
        T[] tall = m >= n ? ToArray(a, (long)m * n) : Transposed(new ReadOnlySpan<T>(a, m * n), m, n);
        int rows = Math.Max(m, n);
        T[]? q = null;
        if (rows > k)
        {
            fixed (T* t = tall)
                (q, tall) = Qr(rows, k, t);
        }

        T[] values = new T[k],
            left = new T[k * k],
            right = new T[k * k];
        try
        {
            Provider<T>().SingularValueDecomposition(true, tall, k, k, values, left, right);
        }
        catch (NonConvergenceException)
        {
            return false;
        }
        if (q is not null)
            left = Product(q, rows, left, k);
        for (int i = 0; i < k; i++)
            s[i] = Real(values[i]);
        if (m >= n)
        {
            left.CopyTo(new Span<T>(u, m * k));
            right.CopyTo(new Span<T>(vt, k * n));
        }
        else
        {
            Transposed<T>(right, k, k).CopyTo(new Span<T>(u, m * k));
            Transposed<T>(left, rows, k).CopyTo(new Span<T>(vt, k * n));
        }
        return true;
    }

    /// <summary>Factors a, n × n, as p l u in its place.</summary>
    /// <param name="n">The rows and columns.</param>
    /// <param name="a">The matrix; l, whose diagonal is 1, and u are left in it.</param>
    /// <param name="pivots">The row that each row was swapped with, from 0.</param>
    public static void Factor<T>(int n, T* a, int[] pivots)
        where T : unmanaged, INumberBase<T>
    {
        T[] values = ToArray(a, (long)n * n);
        Provider<T>().LUFactor(values, n, pivots);
        values.CopyTo(new Span<T>(a, n * n));
    }

    /// <summary>Solves a x = b in the place of b, n × columns, from the factors of a.</summary>
    public static void Solve<T>(int n, int columns, T* factors, int[] pivots, T* b)
        where T : unmanaged, INumberBase<T>
    {
        T[] values = ToArray(b, (long)n * columns);
        Provider<T>().LUSolveFactored(columns, ToArray(factors, (long)n * n), n, pivots, values);
        values.CopyTo(new Span<T>(b, n * columns));
    }

    /// <summary>
    /// Replaces a Hermitian matrix, n × n, by its eigenvectors; writes the eigenvalues in ascending order.
    /// </summary>
    /// <returns>False if it does not converge.</returns>
    public static bool Eigen<T>(int n, T* a, double* values)
        where T : unmanaged, INumberBase<T>
    {
        var vectors = new T[n * n];
        // MathNet multiplies the vectors of complex matrices into the matrix that it is given.
        for (int i = 0; i < n; i++)
            vectors[i * n + i] = T.One;
        var found = new Complex[n];
        try
        {
            Provider<T>().EigenDecomp(true, n, ToArray(a, (long)n * n), vectors, found, new T[n * n]);
        }
        catch (NonConvergenceException)
        {
            return false;
        }
        vectors.CopyTo(new Span<T>(a, n * n));
        for (int i = 0; i < n; i++)
            values[i] = found[i].Real;
        return true;
    }

    /// <summary>
    /// Computes the eigenvalues and the right eigenvectors of any square matrix, whose vectors need not have length 1.
    /// </summary>
    /// <returns>False if it does not converge.</returns>
    public static bool GeneralEigen<T>(int n, T* a, Complex* values, Complex* vectors)
        where T : unmanaged, INumberBase<T>
    {
        // MathNet's form for real matrices packs pairs of vectors; that for complex ones needs no unpacking.
        var matrix = new Complex[n * n];
        for (int i = 0; i < matrix.Length; i++)
            matrix[i] = a[i] is Complex z ? z : new Complex(Real(a[i]), 0);
        Complex[] found = new Complex[n],
            columns = new Complex[n * n];
        try
        {
            Provider<Complex>().EigenDecomp(false, n, matrix, columns, found, new Complex[n * n]);
        }
        catch (NonConvergenceException)
        {
            return false;
        }
        found.CopyTo(new Span<Complex>(values, n));
        columns.CopyTo(new Span<Complex>(vectors, n * n));
        return true;
    }

    private static double Real<T>(T x) => x is Complex z ? z.Real : (double)(object)x!;

    private static T Conjugate<T>(T x) => x is Complex z ? (T)(object)Complex.Conjugate(z) : x;

    private static T[] ToArray<T>(T* values, long count)
        where T : unmanaged => new ReadOnlySpan<T>(values, checked((int)count)).ToArray();

    private static T[] Transposed<T>(ReadOnlySpan<T> columns, int rows, int count)
    {
        var transposed = new T[rows * count];
        for (int j = 0; j < count; j++)
        {
            for (int i = 0; i < rows; i++)
                transposed[i * count + j] = columns[j * rows + i];
        }

        return transposed;
    }

    // q, rows × k, times x, k × k.
    private static T[] Product<T>(T[] q, int rows, T[] x, int k)
        where T : INumberBase<T>
    {
        var product = new T[rows * k];
        for (int j = 0; j < k; j++)
        {
            Span<T> column = product.AsSpan(j * rows, rows);
            for (int i = 0; i < k; i++)
            {
                T factor = x[j * k + i];
                for (int l = 0; l < rows; l++)
                    column[l] += q[i * rows + l] * factor;
            }
        }
        return product;
    }
}
