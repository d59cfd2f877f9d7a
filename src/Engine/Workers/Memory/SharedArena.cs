using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Workers.Memory;

/// <summary>
/// This process's blocks in memory that its peers may read: one memory file, mapped once here and once in each peer, so
/// that a block moves by telling its offset.
/// </summary>
/// <remarks>
/// Places are handed out by the sizes of <see cref="BlockPool"/>; a place that is given back loses its memory, not its
/// address.
/// </remarks>
internal sealed unsafe class SharedArena : IBlockArena
{
    private const long MostReserved = 1L << 42;
    private const long LeastReserved = 1L << 30;

    private static readonly Lock Starting = new();
    private static SharedArena? started;

    private readonly Lock gate = new();
    private readonly Dictionary<long, Stack<long>> free = [];
    private readonly byte* start;
    private readonly bool isLimited;
    private long next;
    private long used;

    private SharedArena(string? folder)
    {
        (Descriptor, isLimited) = SharedMemory.Create(folder);
        // Addresses cost nothing until they are used; where they are rationed, fewer do.
        for (long bytes = MostReserved; start is null && bytes >= LeastReserved; bytes /= 4)
        {
            if (!SharedMemory.SetLength(Descriptor, bytes))
                continue;
            Length = bytes;
            start = SharedMemory.Map(Descriptor, bytes, SharedMemory.ReadWrite);
        }
        if (start is null)
        {
            throw new GchunkException(
                $"memory to share between processes cannot be mapped: {SharedMemory.Error()}; is the address space limited (ulimit -v)?"
            );
        }
    }

    /// <summary>The arena of this process, or null where none was started.</summary>
    public static SharedArena? Current => Volatile.Read(ref started);

    /// <summary>The file's number in this process.</summary>
    public int Descriptor { get; }

    /// <summary>The bytes of addresses; memory is taken as it is used.</summary>
    public long Length { get; }

    /// <summary>Makes every further block of this process one that peers may read.</summary>
    public static SharedArena Start()
    {
        lock (Starting)
        {
            if (started is not null)
                return started;
            string? folder = Environment.GetEnvironmentVariable("GCHUNK_SHM") is { Length: > 0 } stated ? stated : null;
            Volatile.Write(ref started, new SharedArena(folder));
            BlockPool.Arena = started;
            return started;
        }
    }

    /// <inheritdoc/>
    public byte* Allocate(long capacity)
    {
        long bytes = Pages(capacity),
            offset;
        lock (gate)
        {
            if (!free.TryGetValue(bytes, out Stack<long>? places) || !places.TryPop(out offset))
            {
                if (next + bytes > Length)
                    return null;
                offset = next;
                next += bytes;
            }
        }
        // Full: the block is made in this process's own memory, and travels by a file if it must.
        // Touching memory that a file system has not got would end the process; that of nameless memory files is the
        // machine's own.
        if (!isLimited || SharedMemory.Reserve(Descriptor, offset, bytes))
        {
            Interlocked.Add(ref used, bytes);
            return start + offset;
        }
        SharedMemory.Discard(Descriptor, offset, bytes);
        GiveBack(offset, bytes);
        return null;
    }

    /// <inheritdoc/>
    public bool Free(byte* pointer, long capacity)
    {
        if (!Contains(pointer))
            return false;
        long offset = pointer - start,
            bytes = Pages(capacity);
        SharedMemory.Discard(Descriptor, offset, bytes);
        Interlocked.Add(ref used, -bytes);
        GiveBack(offset, bytes);
        return true;
    }

    /// <summary>The bytes of memory that are in use.</summary>
    public long UsedBytes => Interlocked.Read(ref used);

    /// <summary>Where an array begins in the file, or -1 where it is not in it.</summary>
    public long OffsetOf(NDArray array) => Contains(array.Pointer) ? array.Pointer - start : -1;

    private bool Contains(byte* pointer) => pointer >= start && pointer < start + Length;

    private void GiveBack(long offset, long bytes)
    {
        lock (gate)
        {
            if (!free.TryGetValue(bytes, out Stack<long>? places))
                free[bytes] = places = new Stack<long>();
            places.Push(offset);
        }
    }

    private static long Pages(long bytes) =>
        (bytes + SharedMemory.PageSize - 1) / SharedMemory.PageSize * SharedMemory.PageSize;
}
