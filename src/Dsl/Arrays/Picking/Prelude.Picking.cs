using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>Returns the elements of an array where a condition is true, in C order; a pass counts them at once.</summary>
    /// <param name="condition">Bools, or numbers that are true if they are not 0; as many as the array has elements.</param>
    /// <param name="x">The array.</param>
    /// <exception cref="GchunkException">The numbers of elements differ.</exception>
    public static ChunkedArray Extract(ChunkedArray condition, ChunkedArray x) =>
        x.Flatten().Compress(condition.Flatten().AsType(DType.Bool), 0);

    /// <summary>
    /// Returns the indices in C order of elements that are given by an index along each axis: NumPy's
    /// <c>ravel_multi_index</c>.
    /// </summary>
    /// <param name="indices">The indices along each axis, integers of equal shapes.</param>
    /// <param name="shape">The shape of the array that is indexed.</param>
    /// <exception cref="GchunkException">
    /// The number of arrays is not that of axes, or they are not integers. An index out of bounds is an error when it is
    /// computed.
    /// </exception>
    public static ChunkedArray RavelMultiIndex(IReadOnlyList<ChunkedArray> indices, Shape shape)
    {
        if (indices.Count != shape.Rank || shape.Rank == 0)
        {
            throw new GchunkException(
                $"got indices along {indices.Count} axes for an array of shape {shape}; give one array for each axis"
            );
        }

        long[] strides = shape.Strides();
        ChunkedArray sum = 0L;
        for (int axis = 0; axis < indices.Count; axis++)
            sum += Bounded(indices[axis], shape[axis], $"axis {axis} of an array of shape {shape}") * strides[axis];
        return sum;
    }

    /// <summary>
    /// Returns, for each axis, the indices along it of elements that are given by their index in C order: NumPy's
    /// <c>unravel_index</c>.
    /// </summary>
    /// <param name="indices">The indices, integers of any shape.</param>
    /// <param name="shape">The shape of the array that is indexed.</param>
    /// <exception cref="GchunkException">
    /// The indices are not integers. An index out of bounds is an error when it is computed.
    /// </exception>
    public static ChunkedArray[] UnravelIndex(ChunkedArray indices, Shape shape)
    {
        ChunkedArray flat = Bounded(indices, shape.Size, $"an array of shape {shape}");
        long[] strides = shape.Strides();
        return
        [
            .. Enumerable
                .Range(0, shape.Rank)
                .Select(axis => Remainder(FloorDivide(flat, Math.Max(1, strides[axis])), Math.Max(1, shape[axis]))),
        ];
    }

    /// <summary>Removes zeros at the start and the end of a vector; a pass finds them at once.</summary>
    /// <param name="x">The vector.</param>
    /// <param name="trim"><c>f</c>: at the start; <c>b</c>: at the end; <c>fb</c>: at both.</param>
    /// <exception cref="GchunkException">The array is not a vector, or the text is none of these.</exception>
    public static ChunkedArray TrimZeros(ChunkedArray x, string trim = "fb")
    {
        if (x.Rank != 1)
            throw new GchunkException($"TrimZeros needs a vector; the array has shape {x.Shape}");
        if (trim is not ("f" or "b" or "fb" or "bf"))
            throw new GchunkException(Spelling.Unknown("ends of TrimZeros", trim, ["f", "b", "fb"]));
        ChunkedArray places = x.FlatNonZero();
        if (places.Size == 0)
            return x.SliceAxis(0, 0, 0);
        NDArray[] ends = Compute(places[0], places[-1]);
        long from = trim.Contains('f') ? (long)ends[0].GetDouble() : 0,
            to = trim.Contains('b') ? (long)ends[1].GetDouble() + 1 : x.Size;
        return x.SliceAxis(0, from, to - from);
    }

    /// <summary>
    /// Gives arrays the same chunks along the axes that they share by broadcasting; their shapes stay as they are.
    /// </summary>
    /// <exception cref="GchunkException">The shapes do not broadcast.</exception>
    public static ChunkedArray[] UnifyChunks(params ChunkedArray[] arrays)
    {
        Shape shape = Shape.Scalar;
        foreach (ChunkedArray array in arrays)
            shape = Shape.Broadcast(shape, array.Shape);
        ChunkGrid grid = ElementwiseExpr.Unify([.. arrays.Select(a => a.Expression)], shape);
        return
        [
            .. arrays.Select(a =>
            {
                int lead = shape.Rank - a.Rank;
                var own = new long[a.Rank][];
                for (int axis = 0; axis < own.Length; axis++)
                {
                    bool shares = a.Shape[axis] == shape[lead + axis];
                    own[axis] = (shares ? grid.Sizes(lead + axis) : a.Chunks.Sizes(axis)).ToArray();
                }
                return new ChunkedArray(RechunkExpr.Create(a.Expression, new ChunkGrid(own)));
            }),
        ];
    }

    /// <summary>Reverses the order along the second axis: left and right.</summary>
    /// <exception cref="GchunkException">The array has fewer than two axes.</exception>
    public static ChunkedArray FlipLR(ChunkedArray x) => x.Flip(1);

    /// <summary>Reverses the order along the first axis: up and down.</summary>
    /// <exception cref="GchunkException">The array has no axes.</exception>
    public static ChunkedArray FlipUD(ChunkedArray x) => x.Flip(0);

    /// <summary>Rotates an array by quarter turns in the plane of two axes, from the first towards the second.</summary>
    /// <param name="x">The array.</param>
    /// <param name="k">The number of turns; negative for the other direction.</param>
    /// <param name="axes">The axes, by default the first two.</param>
    /// <exception cref="GchunkException">The axes are equal or out of range.</exception>
    public static ChunkedArray Rot90(ChunkedArray x, int k = 1, (int First, int Second)? axes = null)
    {
        (int first, int second) = axes ?? (0, 1);
        (first, second) = (x.Shape.NormalizeAxis(first), x.Shape.NormalizeAxis(second));
        if (first == second)
            throw new GchunkException($"Rot90 needs two different axes; got {first} twice");
        return ((k % 4 + 4) % 4) switch
        {
            0 => x.Copy(),
            1 => x.Flip(second).SwapAxes(first, second),
            2 => x.Flip((first, second)),
            _ => x.SwapAxes(first, second).Flip(second),
        };
    }

    /// <summary>Moves an axis back until it lies before another position: NumPy's <c>rollaxis</c>.</summary>
    /// <exception cref="GchunkException">An axis is out of range.</exception>
    public static ChunkedArray RollAxis(ChunkedArray x, int axis, int start = 0)
    {
        int from = x.Shape.NormalizeAxis(axis),
            to = start < 0 ? start + x.Rank : start;
        if (to < 0 || to > x.Rank)
            throw new GchunkException($"the position {start} is out of range for an array of shape {x.Shape}");
        return x.MoveAxis(from, from < to ? to - 1 : to);
    }

    // Checks indices when they are computed.
    private static ChunkedArray Bounded(ChunkedArray indices, long length, string what)
    {
        if (!indices.DType.IsInteger && indices.DType != DType.Bool)
            throw new GchunkException($"indices must be integers; got {indices.DType.Name}");
        int[] axes = [.. Enumerable.Range(0, indices.Rank)];
        ArrayExpr wide = CastExpr.Create(indices.Expression, DType.Int64);
        return new ChunkedArray(new BlockOpExpr(new BoundsOp(length, what), [wide], [axes], DType.Int64, wide.Chunks));
    }
}
