namespace Gchunk.Engine.Arrays;

/// <summary>
/// The reference-counted memory of a block. The last user to release it frees it or returns it to the pool.
/// </summary>
/// <remarks>
/// Kernels see spans and do not know where the memory came from. A finaliser frees what was not released, so a user's
/// array needs no Dispose; the engine releases its own blocks as soon as their last consumer is done.
/// </remarks>
public abstract unsafe class BlockMemory
{
    private int users = 1;

    /// <summary>The first byte.</summary>
    public abstract byte* Pointer { get; }

    /// <summary>The number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>True if there is one user, and nobody else knows the memory: it is not that of a file or a process.</summary>
    internal bool IsSole => this is PooledMemory && Volatile.Read(ref users) == 1;

    /// <summary>Adds a user.</summary>
    public void Retain()
    {
        if (Interlocked.Increment(ref users) <= 1)
            throw new ObjectDisposedException(nameof(BlockMemory), "the block's memory has already been released");
    }

    /// <summary>Removes a user; the last one frees the memory.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref users);
        if (left == 0)
        {
            GC.SuppressFinalize(this);
            Free();
        }
        else if (left < 0)
        {
            throw new ObjectDisposedException(nameof(BlockMemory), "the block's memory was released twice");
        }
    }

    /// <summary>Frees the memory.</summary>
    protected abstract void Free();

    /// <summary>Returns a part of this memory, which it keeps alive until the part is released.</summary>
    /// <param name="offset">The bytes before the part.</param>
    /// <param name="bytes">The bytes of the part.</param>
    internal BlockMemory Part(long offset, long bytes)
    {
        if (offset < 0 || bytes < 0 || offset > Length - bytes)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{bytes} bytes are not within {Length}");
        Retain();
        return new PartMemory(this, offset, bytes);
    }

    /// <summary>Allocates at least this many bytes from the pool; their content is arbitrary.</summary>
    public static BlockMemory Allocate(long bytes) => new PooledMemory(bytes);

    private sealed class PartMemory(BlockMemory whole, long offset, long bytes) : BlockMemory
    {
        public override byte* Pointer => whole.Pointer + offset;

        public override long Length => bytes;

        protected override void Free() => whole.Release();
    }

    private sealed class PooledMemory : BlockMemory
    {
        private byte* pointer;
        private readonly long capacity;

        public PooledMemory(long bytes)
        {
            Length = bytes;
            pointer = BlockPool.Rent(bytes, out capacity);
            NativePressure.Change(capacity);
        }

        public override byte* Pointer => pointer;

        public override long Length { get; }

        protected override void Free()
        {
            byte* p = pointer;
            pointer = null;
            if (p is null)
                return;
            BlockPool.Return(p, capacity);
            NativePressure.Change(-capacity);
        }

        ~PooledMemory() => Free();
    }
}
