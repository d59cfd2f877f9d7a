using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Reduces adjacent blocks of elements, as Dask's <c>coarsen</c>: each block of the given lengths gives one element.
    /// </summary>
    /// <param name="reduction">
    /// The reduction, given by its name in the table of operations: <c>mean</c>, <c>sum</c>, <c>max</c>.
    /// </param>
    /// <param name="factors">The axes and the lengths of their blocks.</param>
    /// <param name="trimExcess">
    /// True to drop the elements at the end of an axis that do not fill a block; otherwise they are an error.
    /// </param>
    /// <param name="skipNaN">True to skip NaN as missing.</param>
    /// <exception cref="GchunkException">
    /// An axis is out of range or given twice, a length is not from 1 to that of the axis, or does not divide it.
    /// </exception>
    /// <example><code>
    /// var x = Arange(24).Reshape((4, 6));
    /// Print(x.Coarsen("mean", [(0, 2), (1, 3)]).Compute());
    /// </code></example>
    public ChunkedArray Coarsen(
        string reduction,
        (int Axis, int Factor)[] factors,
        bool trimExcess = false,
        bool skipNaN = false
    ) => Coarsen((blocks, axes) => blocks.Reduce(reduction, axes, keepDims: false, new(skipNaN)), factors, trimExcess);

    /// <summary>Reduces adjacent blocks of elements by a function of the blocks and the axes to reduce.</summary>
    /// <param name="reduction">The function: <c>(x, axes) => x.Max(axes) - x.Min(axes)</c>.</param>
    /// <param name="factors">The axes and the lengths of their blocks.</param>
    /// <param name="trimExcess">
    /// True to drop the elements at the end of an axis that do not fill a block; otherwise they are an error.
    /// </param>
    /// <exception cref="GchunkException">
    /// An axis is out of range or given twice, a length is not from 1 to that of the axis, or does not divide it.
    /// </exception>
    public ChunkedArray Coarsen(
        Func<ChunkedArray, Axes, ChunkedArray> reduction,
        (int Axis, int Factor)[] factors,
        bool trimExcess = false
    )
    {
        var lengths = new long[Rank];
        foreach ((int given, int factor) in factors)
        {
            int axis = Shape.NormalizeAxis(given);
            if (lengths[axis] != 0)
                throw new GchunkException($"Coarsen got axis {given} twice; give each axis one factor");
            if (factor < 1 || factor > Shape[axis])
            {
                throw new GchunkException(
                    $"Coarsen of axis {given} of length {Shape[axis]} needs a factor from 1 to {Shape[axis]}; got {factor}"
                );
            }

            if (Shape[axis] % factor != 0 && !trimExcess)
            {
                throw new GchunkException(
                    $"axis {given} of length {Shape[axis]} is not a multiple of {factor}; drop the rest with trimExcess: true"
                );
            }

            lengths[axis] = factor;
        }

        ChunkedArray whole = this;
        var blocks = new List<long>();
        var reduced = new List<int>();
        for (int axis = 0; axis < Rank; axis++)
        {
            if (lengths[axis] == 0)
            {
                blocks.Add(Shape[axis]);
                continue;
            }
            long count = Shape[axis] / lengths[axis];
            whole = whole.InBlocks(axis, count * lengths[axis], lengths[axis]);
            blocks.Add(count);
            reduced.Add(blocks.Count);
            blocks.Add(lengths[axis]);
        }

        return reduction(whole.Reshape(new Shape([.. blocks])), reduced.ToArray());
    }

    // The first elements along an axis, in chunks that no block crosses, so that splitting the axis moves no element.
    private ChunkedArray InBlocks(int axis, long length, long factor)
    {
        ChunkedArray first = length == Shape[axis] ? this : Leading(axis, length);
        var sizes = new List<long>();
        long open = 0;
        foreach (long size in first.Chunks.Sizes(axis))
        {
            open += size;
            if (open < factor)
                continue;
            sizes.Add(open - open % factor);
            open %= factor;
        }
        return new ChunkedArray(RechunkExpr.Create(first.Expression, first.Chunks.With(axis, [.. sizes])));
    }

    private ChunkedArray Leading(int axis, long length)
    {
        var slices = new AxisSlice[Rank];
        for (int i = 0; i < Rank; i++)
            slices[i] = i == axis ? new(0, length) : AxisSlice.All(Shape[i]);
        return new ChunkedArray(SliceExpr.Create(Expression, slices));
    }
}
