using System.Runtime.InteropServices;

namespace Gchunk.Engine.Arrays;

/// <summary>
/// A debug allocator, switched on by <c>GCHUNK_GUARD_PAGES</c>: each block has pages of its own between unmapped ones,
/// and ends (or, with <c>before</c>, begins) where its pages do. An access past its end, before its start or after it
/// was freed ends the process at once, with the stack of the access.
/// </summary>
/// <remarks>
/// Addresses come from large reserved ranges and are never used twice within one, so a freed block stays unmapped.
/// Fresh memory is filled with a pattern that is NaN as a float and out of any range as an integer. The pattern also
/// fills the rest of a block's pages, where it is verified when the block is freed. Each block costs the kernel two
/// ranges (vm.max_map_count, by default 65530); beyond that, blocks come from the C library.
/// </remarks>
internal static unsafe partial class GuardPages
{
    /// <summary>The bytes of a page.</summary>
    public const int PageSize = 4096;

    /// <summary>The content of fresh memory: a NaN, twice as a float and once as a double.</summary>
    public const ulong Pattern = 0x7FF4DEAD_7FF4DEAD;

    // More blocks at a time would exceed the kernel's limit of ranges in a process.
    private const int MostBlocks = 28_000;
    private const long RangeBytes = 1L << 36;
    private const int None = 0,
        ReadWrite = 3;
    private const int Private = 2,
        Fixed = 0x10,
        Anonymous = 0x20,
        NoReserve = 0x4000;

    // A build that checks ranges looks up the block of each address.
#if CHECKED_SPANS
    private static bool KnowsBlocks => true;
#else
    private static bool KnowsBlocks => false;
#endif

    private static readonly Lock Gate = new();
    private static readonly bool IsBefore;
    private static Range[] ranges = [];
    private static int blocks;
    private static long unguarded;

    static GuardPages()
    {
        string? stated = Environment.GetEnvironmentVariable("GCHUNK_GUARD_PAGES");
        bool isWanted = stated is not (null or "" or "0" or "off") || (stated is null && KnowsBlocks);
        IsOn = isWanted && OperatingSystem.IsLinux();
        IsBefore = stated == "before";
    }

    /// <summary>True if blocks are allocated here.</summary>
    public static bool IsOn { get; }

    /// <summary>The number of blocks that had to come from the C library.</summary>
    public static long Unguarded => Interlocked.Read(ref unguarded);

    /// <summary>Allocates a block, or returns null if the kernel's limit of ranges is reached.</summary>
    public static byte* Allocate(long bytes)
    {
        long whole = Whole(bytes);
        if (Interlocked.Increment(ref blocks) <= MostBlocks && Reserve(whole) is var data && data is not null)
        {
            if (whole == 0 || Protect(data, (nuint)whole, ReadWrite) == 0)
            {
                Fill(data, whole);
                RangeOf(data)!.Enter(data, bytes);
                return Place(data, bytes);
            }
            Leave(RangeOf(data)!);
        }
        Interlocked.Decrement(ref blocks);
        if (Interlocked.Increment(ref unguarded) == 1)
            Notice.Tell("some blocks have no guard pages, because the process has too many mapped ranges");
        return null;
    }

    /// <summary>Unmaps a block; returns false if it is not one of these.</summary>
    public static bool Free(byte* pointer, long bytes)
    {
        if (RangeOf(pointer) is not { } range)
            return false;
        long whole = Whole(bytes);
        byte* data = Start(pointer, bytes);
        RequirePattern(pointer, bytes);
        range.Remove(data, bytes);
        if (whole > 0)
            _ = Map((nint)data, (nuint)whole, None, Private | Anonymous | NoReserve | Fixed, -1, 0);
        Interlocked.Decrement(ref blocks);
        Leave(range);
        return true;
    }

    /// <summary>Returns the bytes of the pages of a block.</summary>
    public static long Whole(long bytes) => (bytes + PageSize - 1) & -PageSize;

    /// <summary>Returns where a block begins in its pages.</summary>
    public static byte* Place(byte* data, long bytes) => IsBefore ? data : data + Whole(bytes) - bytes;

    /// <summary>Returns the first of the pages of a block.</summary>
    public static byte* Start(byte* pointer, long bytes) => IsBefore ? pointer : pointer + bytes - Whole(bytes);

    /// <summary>Fills pages with the pattern.</summary>
    public static void Fill(byte* data, long bytes)
    {
        for (long at = 0; at < bytes; at += 1 << 30)
            new Span<ulong>(data + at, (int)(Math.Min(1 << 30, bytes - at) / sizeof(ulong))).Fill(Pattern);
    }

