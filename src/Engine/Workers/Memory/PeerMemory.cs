using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Microsoft.Win32.SafeHandles;

namespace Gchunk.Engine.Workers.Memory;

/// <summary>The address of the shared memory of a process.</summary>
/// <param name="Process">The identifier of the process.</param>
/// <param name="Arena">The descriptor of its arena's file in that process.</param>
/// <param name="ArenaLength">The arena's length in bytes.</param>
internal readonly record struct PeerAddress(int Process, int Arena, long ArenaLength);

/// <summary>
/// The memory of a peer, mapped read-only. It outlives the peer: a block can be read to its end while the peer dies,
/// and the scheduler decides whether the result counts.
/// </summary>
[DoesNotTravel("it is memory of this process")]
internal sealed unsafe class PeerMemory : WorkerMemory
{
    private readonly PeerAddress address;
    private readonly SafeFileHandle? arena;
    private readonly byte* start;
    private readonly Lock gate = new();
    private SafeFileHandle? spill;
    private int spillDescriptor;
    private int users = 1;
    private long length;

    /// <summary>Maps a peer's arena.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="keeps">True to keep its file open, so that others can be led to it when the peer is gone.</param>
    /// <exception cref="GchunkException">The peer is gone.</exception>
    public PeerMemory(PeerAddress address, bool keeps = false)
    {
        (this.address, length) = (address, address.ArenaLength);
        int fd = SharedMemory.OpenOf(address.Process, address.Arena, isWritable: keeps);
        try
        {
            // Touching memory beyond the end of the file would end the process.
            if (SharedMemory.LengthOf(fd) < address.ArenaLength)
                throw new GchunkException($"process {address.Process} named more shared memory than it has");
            start = SharedMemory.Map(fd, address.ArenaLength, SharedMemory.ReadOnly);
            if (start is null)
            {
                throw new GchunkException(
                    $"the shared memory of process {address.Process}, {MemoryBudget.Format(address.ArenaLength)} of addresses, cannot be mapped: {SharedMemory.Error()}; is the address space limited (ulimit -v)? Use fewer workers with more threads"
                );
            }
        }
        finally
        {
            if (!keeps || start is null)
                SharedMemory.CloseFile(fd);
        }
        arena = keeps ? new SafeFileHandle(fd, ownsHandle: true) : null;
    }

    /// <summary>The address of the kept memory in this process.</summary>
    public PeerAddress Here => new(Environment.ProcessId, (int)arena!.DangerousGetHandle(), length);

    /// <summary>The descriptor of the peer's spill file in this process, once it was opened.</summary>
    public int SpillHere => (int)spill!.DangerousGetHandle();

    /// <summary>The length of the range of addresses.</summary>
    public long Length => length;

    /// <summary>Adds a user of the memory, which is unmapped when the last one has disposed it.</summary>
    /// <exception cref="GchunkException">It is unmapped already.</exception>
    public override PeerMemory Share()
    {
        for (int now = Volatile.Read(ref users); ; )
        {
            if (now == 0)
                throw new GchunkException($"process {address.Process} is gone");
            int before = Interlocked.CompareExchange(ref users, now + 1, now);
            if (before == now)
                return this;
            now = before;
        }
    }

    /// <summary>Returns the pages of a block to the system, of a peer that is gone.</summary>
    public void Discard(long offset, long bytes)
    {
        long from = offset & -SharedMemory.PageSize;
        SharedMemory.Discard((int)arena!.DangerousGetHandle(), from, GuardPages.Whole(offset + bytes) - from);
    }

    /// <summary>
    /// Returns all pages to the system but those of some blocks, of a peer that is gone, and the addresses behind them;
    /// nothing if the memory has more than two users, who may be reading other blocks.
    /// </summary>
    /// <param name="blocks">The offset and the bytes of each block.</param>
    public void DiscardAllBut(List<(long Offset, long Bytes)> blocks)
    {
        if (Volatile.Read(ref users) > 2)
            return;
        int file = (int)arena!.DangerousGetHandle();
        // The memory of this process itself has other blocks.
        bool isOwn = address.Process == Environment.ProcessId;
        blocks.Sort();
        long from = 0;
        foreach ((long offset, long bytes) in blocks)
        {
            long until = offset & -SharedMemory.PageSize;
            if (until > from && !isOwn)
                SharedMemory.Discard(file, from, until - from);
            from = Math.Max(from, GuardPages.Whole(offset + bytes));
        }
        if (from < length && !isOwn)
            SharedMemory.Discard(file, from, length - from);
        long whole = Math.Clamp(from, SharedMemory.PageSize, length);
        SharedMemory.Unmap(start + whole, length - whole);
        length = whole;
    }

    /// <summary>Returns a block of the peer, in place.</summary>
    public override NDArray Block(long offset, Shape shape, DType dtype) =>
        NDArray.Over(Memory(offset, shape.Size * dtype.Size), shape, dtype);

    /// <inheritdoc/>
    public override NDArray Spilled(int descriptor, long offset, Shape shape, DType dtype)
    {
        SafeFileHandle file = Spill(descriptor);
        NDArray array = NDArray.Allocate(shape, dtype);
        try
        {
            SpillFile.Read(file, offset, shape, dtype.Size, Region.Whole(shape), array.Pointer);
            return array;
        }
        catch
        {
            array.Dispose();
            throw;
        }
    }

    /// <summary>Returns the file that the peer spills to.</summary>
    /// <exception cref="GchunkException">The peer is gone.</exception>
    public SafeFileHandle Spill(int descriptor)
    {
        lock (gate)
        {
            if (spill is null)
            {
                (spill, spillDescriptor) = (
                    new SafeFileHandle(SharedMemory.OpenOf(address.Process, descriptor), ownsHandle: true),
                    descriptor
                );
            }

            return spillDescriptor == descriptor
                ? spill
                : throw new GchunkException($"process {address.Process} named a file that is not its spill file");
        }
    }

    private LentMemory Memory(long offset, long bytes)
    {
        Check(offset, bytes);
        // A page without content follows the pages of a guarded block.
        long end = GuardPages.Whole(offset + bytes);
        if (GuardPages.IsOn && end < length)
            SharedMemory.Protect(start + end, SharedMemory.PageSize, SharedMemory.None);
        return new LentMemory(Share(), start + offset, bytes);
    }

    private void Check(long offset, long bytes)
    {
        if (offset < 0 || bytes < 0 || offset > length - bytes)
            throw new GchunkException($"process {address.Process} named a block outside its shared memory");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Interlocked.Decrement(ref users) > 0)
            return;
        SharedMemory.Unmap(start, length);
        spill?.Dispose();
        arena?.Dispose();
    }

    private sealed class LentMemory(PeerMemory peer, byte* pointer, long bytes) : BlockMemory
    {
        private PeerMemory? lender = peer;

        public override byte* Pointer => pointer;

        public override long Length => bytes;

        protected override void Free() => Interlocked.Exchange(ref lender, null)?.Dispose();

        ~LentMemory() => Free();
    }
}
