using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>Every variable of a data set in windows or blocks along some dimensions; those without these stay as they are. Lazy.</summary>
public sealed class MappedReductions : Reductions<Dataset>
{
    private readonly Dataset dataset;
    private readonly string[] dims;
    private readonly Func<DataArray, Reductions<DataArray>> windows;

    internal MappedReductions(Dataset dataset, string[] dims, Func<DataArray, Reductions<DataArray>> windows) => (this.dataset, this.dims, this.windows) = (dataset, dims, windows);

    /// <inheritdoc/>
    public override Dataset Reduce(string op, bool skipNaN = true, bool keepAttrs = false, double ddof = 0) => dataset.Over(dims, v => windows(v).Reduce(op, skipNaN, keepAttrs, ddof), keepAttrs);

    private protected override Dataset Quantiles(double[] quantiles, bool one, QuantileMethod method, bool skipNaN, bool keepAttrs) =>
        dataset.Over(dims, v => windows(v).QuantilesOf(quantiles, one, method, skipNaN, keepAttrs), keepAttrs);
}
