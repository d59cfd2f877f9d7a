using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <inheritdoc cref="Prelude.Histogram(ChunkedArray, int, ValueTuple{double, double}?, ChunkedArray?, bool)"/>
    public (ChunkedArray Hist, NDArray Edges) Histogram(
        int bins = 10,
        (double Low, double High)? range = null,
        ChunkedArray? weights = null,
        bool density = false
    ) => Prelude.Histogram(this, bins, range, weights, density);

    /// <inheritdoc cref="Prelude.Histogram(ChunkedArray, double[], ChunkedArray?, bool)"/>
    public (ChunkedArray Hist, NDArray Edges) Histogram(
        double[] bins,
        ChunkedArray? weights = null,
        bool density = false
    ) => Prelude.Histogram(this, bins, weights, density);
}
