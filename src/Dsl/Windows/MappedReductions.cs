using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>
/// Every variable of a data set in windows or blocks along some dimensions; those without these stay as they are, text
/// and times along them are left out. Lazy.
/// </summary>
public class MappedReductions : Reductions<Dataset>
{
    private protected readonly Dataset dataset;
    private protected readonly string[] dims;
    private readonly Func<DataArray, Reductions<DataArray>> windows;

    internal MappedReductions(Dataset dataset, string[] dims, Func<DataArray, Reductions<DataArray>> windows)
    {
        dataset.Sizes.Require(dims);
        (this.dataset, this.dims, this.windows) = (dataset.NumbersAlong(dims), dims, windows);
    }

    /// <inheritdoc/>
    public override Dataset Reduce(string op, bool skipNaN = true, bool keepAttrs = false, double ddof = 0) =>
        dataset.Over(dims, v => windows(v).Reduce(op, skipNaN, keepAttrs, ddof), keepAttrs);

    private protected override Dataset Quantiles(
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    ) => dataset.Over(dims, v => windows(v).QuantilesOf(quantiles, one, method, skipNaN, keepAttrs), keepAttrs);
}

/// <summary>
/// Every variable of a data set in windows that move along one or several dimensions; see <see cref="RollingArray"/>.
/// </summary>
public sealed class RollingDataset : MappedReductions
{
    private readonly Func<DataArray, RollingArray> rolling;

    internal RollingDataset(Dataset dataset, string[] dims, Func<DataArray, RollingArray> rolling)
        : base(dataset, dims, rolling) => this.rolling = rolling;

    /// <summary>The windows themselves along new last dimensions; see <see cref="RollingArray.Construct"/>.</summary>
    /// <param name="windowDim">
    /// The name of the new dimension (of the first, where there are several windows; the others get a number behind
    /// it).
    /// </param>
    /// <param name="stride">How many positions each window is farther than the one before.</param>
    /// <param name="fillValue">What stands where a window reaches beyond the ends.</param>
    /// <exception cref="Engine.GchunkException">The name is taken, or the stride not above 0.</exception>
    public Dataset Construct(string windowDim, int stride = 1, double fillValue = double.NaN) =>
        dataset.Over(dims, v => rolling(v).Construct(windowDim, stride, fillValue));
}

/// <summary>
/// Every variable of a data set in blocks of neighbours along some dimensions; see <see cref="CoarsenedArray"/>.
/// </summary>
public sealed class CoarsenedDataset : MappedReductions
{
    private readonly Func<DataArray, CoarsenedArray> blocks;

    internal CoarsenedDataset(Dataset dataset, string[] dims, Func<DataArray, CoarsenedArray> blocks)
        : base(dataset, dims, blocks) => this.blocks = blocks;

    /// <summary>
    /// The blocks themselves: each dimension is cut in two, the number of the block and the place in it; see
    /// <see cref="CoarsenedArray.Construct"/>.
    /// </summary>
    /// <param name="names">For each coarsened dimension the names of the two.</param>
    /// <exception cref="Engine.GchunkException">Names are missing.</exception>
    public Dataset Construct(params ReadOnlySpan<(string Dim, string Block, string Place)> names)
    {
        (string Dim, string Block, string Place)[] all = names.ToArray();
        return dataset.Over(dims, v => blocks(v).Construct(all));
    }
}
