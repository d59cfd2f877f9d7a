using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

// All of these are views: no task is made for them.
public sealed partial class ChunkedArray
{
    // Each repetition is an input of a concatenation.
    private const long MostTiles = 1 << 20;

    /// <summary>Adds an axis of length 1.</summary>
    /// <param name="axis">Its position in the result, counted from the end if negative.</param>
    /// <exception cref="GchunkException">The position is out of range.</exception>
    public ChunkedArray ExpandDims(int axis)
    {
        int position = axis < 0 ? axis + Rank + 1 : axis;
        if (position < 0 || position > Rank)
        {
            throw new GchunkException(
                $"axis {axis} is out of range for a new axis of an array of {Rank} dimensions {Shape}; give {-Rank - 1} to {Rank}"
            );
        }

        return new ChunkedArray(Insert(position, 1));
    }

    /// <summary>Adds several axes of length 1.</summary>
    /// <param name="axis">Their positions in the result, counted from the end if negative.</param>
    /// <exception cref="GchunkException">A position is out of range, or given twice.</exception>
    public ChunkedArray ExpandDims(Axes axis)
    {
        int[] given = axis.Values ?? [0];
        int rank = Rank + given.Length;
        int[] positions = Array.ConvertAll(given, a => a < 0 ? a + rank : a);
        if (positions.Any(a => a < 0 || a >= rank) || positions.Distinct().Count() < positions.Length)
        {
            throw new GchunkException(
                $"the new axes {string.Join(", ", given)} are not different axes of a result of {rank} dimensions"
            );
        }

        Array.Sort(positions);
        return positions.Aggregate(this, (x, position) => x.ExpandDims(position));
    }

    /// <summary>Removes some axes, which must have length 1.</summary>
    /// <exception cref="GchunkException">An axis is out of range or has another length.</exception>
    public ChunkedArray Squeeze(Axes axis)
    {
        var slices = Array.ConvertAll(Shape.ToArray(), AxisSlice.All);
        foreach (int given in axis.Values ?? [])
        {
            int a = Shape.NormalizeAxis(given);
            if (Shape[a] != 1)
            {
                throw new GchunkException(
                    $"axis {given} of shape {Shape} has length {Shape[a]}; only axes of length 1 can be squeezed"
                );
            }

            slices[a] = new AxisSlice(0, 1, 1, Drop: true);
        }
        return axis.Values is null ? Squeeze() : new ChunkedArray(SliceExpr.Create(Expression, slices));
    }

    /// <summary>Swaps two axes.</summary>
    /// <exception cref="GchunkException">An axis is out of range.</exception>
    public ChunkedArray SwapAxes(int first, int second)
    {
        (int a, int b) = (Shape.NormalizeAxis(first), Shape.NormalizeAxis(second));
        int[] order = [.. Enumerable.Range(0, Rank)];
        (order[a], order[b]) = (b, a);
        return Transpose(order);
    }

    /// <summary>Moves an axis to another position; the others keep their order.</summary>
    /// <exception cref="GchunkException">An axis is out of range.</exception>
    public ChunkedArray MoveAxis(int source, int destination)
    {
        int from = Shape.NormalizeAxis(source),
            to = Shape.NormalizeAxis(destination);
        List<int> order = [.. Enumerable.Range(0, Rank).Where(a => a != from)];
        order.Insert(to, from);
        return Transpose([.. order]);
    }

    /// <summary>Moves several axes to other positions; the others keep their order.</summary>
    /// <exception cref="GchunkException">
    /// An axis is out of range or given twice, or the numbers of axes differ.
    /// </exception>
    public ChunkedArray MoveAxis(Axes source, Axes destination)
    {
        int[] from = Array.ConvertAll(source.Values ?? [], a => Shape.NormalizeAxis(a)),
            to = Array.ConvertAll(destination.Values ?? [], a => Shape.NormalizeAxis(a));
        if (from.Length != to.Length || from.Distinct().Count() < from.Length || to.Distinct().Count() < to.Length)
        {
            throw new GchunkException(
                $"MoveAxis needs as many different positions as axes; got axes {string.Join(", ", from)} and positions {string.Join(", ", to)}"
            );
        }

        List<int> order = [.. Enumerable.Range(0, Rank).Except(from)];
        foreach ((int position, int axis) in to.Zip(from).Order())
            order.Insert(position, axis);
        return Transpose([.. order]);
    }

