using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <summary>An index that adds an axis of length 1: <c>x[.., NewAxis]</c>.</summary>
    public static AxisIndex NewAxis => AxisIndex.New;

    /// <summary>Stacks arrays of the same shape along a new axis; dtypes are promoted.</summary>
    /// <param name="arrays">The arrays.</param>
    /// <param name="axis">The position of the new axis in the result, counted from the end if negative.</param>
    /// <exception cref="GchunkException">There are no arrays, or their shapes differ.</exception>
    public static ChunkedArray Stack(IReadOnlyList<ChunkedArray> arrays, int axis = 0)
    {
        if (arrays.Count == 0)
            throw new GchunkException("there is nothing to stack: give at least one array");
        foreach (ChunkedArray array in arrays)
        {
            if (array.Shape != arrays[0].Shape)
            {
                throw new GchunkException(
                    $"arrays of shapes {arrays[0].Shape} and {array.Shape} cannot be stacked: they must be equal; use Concatenate to join along an existing axis"
                );
            }
        }

        return Concatenate([.. arrays.Select(a => a.ExpandDims(axis))], axis);
    }

    /// <summary>Stacks arrays vertically: along the first axis, vectors as rows.</summary>
    /// <exception cref="GchunkException">There are no arrays, or their shapes differ along other axes.</exception>
    public static ChunkedArray VStack(IReadOnlyList<ChunkedArray> arrays) =>
        Concatenate([.. arrays.Select(a => a.AtLeast(2))], 0);

    /// <summary>Stacks arrays horizontally: along the second axis, vectors along their only one.</summary>
    /// <exception cref="GchunkException">There are no arrays, or their shapes differ along other axes.</exception>
    public static ChunkedArray HStack(IReadOnlyList<ChunkedArray> arrays) =>
        Concatenate([.. arrays.Select(a => a.AtLeast(1))], arrays.Count > 0 && arrays[0].Rank > 1 ? 1 : 0);

    /// <summary>Stacks arrays in depth: along the third axis.</summary>
    /// <exception cref="GchunkException">There are no arrays, or their shapes differ along other axes.</exception>
    public static ChunkedArray DStack(IReadOnlyList<ChunkedArray> arrays) =>
        Concatenate([.. arrays.Select(a => a.AtLeast(3))], 2);

    /// <summary>
    /// Returns, for each axis, the indices of the elements that are true or not 0; a pass counts them at once.
    /// </summary>
    public static ChunkedArray[] Where(ChunkedArray condition) => condition.NonZero();

    /// <summary>
    /// Returns the indices of the elements that are true or not 0, one row for each element; a pass counts them at
    /// once.
    /// </summary>
    public static ChunkedArray ArgWhere(ChunkedArray condition) => condition.ArgWhere();

    /// <summary>Broadcasts arrays to their common shape.</summary>
    /// <exception cref="GchunkException">The shapes do not broadcast.</exception>
    public static ChunkedArray[] BroadcastArrays(params ChunkedArray[] arrays)
    {
        Shape shape = Shape.Scalar;
        foreach (ChunkedArray array in arrays)
            shape = Shape.Broadcast(shape, array.Shape);
        ChunkGrid grid = ElementwiseExpr.Unify([.. arrays.Select(a => a.Expression)], shape);
        return [.. arrays.Select(a => new ChunkedArray(ElementwiseExpr.Fit(a.Expression, grid)))];
    }
}
