using Gchunk.Dsl.Arrays;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>Takes the elements at some indices along an axis, in any order.</summary>
    /// <param name="indices">The indices, from the end if negative.</param>
    /// <param name="axis">The axis; by default the elements are counted in C order.</param>
    /// <exception cref="GchunkException">An index is out of bounds, or the axis out of range.</exception>
    public ChunkedArray Take(long[] indices, int? axis = null)
    {
        if (axis is not { } given)
            return Rank == 1 ? Take(indices, 0) : Flatten().Take(indices, 0);
        int along = Shape.NormalizeAxis(given);
        return new ChunkedArray(Indexing.TakeOp.Create(Expression, along, AxisIndex.FromStart(indices, Shape, along)));
    }

    /// <summary>
    /// Takes the elements at indices in an array of any shape, whose axes replace the axis; the indices are computed at
    /// once.
    /// </summary>
    /// <param name="indices">The indices, integers, from the end if negative.</param>
    /// <param name="axis">The axis; by default the elements are counted in C order.</param>
    /// <exception cref="GchunkException">
    /// An index is out of bounds, the indices are not integers, or the axis is out of range.
    /// </exception>
    public ChunkedArray Take(ChunkedArray indices, int? axis = null)
    {
        if (axis is not { } given)
            return Flatten().Take(indices, 0);
        if (!indices.DType.IsInteger)
        {
            throw new GchunkException(
                $"Take needs integers as indices; got {indices.DType.Name} (for a mask, use Compress)"
            );
        }

        var index = new AxisIndex[Shape.NormalizeAxis(given) + 1];
        Array.Fill(index, Range.All);
        index[^1] = indices;
        return this[index];
    }

    /// <summary>Takes the elements along an axis where a mask is true.</summary>
    /// <remarks>
    /// Their number is part of the shape, so a pass over the mask counts them at once; the elements themselves stay
    /// lazy.
    /// </remarks>
    /// <param name="mask">Bools, one for each index of the axis; after the last one, no element is taken.</param>
    /// <param name="axis">The axis; by default the elements are counted in C order.</param>
    /// <exception cref="GchunkException">The mask does not hold bools or is longer than the axis.</exception>
    public ChunkedArray Compress(ChunkedArray mask, int? axis = null)
    {
        if (axis is not { } given)
            return (Rank == 1 ? this : Flatten()).Compress(mask, 0);
        int along = Shape.NormalizeAxis(given);
        // As in NumPy, a mask may end before the axis does.
        ChunkedArray covered = mask.Rank == 1 && mask.Size < Shape[along] ? SliceAxis(along, 0, mask.Size) : this;
        return new ChunkedArray(Compression.Along(covered.Expression, along, mask.Expression));
    }

    /// <summary>
    /// Returns the flat indices, in C order, of the elements that are not 0; a pass counts them at once.
    /// </summary>
    public ChunkedArray FlatNonZero() => new(Compression.Positions(Flatten().Expression));

    /// <summary>
    /// Returns, for each axis, the indices along it of the elements that are not 0, in C order; a pass counts them at
    /// once.
    /// </summary>
    public ChunkedArray[] NonZero()
    {
        ChunkedArray flat = FlatNonZero();
        long[] strides = Shape.Strides();
        return
        [
            .. Enumerable
                .Range(0, Rank)
                .Select(axis =>
                {
                    ChunkedArray index = strides[axis] == 1 ? flat : Prelude.FloorDivide(flat, strides[axis]);
                    return axis == 0 ? index : Prelude.Remainder(index, Math.Max(1, Shape[axis]));
                }),
        ];
    }

    /// <summary>
    /// Returns the indices of the elements that are not 0, one row for each element, in C order; a pass counts them at
    /// once.
    /// </summary>
    public ChunkedArray ArgWhere() =>
        Rank == 0
            ? throw new GchunkException("a 0-d array has no indices; use ExpandDims(0) first")
            : Prelude.Stack(NonZero(), axis: 1);
}