    /// <summary>Returns the elements in C order along one axis, like <see cref="Flatten"/>.</summary>
    public ChunkedArray Ravel() => Flatten();

    /// <summary>Reverses the order along some axes, by default along all.</summary>
    /// <exception cref="GchunkException">An axis is out of range.</exception>
    public ChunkedArray Flip(Axes axis = default)
    {
        var slices = Array.ConvertAll(Shape.ToArray(), AxisSlice.All);
        foreach (int given in axis.Values ?? [.. Enumerable.Range(0, Rank)])
        {
            int a = Shape.NormalizeAxis(given);
            slices[a] = AxisSlice.FromBounds(null, null, -1, Shape[a]);
        }
        return new ChunkedArray(SliceExpr.Create(Expression, slices));
    }

    /// <summary>
    /// Rolls the elements along an axis; those that leave at the end enter at the start. The chunks stay the same.
    /// </summary>
    /// <param name="shift">The number of positions; negative rolls towards the start.</param>
    /// <param name="axis">The axis; by default the elements are rolled in C order.</param>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public ChunkedArray Roll(long shift, int? axis = null)
    {
        if (axis is not { } given)
            return Rank == 1 ? Roll(shift, 0) : Flatten().Roll(shift, 0).Reshape(Shape);
        int along = Shape.NormalizeAxis(given);
        long length = Shape[along];
        if (length == 0)
            return Copy();
        long by = (shift % length + length) % length;
        if (by == 0)
            return Copy();
        ChunkedArray rolled = Join([SliceAxis(along, length - by, by), SliceAxis(along, 0, length - by)], along);
        // Other chunks would make those of a stencil smaller at every step.
        return new ChunkedArray(RechunkExpr.Create(rolled.Expression, Expression.Chunks));
    }

    /// <summary>Rolls the elements along several axes; shifts of the same axis add up.</summary>
    /// <param name="shifts">The number of positions along each axis; negative rolls towards the start.</param>
    /// <param name="axes">The axes, as many as shifts.</param>
    /// <exception cref="GchunkException">An axis is out of range, or the numbers of shifts and axes differ.</exception>
    public ChunkedArray Roll(long[] shifts, int[] axes)
    {
        if (shifts.Length != axes.Length)
        {
            throw new GchunkException(
                $"Roll needs a shift for each axis; got {shifts.Length} shifts and {axes.Length} axes"
            );
        }
        return shifts.Zip(axes).Aggregate(this, (x, pair) => x.Roll(pair.First, pair.Second));
    }

    /// <summary>Rolls the elements along two axes, each by its own shift.</summary>
    /// <exception cref="GchunkException">An axis is out of range.</exception>
    public ChunkedArray Roll((long First, long Second) shifts, (int First, int Second) axes) =>
        Roll([shifts.First, shifts.Second], [axes.First, axes.Second]);

    /// <summary>Repeats each element along an axis.</summary>
    /// <param name="repeats">How often to repeat each element.</param>
    /// <param name="axis">The axis; by default the elements are taken in C order.</param>
    /// <exception cref="GchunkException">The count is negative, or the axis is out of range.</exception>
    public ChunkedArray Repeat(long repeats, int? axis = null)
    {
        if (repeats < 0)
            throw new GchunkException($"elements cannot be repeated {repeats} times; give 0 or more");
        if (axis is not { } given)
            return Rank == 1 ? Repeat(repeats, 0) : Flatten().Repeat(repeats, 0);
        int along = Shape.NormalizeAxis(given);
        if (repeats == 1)
            return Copy();
        if (repeats == 0)
            return SliceAxis(along, 0, 0);
        return new ChunkedArray(
            ReshapeExpr.Create(Insert(along + 1, repeats), Shape.With(along, Shape[along] * repeats).AsSpan())
        );
    }

