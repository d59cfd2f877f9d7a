using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>The decompositions of <see cref="Decompositions"/> for one element type.</summary>
internal static unsafe class MatrixDecompositions<T, TElement>
    where T : unmanaged, INumberBase<T>
    where TElement : IMatrixElement<T>
{
    /// <summary>
    /// Decomposes a = q r, with k = min(m, n) columns of q. The diagonal of r is real and not negative, which makes both
    /// unique where a has full rank. Either result may be null.
    /// </summary>
    /// <param name="a">m × n.</param>
    /// <param name="q">Takes q, m × k.</param>
    /// <param name="r">Takes r, k × n.</param>
    public static void Qr(NDArray a, NDArray? q, NDArray? r)
    {
        int m = checked((int)a.Shape[0]),
            n = checked((int)a.Shape[1]),
            k = Math.Min(m, n);
        if (k == 0)
            return;
        using var columns = NativeBuffer<T>.Matrix(m, n);
        T* f = columns.Pointer;
        Transpose((T*)a.Pointer, m, n, f);
        GC.KeepAlive(a);
        if (Lapack.IsPresent)
        {
            using var reflections = new NativeBuffer<T>(k);
            TElement.Reflect(m, n, f, reflections.Pointer);
            T[] phases = WriteR(f, m, k, n, r);
            if (q is null)
                return;
            TElement.Form(m, k, f, reflections.Pointer);
            WriteQ(f, m, k, phases, q);
        }
        else
        {
            (T[] basis, T[] triangle) = ManagedDecompositions.Qr(m, n, f);
            fixed (
                T* b = basis,
                    t = triangle
            )
            {
                T[] phases = WriteR(t, k, k, n, r);
                if (q is not null)
                    WriteQ(b, m, k, phases, q);
            }
        }
    }

    // From columns that are step apart. Returns the phases of the diagonal, which the columns of q are multiplied by.
    private static T[] WriteR(T* columns, int step, int k, int n, NDArray? r)
    {
        var phases = new T[k];
        for (int i = 0; i < k; i++)
            phases[i] = TElement.Phase(columns[(long)i * step + i]);
        if (r is null)
            return phases;
        T* to = (T*)r.Pointer;
        for (int i = 0; i < k; i++)
        {
            T phase = TElement.Conjugate(phases[i]);
            for (int j = 0; j < n; j++)
            {
                T value = columns[(long)j * step + i];
                to[(long)i * n + j] =
                    j < i ? T.Zero
                    : phase == T.One ? value
                    : value * phase;
            }
        }

        return phases;
    }

    private static void WriteQ(T* columns, int m, int k, T[] phases, NDArray q)
    {
        for (int j = 0; j < k; j++)
        {
            if (phases[j] == T.One)
                continue;
            for (int i = 0; i < m; i++)
                columns[(long)j * m + i] *= phases[j];
        }

        Transpose(columns, k, m, (T*)q.Pointer);
    }

    /// <summary>
    /// Decomposes a = u diag(s) vt, with k = min(m, n) singular values in descending order. The largest element of each
    /// row of vt is real and positive.
    /// </summary>
    /// <param name="a">m × n.</param>
    /// <param name="result">Takes u, m × k, then s, k, then vt, k × n, in one row.</param>
    /// <exception cref="GchunkException">It does not converge.</exception>
    public static void Svd(NDArray a, NDArray result)
    {
        int m = checked((int)a.Shape[0]),
            n = checked((int)a.Shape[1]),
            k = Math.Min(m, n);
        if (k == 0)
            return;
        T* u = (T*)result.Pointer,
            s = u + (long)m * k,
            vt = s + k;
        using var matrix = NativeBuffer<T>.Matrix(m, n);
        using var left = NativeBuffer<T>.Matrix(m, k);
        using var right = NativeBuffer<T>.Matrix(k, n);
        using var values = new NativeBuffer<double>(k);
        Transpose((T*)a.Pointer, m, n, matrix.Pointer);
        GC.KeepAlive(a);
        bool done = Lapack.IsPresent
            ? TElement.Svd(m, n, matrix.Pointer, values.Pointer, left.Pointer, right.Pointer)
            : ManagedDecompositions.Svd(m, n, matrix.Pointer, values.Pointer, left.Pointer, right.Pointer);
        if (!done)
            throw new GchunkException("the singular value decomposition did not converge");
        Transpose(left.Pointer, k, m, u);
        Transpose(right.Pointer, n, k, vt);
        for (int i = 0; i < k; i++)
        {
            s[i] = T.CreateChecked(values.Pointer[i]);
            Orient(u + i, m, k, vt + (long)i * n, n);
        }
    }

    /// <summary>Solves a x = b.</summary>
    /// <param name="a">n × n.</param>
    /// <param name="b">n × columns.</param>
    /// <param name="x">Takes x, n × columns.</param>
    /// <param name="parts">The threads that may take part.</param>
    /// <exception cref="GchunkException">The matrix is singular.</exception>
    public static void Solve(NDArray a, NDArray b, NDArray x, IPartRunner? parts)
    {
        int n = checked((int)a.Shape[0]),
            columns = checked((int)b.Shape[1]);
        if (n == 0 || columns == 0)
            return;
        using var factors = NativeBuffer<T>.Matrix(n, n);
        using var right = NativeBuffer<T>.Matrix(n, columns);
        int[] pivots = Factor(a, n, factors.Pointer, parts);
        for (int i = 0; i < n; i++)
        {
            if (factors.Pointer[(long)i * n + i] == T.Zero)
                throw new GchunkException($"the matrix {a.Shape} is singular: a x = b has no unique solution");
        }

        Transpose((T*)b.Pointer, n, columns, right.Pointer);
        if (typeof(T) == typeof(double) && PanelFactors.Takes(n))
            PanelFactors.Solve(n, columns, (double*)factors.Pointer, pivots, (double*)right.Pointer, parts);
        else if (Lapack.IsPresent)
            TElement.Solve(n, columns, factors.Pointer, pivots, right.Pointer);
        else
            ManagedDecompositions.Solve(n, columns, factors.Pointer, pivots, right.Pointer);
        Transpose(right.Pointer, columns, n, (T*)x.Pointer);
    }

    /// <summary>Returns the determinant of a, n × n, as a 0-d array: 0 where it is singular.</summary>
    public static NDArray Determinant(NDArray a, IPartRunner? parts)
    {
        int n = checked((int)a.Shape[0]);
        using var factors = NativeBuffer<T>.Matrix(n, n);
        int[] pivots = n == 0 ? [] : Factor(a, n, factors.Pointer, parts);
        T determinant = T.One;
        for (int i = 0; i < n; i++)
        {
            T diagonal = factors.Pointer[(long)i * n + i];
            if (diagonal == T.Zero)
                return NDArray.Scalar(T.Zero);
            determinant *= pivots[i] == i ? diagonal : -diagonal;
        }
        return NDArray.Scalar(determinant);
    }

    /// <summary>
    /// Returns the sign of the determinant, a number of absolute value 1, and the logarithm of its absolute value: 0 and
    /// minus infinity if a is singular.
    /// </summary>
    public static NDArray LogDeterminant(NDArray a, IPartRunner? parts)
    {
        int n = checked((int)a.Shape[0]);
        using var factors = NativeBuffer<T>.Matrix(n, n);
        int[] pivots = n == 0 ? [] : Factor(a, n, factors.Pointer, parts);
        T sign = T.One;
        double log = 0;
        for (int i = 0; i < n; i++)
        {
            T diagonal = factors.Pointer[(long)i * n + i];
            if (diagonal == T.Zero)
                return NDArray.From([T.Zero, T.CreateChecked(double.NegativeInfinity)]);
            sign *= pivots[i] == i ? TElement.Phase(diagonal) : -TElement.Phase(diagonal);
            log += Math.Log(TElement.Absolute(diagonal));
        }
        return NDArray.From([double.IsNaN(log) ? T.CreateChecked(double.NaN) : sign, T.CreateChecked(log)]);
    }

    private static int[] Factor(NDArray a, int n, T* factors, IPartRunner? parts)
    {
        var pivots = new int[n];
        Transpose((T*)a.Pointer, n, n, factors);
        if (typeof(T) == typeof(double) && PanelFactors.Takes(n))
            PanelFactors.Factor(n, (double*)factors, pivots, parts);
        else if (Lapack.IsPresent)
            TElement.Factor(n, n, factors, pivots);
        else
            ManagedDecompositions.Factor(n, factors, pivots);
        GC.KeepAlive(a);
        return pivots;
    }

    private static void Orient(T* u, int m, int step, T* v, int n)
    {
        T phase = PhaseOfLargest(v, 1, n);
        if (phase == T.One)
            return;
        T inverse = TElement.Conjugate(phase);
        for (int j = 0; j < n; j++)
            v[j] *= inverse;
        for (int i = 0; i < m; i++)
            u[(long)i * step] *= phase;
    }

    /// <summary>Returns the phase of the largest of n elements, the first of nearly equal ones.</summary>
    internal static T PhaseOfLargest(T* values, int step, int n)
    {
        int largest = 0;
        for (int j = 1; j < n; j++)
        {
            if (
                TElement.Absolute(values[(long)j * step])
                > TElement.Absolute(values[(long)largest * step]) * (1 + 1e-8)
            )
            {
                largest = j;
            }
        }

        return n == 0 ? T.One : TElement.Phase(values[(long)largest * step]);
    }

    // Rewrites a matrix in C order by columns, in tiles that fit the cache.
    internal static void Transpose(T* from, int rows, int columns, T* to)
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
