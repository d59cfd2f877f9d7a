using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Arrays;

/// <summary>Indices along one axis, in an array of any shape.</summary>
/// <param name="Values">The indices in C order.</param>
/// <param name="Shape">The shape of the array.</param>
internal sealed record IndexArray(long[] Values, Shape Shape)
{
    /// <summary>
    /// Pairs the indices along several axes: <c>x[[0, 2], [1, 0]]</c> is the elements (0, 1) and (2, 0). They are
    /// broadcast to one shape, as in NumPy.
    /// </summary>
    /// <exception cref="GchunkException">The shapes do not broadcast.</exception>
    public static IndexArray[] Pair(IndexArray[] indices)
    {
        Shape shape = indices[0].Shape;
        foreach (IndexArray each in indices)
        {
            try
            {
                shape = Shape.Broadcast(shape, each.Shape);
            }
            catch (GchunkException e)
            {
                throw new GchunkException(
                    $"indices for several axes are paired, so there must be as many for each; got {string.Join(" and ", indices.Select(p => p.Shape.Rank == 1 ? $"{p.Values.Length}" : $"shape {p.Shape}"))}. To select rows and columns, index one axis after the other: x[rows, ..][.., columns]",
                    e
                );
            }
        }

        return Array.ConvertAll(indices, each => each.BroadcastTo(shape));
    }

    /// <summary>Merges paired indices along several axes to indices of the axes' elements in C order.</summary>
    public static long[] Merge(long[][] positions, long[] lengths)
    {
        var merged = new long[positions[0].Length];
        for (int axis = 0; axis < positions.Length; axis++)
        {
            for (int i = 0; i < merged.Length; i++)
                merged[i] = merged[i] * lengths[axis] + positions[axis][i];
        }

        return merged;
    }

    private IndexArray BroadcastTo(Shape shape)
    {
        if (shape == Shape)
            return this;
        var values = new long[shape.Size];
        long[] own = Shape.Strides();
        for (long n = 0; n < values.Length; n++)
        {
            long at = 0,
                rest = n;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                int mine = axis - (shape.Rank - Shape.Rank);
                if (mine >= 0 && Shape[mine] != 1)
                    at += rest % shape[axis] * own[mine];
                rest /= shape[axis];
            }
            values[n] = Values[at];
        }
        return new IndexArray(values, shape);
    }
}
