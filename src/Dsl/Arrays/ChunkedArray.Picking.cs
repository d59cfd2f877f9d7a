using Gchunk.Dsl.Arrays;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>The elements at any indices along an axis, in any order.</summary>
    /// <param name="indices">The indices, from the end where negative.</param>
    /// <param name="axis">The axis; where none is given, the elements are counted in C order.</param>
    /// <exception cref="GchunkException">An index is out of bounds, or the axis out of range.</exception>
    public ChunkedArray Take(long[] indices, int? axis = null)
    {
        if (axis is not { } given)
            return Rank == 1 ? Take(indices, 0) : Flatten().Take(indices, 0);
        int along = Shape.NormalizeAxis(given);
        return new ChunkedArray(Indexing.Take.Create(Expression, along, AxisIndex.Normal(indices, Shape, along)));
    }

    /// <summary>The elements along an axis where a mask is true.</summary>
    /// <remarks>
    /// How many there are belongs to the shape, so a pass over the mask counts them at once; the elements themselves
    /// stay lazy.
    /// </remarks>
    /// <param name="mask">Bools, as many as the axis is long.</param>
    /// <param name="axis">The axis; where none is given, the elements are counted in C order.</param>
    /// <exception cref="GchunkException">The mask holds no bools or has another length.</exception>
    public ChunkedArray Compress(ChunkedArray mask, int? axis = null) =>
        axis is { } given
            ? new ChunkedArray(Compression.Along(Expression, Shape.NormalizeAxis(given), mask.Expression))
            : Flatten().Compress(mask, 0);

    /// <summary>The flat indices, in C order, of the elements that are not 0; a pass counts them at once.</summary>
    public ChunkedArray FlatNonZero() => new(Compression.Positions(Flatten().Expression));

    /// <summary>
    /// For each axis, the indices along it of the elements that are not 0, in C order; a pass counts them at once.
    /// </summary>
    public ChunkedArray[] NonZero()
    {
        ChunkedArray flat = FlatNonZero();
        long[] strides = Shape.Strides();
        return
        [
            .. Enumerable
                .Range(0, Rank)
                .Select(axis => Prelude.Remainder(Prelude.FloorDivide(flat, strides[axis]), Math.Max(1, Shape[axis]))),
        ];
    }

    /// <summary>The index of each element that is not 0, a row each, in C order; a pass counts them at once.</summary>
    public ChunkedArray ArgWhere() =>
        Rank == 0
            ? throw new GchunkException("an array of no dimensions has no indices; use ExpandDims(0) first")
            : Prelude.Stack(NonZero(), axis: 1);
}
