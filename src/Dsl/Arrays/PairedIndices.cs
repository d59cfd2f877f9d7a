using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl.Arrays;

/// <summary>
/// Indices along several axes that are paired, as in NumPy: <c>x[[0, 2], [1, 0]]</c> is the elements (0, 1) and (2, 0).
/// </summary>
internal static class PairedIndices
{
    /// <summary>Takes elements by paired indices; their axis stands where the first of the axes stood.</summary>
    /// <param name="array">The array.</param>
    /// <param name="axes">The axes, ascending.</param>
    /// <param name="positions">The indices along each, of equal lengths or length 1, from the end if negative.</param>
    /// <exception cref="GchunkException">The numbers of indices differ, or an index is out of bounds.</exception>
    public static ArrayExpr Take(ArrayExpr array, int[] axes, long[][] positions)
    {
        int count = positions.Max(p => p.Length) is var most && positions.Any(p => p.Length == 0) ? 0 : most;
        if (positions.Any(p => p.Length != count && p.Length != 1))
        {
            throw new GchunkException(
                $"indices for several axes are paired, so there must be as many for each; got {string.Join(" and ", positions.Select(p => p.Length))}. To select rows and columns, index one axis after the other: x[rows, ..][.., columns]"
            );
        }

        // The axes are brought together and merged, and the pairs become positions along the merged axis.
        int first = axes[0];
        int[] others = [.. Enumerable.Range(0, array.Rank).Except(axes)],
            order = [.. others.Where(a => a < first), .. axes, .. others.Where(a => a > first)];
        ArrayExpr together = TransposeExpr.Create(array, order);
        var flat = new long[count];
        long length = 1;
        for (int i = 0; i < axes.Length; i++)
        {
            long[] along = AxisIndex.FromStart(positions[i], array.Shape, axes[i]);
            for (int k = 0; k < count; k++)
                flat[k] = flat[k] * array.Shape[axes[i]] + along[along.Length == 1 ? 0 : k];
            length *= array.Shape[axes[i]];
        }
        long[] merged =
        [
            .. others.Where(a => a < first).Select(a => array.Shape[a]),
            length,
            .. others.Where(a => a > first).Select(a => array.Shape[a]),
        ];
        return TakeOp.Create(ReshapeExpr.Create(together, merged), others.Count(a => a < first), flat);
    }
}