    /// <summary>Repeats the whole array along its axes.</summary>
    /// <param name="repeats">How often along each axis; fewer numbers than axes apply to the last axes.</param>
    /// <exception cref="GchunkException">A number is negative.</exception>
    public ChunkedArray Tile(Shape repeats)
    {
        ChunkedArray tiled = Copy();
        while (tiled.Rank < repeats.Rank)
            tiled = tiled.ExpandDims(0);
        for (int i = 0; i < repeats.Rank; i++)
        {
            int axis = tiled.Rank - repeats.Rank + i;
            if (repeats[i] > MostTiles)
            {
                throw new GchunkException(
                    $"Tile repeats an array at most {MostTiles} times along an axis; got {repeats[i]}: use BroadcastTo"
                );
            }

            tiled =
                repeats[i] == 0
                    ? tiled.SliceAxis(axis, 0, 0)
                    : tiled.Join([.. Enumerable.Repeat(tiled, (int)repeats[i])], axis);
        }
        return tiled;
    }

    /// <summary>Splits the array into parts of equal length along an axis.</summary>
    /// <param name="sections">The number of parts.</param>
    /// <param name="axis">The axis.</param>
    /// <exception cref="GchunkException">The length is not a multiple of the number.</exception>
    public ChunkedArray[] Split(int sections, int axis = 0)
    {
        long length = Shape[Shape.NormalizeAxis(axis)];
        if (sections <= 0 || length % sections != 0)
        {
            throw new GchunkException(
                $"axis {axis} of length {length} cannot be split into {sections} equal parts; give the borders instead: Split(new long[] {{ … }}, axis)"
            );
        }

        return Split([.. Enumerable.Range(1, sections - 1).Select(i => i * (length / sections))], axis);
    }

    /// <summary>Splits the array into parts along an axis.</summary>
    /// <param name="borders">The start index of each part except the first, ascending.</param>
    /// <param name="axis">The axis.</param>
    /// <exception cref="GchunkException">The borders are not ascending or outside the axis.</exception>
    public ChunkedArray[] Split(long[] borders, int axis = 0)
    {
        int along = Shape.NormalizeAxis(axis);
        long[] all = [0, .. borders, Shape[along]];
        for (int i = 1; i < all.Length; i++)
        {
            if (all[i] < all[i - 1])
            {
                throw new GchunkException(
                    $"the borders {string.Join(", ", borders)} must be ascending from 0 to {Shape[along]}, the length of axis {axis}"
                );
            }
        }

        return [.. Enumerable.Range(0, all.Length - 1).Select(i => SliceAxis(along, all[i], all[i + 1] - all[i]))];
    }

    /// <summary>Changes the chunks by their size in bytes.</summary>
    /// <param name="size">
    /// The bytes of a chunk: <c>"64MB"</c>; or <c>"auto"</c>, which is 32 MiB. Leading axes are divided first.
    /// </param>
    /// <exception cref="GchunkException">The text is not a size.</exception>
    public ChunkedArray Rechunk(string size) =>
        new(
            RechunkExpr.Create(
                Expression,
                size == "auto"
                    ? ChunkGrid.Auto(Shape, DType.Size)
                    : ChunkGrid.Auto(Shape, DType.Size, MemoryBudget.Parse(size))
            )
        );

    /// <summary>Slices an axis.</summary>
    internal ChunkedArray SliceAxis(int axis, long start, long count) =>
        new(new AxisPick(new AxisSlice(start, count)).Of(Expression, axis));

    /// <summary>Adds axes of length 1 where NumPy's atleast_1d, atleast_2d and atleast_3d put them.</summary>
    internal ChunkedArray AtLeast(int rank) =>
        Rank >= rank ? Copy()
        : (Rank, rank) is (2, 3) ? ExpandDims(2)
        : (Rank, rank) is (1, 3) ? ExpandDims(0).ExpandDims(2)
        : ExpandDims(0).AtLeast(rank);

    private ChunkedArray Join(ChunkedArray[] parts, int axis) =>
        parts.Length == 0 ? Copy() : Prelude.Concatenate(parts, axis);

    // Inserts an axis and broadcasts along it.
    private ArrayExpr Insert(int position, long length)
    {
        List<long[]> chunks = [.. Chunks.ToArray()];
        chunks.Insert(position, [length]);
        return BroadcastExpr.Create(
            Expression,
            [.. Enumerable.Range(0, Rank).Select(a => a < position ? a : a + 1)],
            new ChunkGrid([.. chunks])
        );
    }
}
