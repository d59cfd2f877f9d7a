namespace Gchunk.Dsl;

public sealed partial class Dataset
{
    /// <summary>Computes medians over some dimensions; see <see cref="DataArray.Median(string[])"/>.</summary>
    public Dataset Median(params string[] dims) =>
        NumbersAlong(dims.Length == 0 ? Dims : dims)
            .Over(dims.Length == 0 ? Dims : dims, v => v.Median([.. dims.Where(v.Dims.Contains)]), keepAttrs: false);

    /// <summary>
    /// Computes a quantile over some dimensions; see <see cref="DataArray.Quantile(double, string[])"/>.
    /// </summary>
    public Dataset Quantile(double q, params string[] dims) =>
        NumbersAlong(dims.Length == 0 ? Dims : dims)
            .Over(
                dims.Length == 0 ? Dims : dims,
                v => v.Quantile(q, [.. dims.Where(v.Dims.Contains)]),
                keepAttrs: false
            );

    /// <summary>Computes several quantiles over some dimensions, along a first dimension <c>quantile</c>.</summary>
    public Dataset Quantile(double[] q, params string[] dims) =>
        NumbersAlong(dims.Length == 0 ? Dims : dims)
            .Over(
                dims.Length == 0 ? Dims : dims,
                v => v.Quantile(q, [.. dims.Where(v.Dims.Contains)]),
                keepAttrs: false
            );
}
