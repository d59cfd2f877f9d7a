using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// Decompositions of one block, in float64: by LAPACK where OpenBLAS is installed, by MathNet.Numerics where it is not.
/// </summary>
internal static unsafe class Decompositions
{
    /// <summary>The bytes that a QR decomposition of an m × n matrix needs besides its results.</summary>
    public static long QrBytes(long m, long n) =>
        (m * n + 64 * (m + n) + (Lapack.IsPresent ? 0 : Math.Min(m, n) * (m + n))) * sizeof(double);

    /// <summary>The bytes that a singular value decomposition of an m × n matrix needs besides its results.</summary>
    public static long SvdBytes(long m, long n)
    {
        long k = Math.Min(m, n);
        return (m * n + k * (m + n) + 4 * k * k + 16 * (m + n) + (Lapack.IsPresent ? 0 : 2 * m * n + 2 * k * (m + n)))
            * sizeof(double);
    }

    /// <summary>
    /// The bytes that a solution with, or the determinant of, an n × n matrix needs besides its results.
    /// </summary>
    public static long SolveBytes(long n, long columns) =>
        (Lapack.IsPresent ? 1 : 3) * n * (n + columns) * sizeof(double);

    /// <summary>
    /// Decomposes a = q r, with k = min(m, n) columns of q. The diagonal of r is not negative, which makes both unique
    /// where a has full rank. Either result may be null.
    /// </summary>
    /// <param name="a">m × n, float64.</param>
    /// <param name="q">Takes q, m × k.</param>
    /// <param name="r">Takes r, k × n.</param>
    public static void Qr(NDArray a, NDArray? q, NDArray? r)
    {
        int m = checked((int)a.Shape[0]),
            n = checked((int)a.Shape[1]),
            k = Math.Min(m, n);
        if (k == 0)
            return;
        using var columns = new NativeDoubles((long)m * n);
        double* f = columns.Pointer;
        Transpose((double*)a.Pointer, m, n, f);
        if (Lapack.IsPresent)
        {
            using var reflections = new NativeDoubles(k);
            Lapack.Factor(m, n, f, reflections.Pointer);
            bool[] negative = WriteR(f, m, k, n, r);
            if (q is null)
                return;
            Lapack.Form(m, k, f, reflections.Pointer);
            WriteQ(f, m, k, negative, q);
        }
        else
        {
            (double[] basis, double[] triangle) = ManagedDecompositions.Qr(m, n, f);
            fixed (
                double* b = basis,
                    t = triangle
            )
            {
                bool[] negative = WriteR(t, k, k, n, r);
                if (q is not null)
                    WriteQ(b, m, k, negative, q);
            }
        }
    }

