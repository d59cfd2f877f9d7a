using System.Globalization;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.Assigning;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// The indices selected along one axis: <paramref name="Count"/> of them from <paramref name="Start"/>,
/// <paramref name="Step"/> apart; or one index, which drops the axis.
/// </summary>
/// <param name="Start">The first index; within the axis.</param>
/// <param name="Count">The number of indices; 1 if the axis is dropped.</param>
/// <param name="Step">The distance between indices; not 0.</param>
/// <param name="Drop">True to drop the axis, as an integer index does.</param>
public readonly record struct AxisSlice(long Start, long Count, long Step = 1, bool Drop = false)
{
    /// <summary>Selects the whole axis.</summary>
    public static AxisSlice All(long length) => new(0, length);

    /// <summary>True if this selects the whole axis in order.</summary>
    public bool IsAll(long length) => Start == 0 && Count == length && Step == 1 && !Drop;

    /// <summary>
    /// Resolves bounds like Python's <c>slice.indices</c>: they count from the end if negative and are clamped to the
    /// axis.
    /// </summary>
    /// <exception cref="GchunkException">The step is 0.</exception>
    public static AxisSlice FromBounds(long? start, long? stop, long step, long length)
    {
        if (step == 0)
            throw new GchunkException("a slice's step cannot be 0");
        long low = step > 0 ? 0 : -1,
            high = step > 0 ? length : length - 1;
        long first =
            start is { } s ? Math.Clamp(s < 0 ? s + length : s, low, high)
            : step > 0 ? 0
            : length - 1;
        long last =
            stop is { } e ? Math.Clamp(e < 0 ? e + length : e, low, high)
            : step > 0 ? length
            : -1;
        long count = step > 0 ? (last - first + step - 1) / step : (first - last - step - 1) / -step;
        return count <= 0 ? new AxisSlice(0, 0, 1) : new AxisSlice(first, count, count == 1 ? 1 : step);
    }

    /// <summary>Resolves a range; bounds beyond the axis are clamped to it, as in NumPy.</summary>
    internal static AxisSlice FromRange(Range range, long length) =>
        FromBounds(Bound(range.Start, length), Bound(range.End, length), 1, length);

    // A bound before the start is the start; a negative one would count from the end again.
    private static long Bound(Index bound, long length) =>
        Math.Clamp(bound.IsFromEnd ? length - bound.Value : bound.Value, 0, length);

    /// <inheritdoc/>
    public override string ToString() =>
        Drop
            ? Start.ToString(CultureInfo.InvariantCulture)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Start}:{(Step < 0 && Start + Count * Step < 0 ? "" : Start + Count * Step)}{(Step == 1 ? "" : $":{Step}")}"
            );
}

/// <summary>A slice of an array, along every axis.</summary>
public sealed class SliceExpr : ViewExpr
{
    // A slice is read past this number of assignments to other elements when it is created; the rest is left to the
    // read.
    private const int MostPassed = 64;

    private SliceExpr(ArrayExpr input, AxisSlice[] slices, ChunkGrid chunks, ArrayView view)
        : base(input, chunks, view) => Slices = slices;

    /// <summary>The selection along each axis of the input.</summary>
    public IReadOnlyList<AxisSlice> Slices { get; }

    /// <inheritdoc/>
    public override string Name => "slice";

    /// <inheritdoc/>
    public override string Details => string.Join(", ", Slices);

    /// <inheritdoc/>
    public override ArrayExpr With(ReadOnlySpan<ArrayExpr> inputs) => Create(inputs[0], [.. Slices]);

    /// <inheritdoc/>
    protected override void AddIdentity(ExprHash hash)
    {
        foreach (AxisSlice s in Slices)
            hash.Add(s.Start).Add(s.Count).Add(s.Step).Add(s.Drop ? 1L : 0);
    }

    /// <summary>Creates a slice; returns the input itself if everything is selected.</summary>
    /// <remarks>Each block of the result is in one block of the input.</remarks>
    public static ArrayExpr Create(ArrayExpr input, AxisSlice[] slices)
    {
        bool all = true;
        for (int axis = 0; axis < slices.Length; axis++)
            all &= slices[axis].IsAll(input.Shape[axis]);
        if (all)
            return input;
        var chunks = new List<long[]>();
        var axes = new List<int>();
        var start = new long[slices.Length];
        for (int axis = 0; axis < slices.Length; axis++)
        {
            AxisSlice slice = slices[axis];
            start[axis] = slice.Start;
            if (slice.Drop)
                continue;
            axes.Add(axis);
            chunks.Add(Chunk(input.Chunks.Offsets(axis), slice));
        }
        var grid = new ChunkGrid([.. chunks]);
        // The elements that were assigned last are those of the value: x[i] = x[i - 1] + 1 in a loop does not read
        // through all assignments before.
        for (int passed = 0; passed < MostPassed && grid.Shape.Size > 0 && input is AssignExpr assigned; passed++)
        {
            if (assigned.InValues(slices, out bool isApart) is { } inValues)
                return RechunkExpr.Create(Create(assigned.Values, inValues), grid);
            if (!isApart)
                break;
            input = assigned.Input;
        }

        var view = new ArrayView(start, [.. axes], [.. axes.Select(a => slices[a].Step)], grid.Shape.ToArray());
        return new SliceExpr(input, slices, grid, view);
    }

    // The chunks of a sliced axis: the number of selected indices in each chunk of the input, in the slice's order.
    private static long[] Chunk(ReadOnlySpan<long> offsets, AxisSlice slice)
    {
        if (slice.Count == 0)
            return [0];
        var lengths = new List<long>();
        long last = slice.Start + (slice.Count - 1) * slice.Step;
        int chunk = ChunkGrid.ChunkOf(offsets, slice.Start),
            end = ChunkGrid.ChunkOf(offsets, last),
            next = slice.Step > 0 ? 1 : -1;
        for (long taken = 0; ; chunk += next)
        {
            // The number of indices of the slice before the far boundary of this chunk.
            long until =
                chunk == end ? slice.Count
                : slice.Step > 0 ? (offsets[chunk + 1] - slice.Start + slice.Step - 1) / slice.Step
                : (slice.Start - offsets[chunk]) / -slice.Step + 1;
            if (until > taken)
                lengths.Add(until - taken);
            taken = until;
            if (chunk == end)
                break;
        }
        return [.. lengths];
    }
}
