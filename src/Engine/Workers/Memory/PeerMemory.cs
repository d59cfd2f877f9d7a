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
internal sealed unsafe class PeerMemory : IDisposable
{
    private readonly PeerAddress address;
    private readonly byte* start;
    private readonly Lock gate = new();
    private SafeFileHandle? spill;
    private int spillDescriptor;
    private int users = 1;

    /// <summary>Maps a peer's arena.</summary>
    /// <exception cref="GchunkException">The peer is gone.</exception>
    public PeerMemory(PeerAddress address)
    {
        this.address = address;
        int fd = SharedMemory.OpenOf(address.Process, address.Arena);
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
            SharedMemory.CloseFile(fd);
        }
    }

    /// <summary>Returns a block of the peer, in place.</summary>
    public NDArray Block(long offset, Shape shape, DType dtype) =>
        NDArray.Over(Memory(offset, shape.Size * dtype.Size), shape, dtype);

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
        if (GuardPages.IsOn && end < address.ArenaLength)
            SharedMemory.Protect(start + end, SharedMemory.PageSize, SharedMemory.None);
        Interlocked.Increment(ref users);
        return new LentMemory(this, start + offset, bytes);
    }

    private void Check(long offset, long bytes)
    {
        if (offset < 0 || bytes < 0 || offset > address.ArenaLength - bytes)
            throw new GchunkException($"process {address.Process} named a block outside its shared memory");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref users) > 0)
            return;
        SharedMemory.Unmap(start, address.ArenaLength);
        spill?.Dispose();
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
