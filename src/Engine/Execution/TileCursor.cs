using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Execution;

/// <summary>Returns the tiles of a loaded window one after another, in C order.</summary>
internal sealed unsafe class TileCursor
{
    private const int CacheLine = 64;

    // Smaller data are in a cache already, or soon.
    private const long LargeBytes = 1 << 18;

    private readonly LoadedInput input;
    private readonly int size;
    private readonly byte* buffer;

    // Neighbouring axes that are contiguous are merged; the innermost is last.
    private readonly long[] counts;
    private readonly long[] strides;
    private readonly long[] index;
    private byte* row;
    private long column;
    private readonly long[]? generatorStrides;
    private long generatorStart;
    private readonly bool isLarge;

    /// <summary>Creates a cursor at the window's first element.</summary>
    /// <param name="input">The window.</param>
    /// <param name="count">The lengths of the window.</param>
    /// <param name="buffer">A buffer for one tile.</param>
    public TileCursor(LoadedInput input, long[] count, byte* buffer)
    {
        this.input = input;
        this.buffer = buffer;
        size = input.DType.Size;
        row = input.Pointer;
        Span<long> joinedCounts = stackalloc long[count.Length + 1],
            joinedStrides = stackalloc long[count.Length + 1];
        int joined = 0;
        generatorStrides = input.Generator?.Shape.Strides();
        for (int axis = 0; axis < count.Length; axis++)
        {
            long stride = generatorStrides is null ? input.Strides[axis] : generatorStrides[axis];
            if (count[axis] == 1)
                continue;
            // An outer axis is merged if its step is the whole of the inner one.
            if (joined > 0 && joinedStrides[joined - 1] == stride * count[axis])
                joinedCounts[joined - 1] *= count[axis];
            else
                joinedCounts[joined++] = count[axis];
            joinedStrides[joined - 1] = stride;
        }
        if (joined == 0)
            joinedCounts[joined++] = joinedStrides[0] = 1;
        (counts, strides) = (joinedCounts[..joined].ToArray(), joinedStrides[..joined].ToArray());
        index = new long[counts.Length];
        isLarge = generatorStrides is null && new Shape(count).Size * size >= LargeBytes;
        FetchesRows = isLarge && counts.Length > 1;
        if (generatorStrides is null)
            return;
        for (int axis = 0; axis < count.Length; axis++)
            generatorStart += input.Window.Start[axis] * generatorStrides[axis];
    }

    /// <summary>True if every tile is the same value throughout.</summary>
    public bool IsConstant => generatorStrides is null && counts.Length == 1 && strides[0] == 0;

    /// <summary>
    /// True if tiles are prefetched: the processor looks ahead along a row by itself, but not from one row to the next.
    /// </summary>
    public bool FetchesRows { get; }

    /// <summary>
    /// True if the consumer of the tiles prefetches the next one while computing, at <see cref="Ahead"/>; otherwise the
    /// cursor prefetches it before.
    /// </summary>
    public bool LeavesFetching { get; set; }

    /// <summary>
    /// What to prefetch while the tile just returned is used.
    /// </summary>
    public FetchPattern Ahead { get; private set; }

    /// <summary>Returns the next tile: in place if it is dense, otherwise in the buffer.</summary>
    public byte* Next(int length)
    {
        long inner = counts[^1],
            stride = strides[^1];
        if (input.IsShuffled)
            return Unshuffle(length);
        if (generatorStrides is null && stride == 1 && column + length <= inner)
        {
            byte* dense = row + column * size;
            bool isRow = FetchesRows && length == inner;
            long at = isRow ? index[^2] : 0;
            Advance(length);
            if (!LeavesFetching)
                Fetch(length);
            else if (isRow)
                Ahead = NextRows(at, length);
            else if (FetchesRows)
                Ahead = FetchPattern.Straight((nint)(row + column * size - dense));
            else
                Ahead = default;
            return dense;
        }
        for (int done = 0; done < length; )
        {
            int run = (int)Math.Min(length - done, inner - column);
            byte* target = buffer + (long)done * size,
                source = row + column * stride * size;
            if (generatorStrides is not null)
                Generate(run, target);
            Advance(run);
            if (generatorStrides is null)
            {
                StridedCopy.Run(
                    source,
                    stride,
                    target,
                    run,
                    size,
                    isLarge ? (nint)(row + column * stride * size - source) : 0
                );
            }

            done += run;
        }
        Ahead = default;
        return buffer;
    }

    // A row of a wide array is followed by the next group of rows: each row of a group prefetches a part of all of these.
    private FetchPattern NextRows(long at, long length)
    {
        long part = at % FetchPattern.Places,
            lines = length * size / CacheLine / FetchPattern.Places;
        var stride = (nint)(strides[^2] * size);
        return new FetchPattern(
            (nint)(FetchPattern.Places - part) * stride + (nint)(part * lines * CacheLine),
            stride,
            CacheLine
        );
    }

    // The bytes of a tile's elements lie in as many runs as an element has bytes; the processor prefetches those by
    // itself.
    private byte* Unshuffle(int length)
    {
        Shuffle.UndoPart(row + column, counts[^1], buffer, length, size);
        column += length;
        return buffer;
    }

    // Elements along the innermost axis are consecutive, unless the window is one column of it.
    private void Generate(int run, byte* target)
    {
        long stride = strides[^1];
        if (stride == 1)
        {
            input.Generator!.Fill(generatorStart + column, run, target);
        }
        else
        {
            for (int i = 0; i < run; i++)
                input.Generator!.Fill(generatorStart + (column + i) * stride, 1, target + (long)i * size);
        }
    }

    // Prefetches the next tile while this one is used: otherwise each row of a window on a wide array would begin with a
    // wait. A window of one row would only lose by it. Prefetches beyond the end are ignored.
    private void Fetch(int length)
    {
        if (!FetchesRows || !Sse.IsSupported)
            return;
        byte* first = row + column * size;
        for (long at = 0; at < (long)length * size; at += CacheLine)
            Sse.Prefetch0(first + at);
    }

    private void Advance(int length)
    {
        column += length;
        if (column < counts[^1])
            return;
        column = 0;
        for (int axis = counts.Length - 2; axis >= 0; axis--)
        {
            Move(strides[axis]);
            if (++index[axis] < counts[axis])
                return;
            Move(-strides[axis] * counts[axis]);
            index[axis] = 0;
        }
    }

    private void Move(long elements)
    {
        if (generatorStrides is null)
            row += elements * size;
        else
            generatorStart += elements;
    }
}
