using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Gchunk.Engine.Arrays;

/// <summary>
/// A pool of native memory, which is kept for the next block of a similar size: touching fresh pages costs more than
/// most kernels that would fill them.
/// </summary>
internal static unsafe class BlockPool
{
    private const int Alignment = 64;

    // The size of a huge page. A block of several huge pages is aligned to them and requests them.
    private const int HugePage = 2 << 20;

    // The most bytes kept in total; memory returned beyond it goes to the operating system at once.
    private static readonly long MostKept = Math.Min(256L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16);
    private static readonly ConcurrentBag<nint>[] Kept = CreateBags();
    private static long keptBytes;

    // Smaller blocks do not justify pages of their own in shared memory.
    private const long LeastShared = 4096;

    /// <summary>The source of fresh memory that is shared with other processes; null to use the C library.</summary>
    internal static IBlockArena? Arena { get; set; }

    // Blocks of a megabyte and more get pages of their own, which return to the system when they are freed. By default
    // glibc raises this threshold when such blocks are freed and then keeps them, so the process would exceed its
    // memory limit.
    static BlockPool()
    {
        const int MmapThreshold = -3;
        try
        {
            _ = SetMallocOption(MmapThreshold, 1 << 20);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException) { }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetMallocOption(int option, int value);

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Advise(void* address, nuint length, int advice);

    public static byte* Rent(long bytes, out long capacity)
    {
        if (GuardPages.IsOn)
        {
            capacity = bytes;
            return Guarded(bytes);
        }
        int bucket = BucketOf(bytes, out capacity);
        if (Kept[bucket].TryTake(out nint pointer))
        {
            Interlocked.Add(ref keptBytes, -capacity);
            return (byte*)pointer;
        }
        if (capacity >= LeastShared && Arena is { } arena)
        {
            byte* shared = arena.Allocate(capacity);
            if (shared is not null)
                return shared;
        }
        try
        {
            return Fresh(bytes, capacity);
        }
        catch (OutOfMemoryException)
        {
            Trim(0);
            return Fresh(bytes, capacity);
        }
    }

    // Blocks are neither rounded up nor reused.
    private static byte* Guarded(long bytes)
    {
        byte* pointer = bytes >= LeastShared && Arena is { } arena ? arena.Allocate(bytes) : null;
        return pointer is not null ? pointer : ScratchMemory.Allocate(bytes);
    }

    // Walking along the columns of a wide array touches a new page with every row: with huge pages (where Linux gives
    // them on request) address translation makes that a third to twice as fast. Only whole pages within the requested
    // bytes are advised, so no extra memory is taken.
    private static byte* Fresh(long bytes, long capacity)
    {
        const int AdviseHugePage = 14;
        // The last page may be as little as seven eighths full.
        long whole = Math.Min(bytes + HugePage / 8, capacity) & -HugePage;
        bool large = OperatingSystem.IsLinux() && whole >= 2 * HugePage;
        var pointer = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, (nuint)(large ? HugePage : Alignment));
        if (large)
            _ = Advise(pointer, (nuint)whole, AdviseHugePage);
        return pointer;
    }

    public static void Return(byte* pointer, long capacity)
    {
        if (GuardPages.IsOn)
        {
            Free(pointer, capacity);
            return;
        }
        // Kept private memory would be handed out again for blocks that are to be shared.
        bool isPrivate = capacity >= LeastShared && Arena is { } arena && !arena.Owns(pointer);
        if (isPrivate)
        {
            Free(pointer, capacity);
            return;
        }
        if (Interlocked.Add(ref keptBytes, capacity) > MostKept)
        {
            Interlocked.Add(ref keptBytes, -capacity);
            Free(pointer, capacity);
            return;
        }
        Kept[BucketOf(capacity, out _)].Add((nint)pointer);
    }

    /// <summary>Returns the memory that is kept beyond a number of bytes to the operating system.</summary>
    public static void Fit(long most)
    {
        if (Interlocked.Read(ref keptBytes) > most)
            Trim(Math.Max(most, 0));
    }

    private static void Trim(long most)
    {
        for (int bucket = Kept.Length - 1; bucket >= 0; bucket--)
        {
            while (Interlocked.Read(ref keptBytes) > most && Kept[bucket].TryTake(out nint pointer))
            {
                Interlocked.Add(ref keptBytes, -CapacityOf(bucket));
                Free((byte*)pointer, CapacityOf(bucket));
            }
        }
    }

    private static void Free(byte* pointer, long capacity)
    {
        if (Arena is not { } arena || !arena.Free(pointer, capacity))
            ScratchMemory.Free(pointer, capacity);
    }

    // Four sizes for each power of two: at most a quarter is wasted.
    private static int BucketOf(long bytes, out long capacity)
    {
        long wanted = Math.Max(bytes, 256);
        int power = BitOperations.Log2((ulong)wanted - 1);
        int quarter = (int)((wanted - 1) >> (power - 2)) & 3;
        int bucket = power * 4 + quarter;
        capacity = CapacityOf(bucket);
        return bucket;
    }

    private static long CapacityOf(int bucket) => (5L + (bucket & 3)) << ((bucket >> 2) - 2);

    private static ConcurrentBag<nint>[] CreateBags()
    {
        var bags = new ConcurrentBag<nint>[63 * 4];
        for (int i = 0; i < bags.Length; i++)
            bags[i] = [];
        return bags;
    }
}
