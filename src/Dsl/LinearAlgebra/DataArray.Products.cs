using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Computes the sum of products over dimensions that both arrays have. A missing value makes the sum missing.
    /// </summary>
    /// <remarks>
    /// Arrays of floats of which each has dimensions of its own, and that share none but those summed over, are
    /// multiplied as matrices.
    /// </remarks>
    /// <param name="other">The other array.</param>
    /// <param name="dims">The dimensions to sum over; by default all that both arrays have.</param>
    public DataArray Dot(DataArray other, params string[] dims)
    {
        string[] over = dims.Length > 0 ? dims : [.. Dims.Intersect(other.Dims)];
        // It has the labels of the result, and checks those that both have.
        DataArray product = this * other;
        if (over.Length == 0)
            return product;
        DataArray sum = product.Reduce("sum", over, skipNaN: false);
        string[] rows = [.. Dims.Except(over)],
            columns = [.. other.Dims.Except(over)];
        bool areMatrices =
            (Expression.DType.IsFloat || Expression.DType.IsComplex)
            && (other.Expression.DType.IsFloat || other.Expression.DType.IsComplex)
            && rows.Length > 0
            && columns.Length > 0
            && !rows.Intersect(columns).Any()
            && over.All(dim => Dims.Contains(dim) && other.Dims.Contains(dim));
        if (!areMatrices)
            return sum;
        ChunkedArray values = new ChunkedArray(Expression).TensorDot(
            new ChunkedArray(other.Expression),
            AxesOf(over),
            other.AxesOf(over)
        );
        return sum.WithValues(CastExpr.Create(values.Expression, sum.Expression.DType));
    }

    private int[] AxesOf(string[] dims) => Array.ConvertAll(dims, dim => Array.IndexOf([.. Dims], dim));
}
