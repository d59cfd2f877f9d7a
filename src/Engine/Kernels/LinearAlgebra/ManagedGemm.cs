using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>
/// The product of two matrices of any number type; integers wrap. Used for integers, and for floats where OpenBLAS is
/// missing.
/// </summary>
/// <remarks>
/// Strips of the second matrix, two vectors wide, are packed contiguously; four rows of the first are multiplied by a
/// strip at a time, with the sums in registers (Goto and van de Geijn 2008, "Anatomy of high-performance matrix
/// multiplication", reduced to one level).
/// </remarks>
internal static unsafe class ManagedGemm
{
    private const int Depth = 256;
    private const int Rows = 4;

    /// <summary>The scratch bytes that a call needs.</summary>
    public static long ScratchBytes => Depth * 2L * Vector<byte>.Count + 2L * Rows * Vector<byte>.Count;

    /// <summary>Sets c, m × n in C order, to a · b.</summary>
    /// <param name="m">The number of rows of a.</param>
    /// <param name="n">The number of columns of b.</param>
    /// <param name="k">The number of columns of a and of rows of b.</param>
    /// <param name="a">The first matrix.</param>
    /// <param name="aRow">The number of elements from one row of a to the next.</param>
    /// <param name="aColumn">The number of elements from one column of a to the next.</param>
    /// <param name="b">The second matrix.</param>
    /// <param name="bRow">The number of elements from one row of b to the next.</param>
    /// <param name="bColumn">The number of elements from one column of b to the next.</param>
    /// <param name="c">The product.</param>
    /// <param name="cancellation">Cancels long work.</param>
    public static void Multiply<T>(
        int m,
        int n,
        int k,
        T* a,
        long aRow,
        long aColumn,
        T* b,
        long bRow,
        long bColumn,
        T* c,
        CancellationToken cancellation
    )
        where T : unmanaged, INumber<T>
    {
        int width = 2 * Vector<T>.Count;
        long bytes = (long)(Depth + Rows) * width * sizeof(T);
        T* packed = (T*)ScratchMemory.Allocate(bytes);
        T* tile = packed + Depth * width;
        try
        {
            if (k == 0)
                NativeMemory.Clear(c, (nuint)((long)m * n * sizeof(T)));
            for (int depth = 0; depth < k; depth += Depth)
            {
                int count = Math.Min(Depth, k - depth);
                for (int column = 0; column < n; column += width)
                {
                    cancellation.ThrowIfCancellationRequested();
                    int columns = Math.Min(width, n - column);
                    Pack(b + depth * bRow + column * bColumn, bRow, bColumn, count, columns, width, packed);
                    for (int row = 0; row < m; row += Rows)
                    {
                        int rows = Math.Min(Rows, m - row);
                        // Missing rows repeat the first one; their sums are not used.
                        T* a0 = a + row * aRow + depth * aColumn;
                        Kernel(
                            count,
                            a0,
                            rows > 1 ? aRow : 0,
                            rows > 2 ? 2 * aRow : 0,
                            rows > 3 ? 3 * aRow : 0,
                            aColumn,
                            packed,
                            tile
                        );
                        Add(tile, width, c + (long)row * n + column, n, rows, columns, depth == 0);
                    }
                }
            }
        }
        finally
        {
            ScratchMemory.Free(packed, bytes);
        }
    }

    private static void Pack<T>(T* b, long bRow, long bColumn, int count, int columns, int width, T* packed)
        where T : unmanaged, INumber<T>
    {
        for (int p = 0; p < count; p++)
        {
            T* to = packed + p * width;
            for (int j = 0; j < columns; j++)
                to[j] = b[p * bRow + j * bColumn];
            for (int j = columns; j < width; j++)
                to[j] = T.Zero;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernel<T>(
        int count,
        T* a,
        long second,
        long third,
        long fourth,
        long aColumn,
        T* packed,
        T* tile
    )
        where T : unmanaged, INumber<T>
    {
        int lanes = Vector<T>.Count;
        Vector<T> c00 = default,
            c01 = default,
            c10 = default,
            c11 = default,
            c20 = default,
            c21 = default,
            c30 = default,
            c31 = default;
        for (int p = 0; p < count; p++, a += aColumn, packed += 2 * lanes)
        {
            Vector<T> b0 = Vector.Load(packed),
                b1 = Vector.Load(packed + lanes);
            Vector<T> x = Vector.Create(*a);
            c00 = MultiplyAdd(x, b0, c00);
            c01 = MultiplyAdd(x, b1, c01);
            x = Vector.Create(a[second]);
            c10 = MultiplyAdd(x, b0, c10);
            c11 = MultiplyAdd(x, b1, c11);
            x = Vector.Create(a[third]);
            c20 = MultiplyAdd(x, b0, c20);
            c21 = MultiplyAdd(x, b1, c21);
            x = Vector.Create(a[fourth]);
            c30 = MultiplyAdd(x, b0, c30);
            c31 = MultiplyAdd(x, b1, c31);
        }
        c00.Store(tile);
        c01.Store(tile + lanes);
        c10.Store(tile + 2 * lanes);
        c11.Store(tile + 3 * lanes);
        c20.Store(tile + 4 * lanes);
        c21.Store(tile + 5 * lanes);
        c30.Store(tile + 6 * lanes);
        c31.Store(tile + 7 * lanes);
    }

    private static void Add<T>(T* tile, int width, T* c, int n, int rows, int columns, bool first)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < rows; i++, c += n, tile += width)
        {
            for (int j = 0; j < columns; j++)
                c[j] = first ? tile[j] : c[j] + tile[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> sum)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(double))
            return Vector.FusedMultiplyAdd(x.As<T, double>(), y.As<T, double>(), sum.As<T, double>()).As<double, T>();
        if (typeof(T) == typeof(float))
            return Vector.FusedMultiplyAdd(x.As<T, float>(), y.As<T, float>(), sum.As<T, float>()).As<float, T>();
        return sum + x * y;
    }
}
