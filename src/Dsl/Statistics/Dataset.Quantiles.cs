namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Computes medians over some dimensions; see <see cref="DataArray.Median(string[])"/>.</summary>
    public Dataset Median(params string[] dims) => OverNumbers(dims, (v, own) => v.Median(own));

    /// <summary>
    /// Computes a quantile over some dimensions; see <see cref="DataArray.Quantile(double, string[])"/>.
    /// </summary>
    public Dataset Quantile(double q, params string[] dims) => OverNumbers(dims, (v, own) => v.Quantile(q, own));

    /// <summary>Computes several quantiles over some dimensions, along a first dimension <c>quantile</c>.</summary>
    public Dataset Quantile(double[] q, params string[] dims) => OverNumbers(dims, (v, own) => v.Quantile(q, own));

    // Texts and times along the dimensions are dropped, and with them the dimensions that nothing else has.
    private Dataset OverNumbers(string[] dims, Func<DataArray, string[], DataArray> function)
    {
        Sizes.Require(dims);
        Dataset numbers = NumbersAlong(dims.Length == 0 ? Dims : dims);
        string[] left = [.. (dims.Length == 0 ? numbers.Dims : dims).Where(numbers.Sizes.Contains)];
        return left.Length == 0 && dims.Length > 0
            ? numbers
            : numbers.Over(left, v => function(v, [.. dims.Where(v.Dims.Contains)]), keepAttrs: false);
    }
}
