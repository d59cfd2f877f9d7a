using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.Decomposition;

/// <summary>Matrix products of labelled arrays over one dimension.</summary>
internal static class Contraction
{
    /// <summary>
    /// Multiplies over a dimension that both arrays have; the result has the other dimensions of both, those of the
    /// first first. Missing values make results missing.
    /// </summary>
    public static DataArray Over(DataArray a, DataArray b, string dim)
    {
        string[] left = [.. a.Dims.Where(d => d != dim)],
            right = [.. b.Dims.Where(d => d != dim)];
        if (left.Intersect(right).FirstOrDefault() is { } both)
            throw new GchunkException($"both arrays have the dimension '{both}'; rename one");
        var product = new ChunkedArray(Matrix(a.Transpose([.. left, dim]), left)).MatMul(
            new ChunkedArray(TransposeExpr.Create(Matrix(b.Transpose([.. right, dim]), right), [1, 0]))
        );
        long[] lengths = [.. left.Select(d => a.Sizes[d]), .. right.Select(d => b.Sizes[d])];
        return new DataArray(
            ReshapeExpr.Create(product.Expression, lengths),
            [.. left, .. right],
            new Coordinates([.. b.Coords, .. a.Coords])
        );
    }

    private static ArrayExpr Matrix(DataArray array, string[] rows)
    {
        long count = rows.Aggregate(1L, (n, d) => n * array.Sizes[d]);
        return ReshapeExpr.Create(array.Expression, [count, array.Shape[^1]]);
    }
}
