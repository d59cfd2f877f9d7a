using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.LinearAlgebra;

/// <summary>A native buffer of a number of elements.</summary>
internal sealed unsafe class NativeBuffer<T>(long count) : IDisposable
    where T : unmanaged
{
    /// <summary>The first element.</summary>
    public T* Pointer { get; private set; } = (T*)ScratchMemory.Allocate(Bytes(count));

    /// <inheritdoc/>
    public void Dispose()
    {
        ScratchMemory.Free(Pointer, Bytes(count));
        Pointer = null;
    }

    /// <summary>Allocates a matrix for LAPACK, in the order of columns.</summary>
    /// <remarks>
    /// The complex matrix-vector product of OpenBLAS 0.3.21 (zgemv_n for Haswell and later) loads, and ignores, the element
    /// one column beyond a row that it multiplies by. A complex matrix therefore has memory for one more column.
    /// </remarks>
    public static NativeBuffer<T> Matrix(long rows, long columns) =>
        new(rows * (typeof(T) == typeof(Complex) ? columns + 1 : columns));

    private static long Bytes(long count) => Math.Max(count, 1) * sizeof(T);
}