    // From columns that are step apart. Returns which rows changed their sign, and with them the columns of q.
    private static bool[] WriteR(double* columns, int step, int k, int n, NDArray? r)
    {
        var negative = new bool[k];
        for (int i = 0; i < k; i++)
            negative[i] = columns[(long)i * step + i] < 0;
        if (r is null)
            return negative;
        double* to = (double*)r.Pointer;
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < n; j++)
            {
                to[(long)i * n + j] =
                    j < i ? 0
                    : negative[i] ? -columns[(long)j * step + i]
                    : columns[(long)j * step + i];
            }
        }

        return negative;
    }

    private static void WriteQ(double* columns, int m, int k, bool[] negative, NDArray q)
    {
        for (int j = 0; j < k; j++)
        {
            if (negative[j])
            {
                for (int i = 0; i < m; i++)
                    columns[(long)j * m + i] = -columns[(long)j * m + i];
            }
        }

        Transpose(columns, k, m, (double*)q.Pointer);
    }

    /// <summary>
    /// Decomposes a = u diag(s) vt, with k = min(m, n) singular values in descending order. The largest element of each
    /// row of vt is positive.
    /// </summary>
    /// <param name="a">m × n, float64.</param>
    /// <param name="u">Takes u, m × k.</param>
    /// <param name="s">Takes s, k.</param>
    /// <param name="vt">Takes vt, k × n.</param>
    /// <exception cref="GchunkException">It does not converge.</exception>
    public static void Svd(NDArray a, double* u, double* s, double* vt)
    {
        int m = checked((int)a.Shape[0]),
            n = checked((int)a.Shape[1]),
            k = Math.Min(m, n);
        if (k == 0)
            return;
        using var matrix = new NativeDoubles((long)m * n);
        using var left = new NativeDoubles((long)m * k);
        using var right = new NativeDoubles((long)k * n);
        Transpose((double*)a.Pointer, m, n, matrix.Pointer);
        bool done = Lapack.IsPresent
            ? Lapack.Svd(m, n, matrix.Pointer, s, left.Pointer, right.Pointer)
            : ManagedDecompositions.Svd(m, n, matrix.Pointer, s, left.Pointer, right.Pointer);
        if (!done)
            throw new GchunkException("the singular value decomposition did not converge");
        Transpose(left.Pointer, k, m, u);
        Transpose(right.Pointer, n, k, vt);
        for (int i = 0; i < k; i++)
            Orient(u + i, m, k, vt + (long)i * n, n);
    }

    /// <summary>Solves a x = b.</summary>
    /// <param name="a">n × n, float64.</param>
    /// <param name="b">n × columns, float64.</param>
    /// <param name="x">Takes x, n × columns.</param>
    /// <exception cref="GchunkException">The matrix is singular.</exception>
    public static void Solve(NDArray a, NDArray b, NDArray x)
    {
        int n = checked((int)a.Shape[0]),
            columns = checked((int)b.Shape[1]);
        if (n == 0 || columns == 0)
            return;
        using var factors = new NativeDoubles((long)n * n);
        using var right = new NativeDoubles((long)n * columns);
        int[] pivots = Factor(a, n, factors.Pointer);
        for (int i = 0; i < n; i++)
        {
            if (factors.Pointer[(long)i * n + i] == 0)
                throw new GchunkException($"the matrix {a.Shape} is singular: a x = b has no unique solution");
        }

        Transpose((double*)b.Pointer, n, columns, right.Pointer);
        if (Lapack.IsPresent)
            Lapack.Solve(n, columns, factors.Pointer, pivots, right.Pointer);
        else
            ManagedDecompositions.Solve(n, columns, factors.Pointer, pivots, right.Pointer);
        Transpose(right.Pointer, columns, n, (double*)x.Pointer);
    }

    /// <summary>Returns the determinant of a, n × n and float64: 0 where it is singular.</summary>
    public static double Determinant(NDArray a)
    {
        int n = checked((int)a.Shape[0]);
        using var factors = new NativeDoubles((long)n * n);
        int[] pivots = n == 0 ? [] : Factor(a, n, factors.Pointer);
        double determinant = 1;
        for (int i = 0; i < n; i++)
        {
            double diagonal = factors.Pointer[(long)i * n + i];
            if (diagonal == 0)
                return 0;
            determinant *= pivots[i] == i ? diagonal : -diagonal;
        }
        return determinant;
    }

    /// <summary>
    /// Returns the logarithm of the determinant's absolute value, and its sign: minus infinity and 0 if a is singular.
    /// </summary>
    public static (double Sign, double Log) LogDeterminant(NDArray a)
    {
        int n = checked((int)a.Shape[0]);
        using var factors = new NativeDoubles((long)n * n);
        int[] pivots = n == 0 ? [] : Factor(a, n, factors.Pointer);
        double sign = 1,
            log = 0;
        for (int i = 0; i < n; i++)
        {
            double diagonal = factors.Pointer[(long)i * n + i];
            if (diagonal == 0)
                return (0, double.NegativeInfinity);
            sign *= pivots[i] == i == diagonal > 0 ? 1 : -1;
            log += Math.Log(Math.Abs(diagonal));
        }
        return (double.IsNaN(log) ? double.NaN : sign, log);
    }

    private static int[] Factor(NDArray a, int n, double* factors)
    {
        var pivots = new int[n];
        Transpose((double*)a.Pointer, n, n, factors);
        if (Lapack.IsPresent)
            Lapack.Factor(n, factors, pivots);
        else
            ManagedDecompositions.Factor(n, factors, pivots);
        GC.KeepAlive(a);
        return pivots;
    }

    private static void Orient(double* u, int m, int step, double* v, int n)
    {
        int largest = 0;
        for (int j = 1; j < n; j++)
        {
            if (Math.Abs(v[j]) > Math.Abs(v[largest]) * (1 + 1e-8))
                largest = j;
        }

        if (v[largest] >= 0)
            return;
        for (int j = 0; j < n; j++)
            v[j] = -v[j];
        for (int i = 0; i < m; i++)
            u[(long)i * step] = -u[(long)i * step];
    }

    // Rewrites a matrix in C order by columns, in tiles that fit the cache.
    internal static void Transpose(double* from, int rows, int columns, double* to)
    {
        const int Tile = 32;
        for (int i0 = 0; i0 < rows; i0 += Tile)
        {
            for (int j0 = 0; j0 < columns; j0 += Tile)
            {
                for (int i = i0; i < Math.Min(rows, i0 + Tile); i++)
                {
                    for (int j = j0; j < Math.Min(columns, j0 + Tile); j++)
                        to[(long)j * rows + i] = from[(long)i * columns + j];
                }
            }
        }
    }
}
