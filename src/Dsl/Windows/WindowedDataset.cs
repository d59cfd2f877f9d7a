using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

/// <summary>
/// A data set in windows or blocks along some dimensions. Variables without these dimensions are kept; text and times
/// along them are dropped. Lazy.
/// </summary>
public class WindowedDataset : Reductions<Dataset>
{
    private protected readonly Dataset dataset;
    private protected readonly string[] dims;
    private readonly Func<DataArray, Reductions<DataArray>> windows;

    internal WindowedDataset(Dataset dataset, string[] dims, Func<DataArray, Reductions<DataArray>> windows)
    {
        dataset.Sizes.Require(dims);
        (this.dataset, this.dims, this.windows) = (dataset.NumbersAlong(dims), dims, windows);
    }

    /// <inheritdoc/>
    public override Dataset Reduce(string op, bool skipNaN = true, bool keepAttrs = true, double ddof = 0) =>
        dataset.Over(dims, v => windows(v).Reduce(op, skipNaN, keepAttrs, ddof), keepAttrs);

    private protected override Dataset Quantiles(
        double[] quantiles,
        bool one,
        QuantileMethod method,
        bool skipNaN,
        bool keepAttrs
    ) => dataset.Over(dims, v => windows(v).QuantilesOf(quantiles, one, method, skipNaN, keepAttrs), keepAttrs);
}

/// <summary>A data set in rolling windows along one or several dimensions; see <see cref="RollingArray"/>.</summary>
public sealed class RollingDataset : WindowedDataset
{
    private readonly Func<DataArray, RollingArray> rolling;

    internal RollingDataset(Dataset dataset, string[] dims, Func<DataArray, RollingArray> rolling)
        : base(dataset, dims, rolling) => this.rolling = rolling;

    /// <summary>Ranks the last element of each window; see <see cref="RollingArray.Rank"/>.</summary>
    public Dataset Rank(bool pct = false) => dataset.Over(dims, v => rolling(v).Rank(pct));

    /// <summary>Returns the windows along new last dimensions; see <see cref="RollingArray.Construct"/>.</summary>
    /// <param name="windowDim">
    /// The name of the new dimension; for several dimensions that of the first, the others get a number appended.
    /// </param>
    /// <param name="stride">The distance between successive windows.</param>
    /// <param name="fillValue">The value where a window extends beyond the ends.</param>
    /// <exception cref="Engine.GchunkException">The name is taken, or the stride is not positive.</exception>
    public Dataset Construct(string windowDim, int stride = 1, double fillValue = double.NaN) =>
        dataset.Over(dims, v => rolling(v).Construct(windowDim, stride, fillValue));
}

/// <summary>A data set in adjacent blocks along one or several dimensions; see <see cref="CoarsenedArray"/>.</summary>
public sealed class CoarsenedDataset : WindowedDataset
{
    private readonly Func<DataArray, CoarsenedArray> blocks;

    internal CoarsenedDataset(Dataset dataset, string[] dims, Func<DataArray, CoarsenedArray> blocks)
        : base(dataset, dims, blocks) => this.blocks = blocks;

    /// <summary>
    /// Returns the blocks: each dimension is split into two, the number of the block and the position in it; see <see
    /// cref="CoarsenedArray.Construct"/>.
    /// </summary>
    /// <param name="names">For each coarsened dimension, the names of these two.</param>
    /// <exception cref="Engine.GchunkException">Names are missing.</exception>
    public Dataset Construct(params ReadOnlySpan<(string Dim, string Block, string Position)> names)
    {
        (string Dim, string Block, string Position)[] all = names.ToArray();
        return dataset.Over(dims, v => blocks(v).Construct(all));
    }
}
