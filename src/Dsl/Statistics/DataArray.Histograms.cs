using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <inheritdoc cref="Prelude.Histogram(DataArray, int, ValueTuple{double, double}?, bool)"/>
    public (ChunkedArray Hist, NDArray Edges) Histogram(
        int bins = 10,
        (double Low, double High)? range = null,
        bool density = false
    ) => Prelude.Histogram(this, bins, range, density);

    /// <inheritdoc cref="Prelude.Histogram(DataArray, double[], bool)"/>
    public (ChunkedArray Hist, NDArray Edges) Histogram(double[] bins, bool density = false) =>
        Prelude.Histogram(this, bins, density);
}
