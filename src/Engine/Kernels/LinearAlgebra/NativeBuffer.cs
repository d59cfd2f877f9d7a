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

    private static long Bytes(long count) => Math.Max(count, 1) * sizeof(T);
}