    /// <summary>Ends the process if the rest of a block's pages was written to.</summary>
    public static void RequirePattern(byte* pointer, long bytes)
    {
        byte* data = Start(pointer, bytes);
        long before = pointer - data;
        int rest = (int)(Whole(bytes) - bytes);
        byte* slack = before > 0 ? data : pointer + bytes;
        for (int i = 0; i < rest; i++)
        {
            if (slack[i] != (byte)(Pattern >> (int)((nint)(slack + i) & 7) * 8))
            {
                Environment.FailFast(
                    $"a block of {bytes} bytes was written at {(before > 0 ? i - before : bytes + i)}, outside of it"
                );
            }
        }
    }

    /// <summary>
    /// Throws if some bytes are in a range of guarded memory but not within one block. Only in a checked build.
    /// </summary>
    public static void RequireBlock(byte* pointer, long bytes)
    {
        if (bytes == 0 || RangeOf(pointer) is not { } range)
            return;
        if (bytes < 0 || !range.Find(pointer, out byte* block, out long length))
            throw new InvalidOperationException($"a kernel was given {bytes} bytes that are in no block");
        if (pointer < block || pointer + bytes > block + length)
        {
            throw new InvalidOperationException(
                $"a kernel was given bytes {pointer - block} to {pointer - block + bytes} of a block of {length}"
            );
        }
    }

    // Between the blocks is one page that stays unmapped.
    private static byte* Reserve(long whole)
    {
        long needed = whole + PageSize;
        lock (Gate)
        {
            Range? last = ranges.Length == 0 ? null : ranges[^1];
            if (last is null || last.Next + needed > last.Length)
            {
                long length = Math.Max(RangeBytes, needed + PageSize);
                nint start = Map(0, (nuint)length, None, Private | Anonymous | NoReserve, -1, 0);
                if (start == -1)
                    return null;
                // The range counts as in use as long as it is the last.
                if (last is not null)
                    Leave(last);
                last = new Range(start, length);
                ranges = [.. ranges, last];
            }
            last.Users++;
            last.Next += needed;
            return (byte*)last.Start + last.Next - needed;
        }
    }

    private static Range? RangeOf(byte* pointer)
    {
        foreach (Range range in Volatile.Read(ref ranges))
        {
            if ((nint)pointer >= range.Start && (nint)pointer < range.Start + range.Length)
                return range;
        }
        return null;
    }

    private static void Leave(Range range)
    {
        lock (Gate)
        {
            if (--range.Users > 0)
                return;
            ranges = [.. ranges.Where(r => r != range)];
            range.Unmap();
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint Map(nint address, nuint bytes, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Unmap(nint address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Protect(byte* address, nuint bytes, int protection);

    private sealed class Range(nint start, long length)
    {
        public nint Start => start;

        public long Length => length;

        // The first page stays unmapped.
        public long Next { get; set; } = PageSize;

        // One for being the last range, and one for each block.
        public int Users { get; set; } = 1;

        // For each page: the number of the first page of its block, plus one, and for that the bytes of the block. The
        // tables take memory only for pages that are used.
        private readonly int* firsts = (int*)Table(length / PageSize * sizeof(int));
        private readonly long* lengths = (long*)Table(length / PageSize * sizeof(long));

        public void Enter(byte* data, long bytes)
        {
            if (!KnowsBlocks)
                return;
            long first = Page(data);
            lengths[first] = bytes;
            for (long page = first; page < first + Whole(bytes) / PageSize; page++)
                firsts[page] = (int)first + 1;
        }

        public void Remove(byte* data, long bytes)
        {
            if (KnowsBlocks)
                new Span<int>(firsts + Page(data), (int)(Whole(bytes) / PageSize)).Clear();
        }

        public bool Find(byte* pointer, out byte* block, out long bytes)
        {
            int first = firsts[Page(pointer)] - 1;
            bytes = first < 0 ? 0 : lengths[first];
            block = Place((byte*)start + (long)first * PageSize, bytes);
            return first >= 0;
        }

        public void Unmap()
        {
            _ = GuardPages.Unmap(start, (nuint)length);
            if (!KnowsBlocks)
                return;
            _ = GuardPages.Unmap((nint)firsts, (nuint)(length / PageSize * sizeof(int)));
            _ = GuardPages.Unmap((nint)lengths, (nuint)(length / PageSize * sizeof(long)));
        }

        private long Page(byte* pointer) => ((nint)pointer - start) / PageSize;

        private static nint Table(long bytes) =>
            KnowsBlocks ? Map(0, (nuint)bytes, ReadWrite, Private | Anonymous | NoReserve, -1, 0) : 0;
    }
}
