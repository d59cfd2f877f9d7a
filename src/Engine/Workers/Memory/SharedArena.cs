using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Workers.Memory;

/// <summary>
/// The blocks of this process in memory that its peers can read: one memory file, mapped once here and once in each
/// peer. A block is passed on by its offset.
/// </summary>
/// <remarks>
/// Addresses are allocated in the size classes of <see cref="BlockPool"/>. A freed block gives its memory back to the
/// system; its address is reused.
/// </remarks>
internal sealed unsafe class SharedArena : IBlockArena
{
    private const long MostReserved = 1L << 42;
    private const long LeastReserved = 1L << 30;

    // A process has 128 TB of addresses, and a client maps the arenas of all its workers. Workers that are added one by
    // one, each with its share of this, reserve less than 84 TB together.
    private const long Shared = 12L << 40;

    // Freed addresses are reused only for blocks of their size class, so more are reserved than the memory that is used.
    private const int AddressesPerByte = 16;

    private static readonly Lock Starting = new();
    private static SharedArena? started;

    private readonly Lock gate = new();
    private readonly Dictionary<long, Stack<long>> free = [];
    private readonly byte* start;
    private readonly bool isLimited;
    private long next;
    private long used;

    private SharedArena(string? folder, long most)
    {
        (Descriptor, isLimited) = SharedMemory.Create(folder);
        // Addresses cost nothing until they are used. If the address space is limited, a smaller range must do.
        for (long bytes = most; start is null && bytes >= LeastReserved; bytes /= 4)
        {
            if (!SharedMemory.SetLength(Descriptor, bytes))
                continue;
            Length = bytes;
            start = SharedMemory.Map(Descriptor, bytes, GuardPages.IsOn ? SharedMemory.None : SharedMemory.ReadWrite);
        }
        if (start is null)
        {
            throw new GchunkException(
                $"the shared memory cannot be mapped: {SharedMemory.Error()}; is the address space limited (ulimit -v)?"
            );
        }
    }

    /// <summary>The arena of this process, or null if none was started.</summary>
    public static SharedArena? Current => Volatile.Read(ref started);

    /// <summary>The descriptor of the file in this process.</summary>
    public int Descriptor { get; }

    /// <summary>The length of the address range in bytes. Memory is allocated on first use.</summary>
    public long Length { get; }

    /// <summary>Returns the length of the arena of a worker.</summary>
    /// <param name="memoryLimit">The memory that the worker may use.</param>
    /// <param name="workers">The number of workers of its client.</param>
    public static long LengthFor(long memoryLimit, int workers)
    {
        long share = Math.Min(MostReserved, Shared / workers),
            wanted = memoryLimit > MostReserved / AddressesPerByte ? MostReserved : memoryLimit * AddressesPerByte;
        return Pages(Math.Clamp(wanted, LeastReserved, share));
    }

    /// <summary>Allocates all further blocks of this process in shared memory.</summary>
    /// <param name="most">The addresses to reserve in bytes; fewer if the address space is limited.</param>
    public static SharedArena Start(long most = MostReserved)
    {
        lock (Starting)
        {
            if (started is not null)
                return started;
            string? folder = Environment.GetEnvironmentVariable("GCHUNK_SHM") is { Length: > 0 } stated ? stated : null;
            Volatile.Write(ref started, new SharedArena(folder, most));
            BlockPool.Arena = started;
            // Private memory that was kept until now.
            BlockPool.Fit(0);
            return started;
        }
    }

    /// <inheritdoc/>
    public byte* Allocate(long capacity)
    {
        long bytes = Taken(capacity),
            offset = Reserve(bytes);
        if (offset < 0)
            return null;
        // Touching memory that a file system does not have would end the process, so it is reserved first. Nameless
        // memory files are limited only by the machine. If the arena is full, the block is allocated in private memory,
        // and travels through a file if it must.
        if (!isLimited || SharedMemory.Reserve(Descriptor, offset, bytes))
        {
            Interlocked.Add(ref used, bytes);
            return GuardPages.IsOn ? Guard(offset, capacity) : start + offset;
        }
        SharedMemory.Discard(Descriptor, offset, bytes);
        GiveBack(offset, bytes);
        return null;
    }

    /// <inheritdoc/>
    public bool Free(byte* pointer, long capacity)
    {
        if (!Owns(pointer))
            return false;
        long offset = (pointer - start) & -SharedMemory.PageSize,
            bytes = Taken(capacity);
        if (GuardPages.IsOn)
        {
            GuardPages.RequirePattern(pointer, capacity);
            SharedMemory.Protect(start + offset, bytes, SharedMemory.None);
        }
        SharedMemory.Discard(Descriptor, offset, bytes);
        Interlocked.Add(ref used, -bytes);
        GiveBack(offset, bytes);
        return true;
    }

    /// <summary>The memory in use, in bytes.</summary>
    public long UsedBytes => Interlocked.Read(ref used);

    /// <summary>Returns the offset of an array in the file, or -1 if it is not there.</summary>
    public long OffsetOf(NDArray array) => Owns(array.Pointer) ? array.Pointer - start : -1;

    /// <inheritdoc/>
    public bool Owns(byte* pointer) => pointer >= start && pointer < start + Length;

    private void GiveBack(long offset, long bytes)
    {
        lock (gate)
        {
            if (!free.TryGetValue(bytes, out Stack<long>? offsets))
                free[bytes] = offsets = new Stack<long>();
            offsets.Push(offset);
        }
    }

    // With guard pages, an address is used again only when there are no others.
    private long Reserve(long bytes)
    {
        lock (gate)
        {
            bool isFree = free.TryGetValue(bytes, out Stack<long>? offsets) && offsets.Count > 0;
            if (isFree && (!GuardPages.IsOn || next + bytes > Length))
                return offsets!.Pop();
            if (next + bytes > Length)
                return -1;
            next += bytes;
            return next - bytes;
        }
    }

    // The last page of a guarded block stays unmapped.
    private byte* Guard(long offset, long capacity)
    {
        long whole = GuardPages.Whole(capacity);
        SharedMemory.Protect(start + offset, whole, SharedMemory.ReadWrite);
        GuardPages.Fill(start + offset, whole);
        return GuardPages.Place(start + offset, capacity);
    }

    private static long Taken(long capacity) => Pages(capacity) + (GuardPages.IsOn ? SharedMemory.PageSize : 0);

    private static long Pages(long bytes) =>
        (bytes + SharedMemory.PageSize - 1) / SharedMemory.PageSize * SharedMemory.PageSize;
}
