namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>The sum of products over dimensions that both have. A missing value makes the sum missing.</summary>
    /// <param name="other">The other array.</param>
    /// <param name="dims">The dimensions to sum over; none stands for all that both have.</param>
    public DataArray Dot(DataArray other, params string[] dims)
    {
        string[] over = dims.Length > 0 ? dims : [.. Dims.Intersect(other.Dims)];
        DataArray product = this * other;
        return over.Length == 0 ? product : product.Reduce("sum", over, skipNaN: false);
    }
}
