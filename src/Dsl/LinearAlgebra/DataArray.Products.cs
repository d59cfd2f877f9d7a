namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Computes the sum of products over dimensions that both arrays have. A missing value makes the sum missing.
    /// </summary>
    /// <param name="other">The other array.</param>
    /// <param name="dims">The dimensions to sum over; by default all that both arrays have.</param>
    public DataArray Dot(DataArray other, params string[] dims)
    {
        string[] over = dims.Length > 0 ? dims : [.. Dims.Intersect(other.Dims)];
        DataArray product = this * other;
        return over.Length == 0 ? product : product.Reduce("sum", over, skipNaN: false);
    }
}
