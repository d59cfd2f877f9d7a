using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Execution;

/// <summary>Hands out the tiles of a loaded window one after another, in C order.</summary>
internal sealed unsafe class TileCursor
{
    private const int CacheLine = 64;

    // What is smaller is in a cache already, or soon.
    private const long LargeBytes = 1 << 18;

    private readonly LoadedInput input;
    private readonly int size;
    private readonly byte* buffer;

    // Axes joined where they lie densely one in the other; the innermost is last.
    private readonly long[] counts;
    private readonly long[] strides;
    private readonly long[] index;
    private byte* row;
    private long column;
    private readonly long[]? generatorStrides;
    private long generatorStart;
    private readonly bool isLarge;

    /// <summary>Makes a cursor at the window's first element.</summary>
    /// <param name="input">The window.</param>
    /// <param name="count">Its lengths.</param>
    /// <param name="buffer">Room for a tile.</param>
    public TileCursor(LoadedInput input, long[] count, byte* buffer)
    {
        this.input = input;
        this.buffer = buffer;
        size = input.DType.Size;
        row = input.Pointer;
        var joinedCounts = new List<long>();
        var joinedStrides = new List<long>();
        generatorStrides = input.Generator?.Shape.Strides();
        for (int axis = 0; axis < count.Length; axis++)
        {
            long stride = generatorStrides is null ? input.Strides[axis] : generatorStrides[axis];
            if (count[axis] == 1)
                continue;
            // A joined axis runs on where the outer one's step is the whole of the inner one.
            if (joinedCounts.Count > 0 && joinedStrides[^1] == stride * count[axis])
            {
                joinedCounts[^1] *= count[axis];
                joinedStrides[^1] = stride;
            }
            else
            {
                joinedCounts.Add(count[axis]);
                joinedStrides.Add(stride);
            }
        }
        if (joinedCounts.Count == 0)
            (joinedCounts, joinedStrides) = ([1], [1]);
        (counts, strides) = ([.. joinedCounts], [.. joinedStrides]);
        index = new long[counts.Length];
        isLarge = generatorStrides is null && new Shape(count).Size * size >= LargeBytes;
        if (generatorStrides is null)
            return;
        for (int axis = 0; axis < count.Length; axis++)
            generatorStart += input.Window.Start[axis] * generatorStrides[axis];
    }

    /// <summary>Whether every tile is the same one value.</summary>
    public bool IsConstant => generatorStrides is null && counts.Length == 1 && strides[0] == 0;

    /// <summary>
    /// Whether who takes the tiles asks memory for the next one while computing, at <see cref="Ahead"/>; the cursor
    /// does so otherwise, before.
    /// </summary>
    public bool LeavesFetching { get; set; }

    /// <summary>
    /// How many bytes behind the tile that was handed out the next one lies; 0 where nothing need be asked for.
    /// </summary>
    public nint Ahead { get; private set; }

    /// <summary>The next tile: in place where it is dense, else in the buffer.</summary>
    public byte* Next(int length)
    {
        long inner = counts[^1],
            stride = strides[^1];
        if (input.IsShuffled)
            return Unshuffle(length);
        if (generatorStrides is null && stride == 1 && column + length <= inner)
        {
            byte* dense = row + column * size;
            Advance(length);
            if (LeavesFetching)
                Ahead = isLarge ? (nint)(row + column * size - dense) : 0;
            else
                Fetch(length);
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
        Ahead = 0;
        return buffer;
    }

    // The elements of a tile lie as many runs as they have bytes; the processor follows those by itself.
    private byte* Unshuffle(int length)
    {
        Shuffle.UndoPart(row + column, counts[^1], buffer, length, size);
        column += length;
        return buffer;
    }

    // Along the innermost axis elements follow one another, unless the window is one column of it.
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

    // Asks for the next tile while this one is computed with. The processor itself looks ahead only along a row: each
    // row of a window on a wide array would begin
    // with a wait. What is asked for beyond the end is ignored.
    private void Fetch(int length)
    {
        if (!isLarge || !Sse.IsSupported)
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
