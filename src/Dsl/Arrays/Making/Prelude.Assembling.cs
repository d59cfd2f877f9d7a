using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    // More slices than this would make the expression too long.
    private const int MostSlices = 1024;

    /// <summary>Assembles an array from a row of arrays, joined along their last axis.</summary>
    /// <inheritdoc cref="Block(IReadOnlyList{IReadOnlyList{ChunkedArray}})"/>
    public static ChunkedArray Block(IReadOnlyList<ChunkedArray> row) => Block([row], 1);

    /// <summary>
    /// Assembles an array from rows of arrays: those of a row are joined along the last axis, the rows along the one
    /// before. NumPy's <c>block</c>.
    /// </summary>
    /// <exception cref="GchunkException">There are no arrays, or their shapes do not fit.</exception>
    /// <example><code>
    /// var a = Eye(2);
    /// Print(Block([[a, Zeros((2, 3))], [Ones((1, 5))]]).Compute());
    /// </code></example>
    public static ChunkedArray Block(IReadOnlyList<IReadOnlyList<ChunkedArray>> rows) => Block(rows, 2);

    private static ChunkedArray Block(IReadOnlyList<IReadOnlyList<ChunkedArray>> rows, int depth)
    {
        if (rows.Count == 0 || rows.Any(r => r.Count == 0))
            throw new GchunkException("there is nothing to assemble: each row of Block needs at least one array");
        int rank = Math.Max(depth, rows.Max(r => r.Max(a => a.Rank)));
        ChunkedArray[] joined = [.. rows.Select(r => Concatenate([.. r.Select(a => OfRank(a, rank))], -1))];
        return joined.Length == 1 ? joined[0].Copy() : Concatenate(joined, -2);
    }

    /// <summary>Appends values to an array; dtypes are promoted.</summary>
    /// <param name="x">The array.</param>
    /// <param name="values">The values, of the same shape but for the axis.</param>
    /// <param name="axis">The axis; by default both are flattened first.</param>
    /// <exception cref="GchunkException">The shapes do not fit, or the axis is out of range.</exception>
    public static ChunkedArray Append(ChunkedArray x, ChunkedArray values, int? axis = null) =>
        axis is { } along ? Concatenate([x, values], along) : Concatenate([x.Flatten(), values.Flatten()]);

    /// <summary>Inserts values before an index; they are cast to the dtype of the array.</summary>
    /// <param name="x">The array.</param>
    /// <param name="index">The index, from the end if negative.</param>
    /// <param name="values">The values: for one row, or for several, along their first axis.</param>
    /// <param name="axis">The axis; by default the array is flattened first.</param>
    /// <exception cref="GchunkException">The index is out of bounds, or the values do not broadcast.</exception>
    public static ChunkedArray Insert(ChunkedArray x, long index, ChunkedArray values, int? axis = null)
    {
        if (axis is not { } given)
            return Insert(x.Flatten(), index, values, 0);
        int along = x.Shape.NormalizeAxis(given);
        ChunkedArray rows = OfRank(values, x.Rank).MoveAxis(0, along);
        return Inserted(x, [index], rows, along);
    }

    /// <summary>Inserts values before indices of the array; they are cast to the dtype of the array.</summary>
    /// <param name="x">The array.</param>
    /// <param name="indices">The indices, from the end if negative.</param>
    /// <param name="values">The values, which broadcast to one for each index along the axis.</param>
    /// <param name="axis">The axis; by default the array is flattened first.</param>
    /// <exception cref="GchunkException">An index is out of bounds, or the values do not broadcast.</exception>
    public static ChunkedArray Insert(ChunkedArray x, long[] indices, ChunkedArray values, int? axis = null) =>
        axis is { } along
            ? Inserted(x, indices, OfRank(values, x.Rank), x.Shape.NormalizeAxis(along))
            : Inserted(x.Flatten(), indices, OfRank(values, 1), 0);

    private static ChunkedArray Inserted(ChunkedArray x, long[] indices, ChunkedArray values, int axis)
    {
        long length = x.Shape[axis];
        // Several values may go to one index.
        long count = indices.Length == 1 ? values.Shape[axis] : indices.Length;
        ArrayExpr fitted = Arrays.Assigning.AssignedValues.Fit(values.Expression, x.Shape.With(axis, count), x.DType);
        long[] before =
        [
            .. Enumerable.Range(0, (int)count).Select(i => FromStart(indices[indices.Length == 1 ? 0 : i])),
        ];
        int[] order = [.. Enumerable.Range(0, before.Length).OrderBy(i => before[i])];
        return new ChunkedArray(order.Length <= MostSlices ? OfSlices() : OfPositions());

        ArrayExpr OfSlices()
        {
            var parts = new List<ArrayExpr>();
            long from = 0;
            foreach (int i in order)
            {
                if (before[i] > from)
                    parts.Add(Sliced(x.Expression, axis, from, before[i] - from));
                parts.Add(Sliced(fitted, axis, i, 1));
                from = before[i];
            }
            if (from < length || parts.Count == 0)
                parts.Add(Sliced(x.Expression, axis, from, length - from));
            return ConcatenateExpr.Create(parts, axis);
        }

        // The positions of the result in the array followed by the values.
        ArrayExpr OfPositions()
        {
            var positions = new List<long>();
            long next = 0;
            foreach (int i in order)
            {
                for (; next < before[i]; next++)
                    positions.Add(next);
                positions.Add(length + i);
            }
            for (; next < length; next++)
                positions.Add(next);
            return TakeOp.Create(ConcatenateExpr.Create([x.Expression, fitted], axis), axis, [.. positions]);
        }

        long FromStart(long index)
        {
            long at = index < 0 ? index + length : index;
            return at >= 0 && at <= length
                ? at
                : throw new GchunkException(
                    $"index {index} is out of bounds for an insertion along axis {axis} of length {length}"
                );
        }
    }

    /// <summary>Returns an array without the elements at an index, a range, a slice, indices or a mask.</summary>
    /// <param name="x">The array.</param>
    /// <param name="index">What to delete.</param>
    /// <param name="axis">The axis; by default the array is flattened first.</param>
    /// <exception cref="GchunkException">An index is out of bounds, or the axis out of range.</exception>
    public static ChunkedArray Delete(ChunkedArray x, AxisIndex index, int? axis = null)
    {
        if (axis is not { } given)
            return Delete(x.Flatten(), index, 0);
        int along = x.Shape.NormalizeAxis(given);
        long length = x.Shape[along];
        AxisPick gone = index.IsPick
            ? new AxisPick(index.Positions(x.Shape, along).Values)
            : new AxisPick(index.Resolve(length, along));
        if (gone.Positions is null && Math.Abs(gone.Run.Step) == 1 && gone.Count > 0)
        {
            long first = Math.Min(gone[0], gone[gone.Count - 1]),
                rest = first + gone.Count;
            return new ChunkedArray(
                ConcatenateExpr.Create(
                    [Sliced(x.Expression, along, 0, first), Sliced(x.Expression, along, rest, length - rest)],
                    along
                )
            );
        }
        return new ChunkedArray(gone.Rest(length).Of(x.Expression, along));
    }

    private static ArrayExpr Sliced(ArrayExpr x, int axis, long start, long count) =>
        new AxisPick(new AxisSlice(count == 0 ? 0 : start, count)).Of(x, axis);

    /// <summary>Gives an array at least one axis.</summary>
    public static ChunkedArray AtLeast1D(ChunkedArray x) => x.AtLeast(1);

    /// <summary>Gives an array at least two axes; a vector becomes a row.</summary>
    public static ChunkedArray AtLeast2D(ChunkedArray x) => x.AtLeast(2);

    /// <summary>Gives an array at least three axes; a matrix gets one at the end.</summary>
    public static ChunkedArray AtLeast3D(ChunkedArray x) => x.AtLeast(3);

    // Adds axes of length 1 at the start.
    private static ChunkedArray OfRank(ChunkedArray x, int rank)
    {
        ChunkedArray result = x;
        while (result.Rank < rank)
            result = result.ExpandDims(0);
        return result;
    }
}
