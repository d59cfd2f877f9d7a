namespace Gchunk.Dsl;

public static partial class Prelude
{
    /// <inheritdoc cref="ChunkedArray.Qr"/>
    public static (ChunkedArray Q, ChunkedArray R) Qr(ChunkedArray x) => x.Qr();

    /// <inheritdoc cref="ChunkedArray.Svd"/>
    public static (ChunkedArray U, ChunkedArray S, ChunkedArray Vt) Svd(ChunkedArray x) => x.Svd();

    /// <inheritdoc cref="ChunkedArray.SvdCompressed"/>
    public static (ChunkedArray U, ChunkedArray S, ChunkedArray Vt) SvdCompressed(
        ChunkedArray x,
        int k,
        int iterations = 0,
        int oversampling = 10,
        long? seed = null
    ) => x.SvdCompressed(k, iterations, oversampling, seed);

    /// <inheritdoc cref="ChunkedArray.Solve"/>
    public static ChunkedArray Solve(ChunkedArray a, ChunkedArray b) => a.Solve(b);

    /// <inheritdoc cref="ChunkedArray.Inv"/>
    public static ChunkedArray Inv(ChunkedArray x) => x.Inv();

    /// <inheritdoc cref="ChunkedArray.Det"/>
    public static ChunkedArray Det(ChunkedArray x) => x.Det();

    /// <inheritdoc cref="ChunkedArray.Norm(double?, int?, bool)"/>
    public static ChunkedArray Norm(ChunkedArray x, double? ord = null, int? axis = null, bool keepDims = false) =>
        x.Norm(ord, axis, keepDims);

    /// <inheritdoc cref="ChunkedArray.Norm(string, bool)"/>
    public static ChunkedArray Norm(ChunkedArray x, string ord, bool keepDims = false) => x.Norm(ord, keepDims);
}
