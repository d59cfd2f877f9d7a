namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <inheritdoc cref="ChunkedArray.Cov"/>
    public static ChunkedArray Cov(
        ChunkedArray x,
        bool rowVar = true,
        double? ddof = null,
        ChunkedArray? y = null,
        bool bias = false,
        ChunkedArray? fweights = null,
        ChunkedArray? aweights = null
    ) => x.Cov(rowVar, ddof, y, bias, fweights, aweights);

    /// <inheritdoc cref="ChunkedArray.Corr"/>
    public static ChunkedArray Corr(ChunkedArray x, bool rowVar = true, ChunkedArray? y = null) => x.Corr(rowVar, y);
}
