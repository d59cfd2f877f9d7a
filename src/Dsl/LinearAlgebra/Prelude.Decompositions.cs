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
    public static ChunkedArray Solve(ChunkedArray a, ChunkedArray b, string assumeA = "gen") => a.Solve(b, assumeA);

    /// <inheritdoc cref="ChunkedArray.Eigh"/>
    public static (ChunkedArray W, ChunkedArray V) Eigh(ChunkedArray x) => x.Eigh();

    /// <inheritdoc cref="ChunkedArray.Eig"/>
    public static (ChunkedArray W, ChunkedArray V) Eig(ChunkedArray x) => x.Eig();

    /// <inheritdoc cref="ChunkedArray.Inv"/>
    public static ChunkedArray Inv(ChunkedArray x) => x.Inv();

    /// <inheritdoc cref="ChunkedArray.Det"/>
    public static ChunkedArray Det(ChunkedArray x) => x.Det();

    /// <inheritdoc cref="ChunkedArray.Norm(double?, int?, bool)"/>
    public static ChunkedArray Norm(ChunkedArray x, double? ord = null, int? axis = null, bool keepDims = false) =>
        x.Norm(ord, axis, keepDims);

    /// <inheritdoc cref="ChunkedArray.Norm(string, bool)"/>
    public static ChunkedArray Norm(ChunkedArray x, string ord, bool keepDims = false) => x.Norm(ord, keepDims);

    /// <inheritdoc cref="ChunkedArray.Cholesky"/>
    public static ChunkedArray Cholesky(ChunkedArray x, bool lower = true) => x.Cholesky(lower);

    /// <inheritdoc cref="ChunkedArray.Lu"/>
    public static (ChunkedArray P, ChunkedArray L, ChunkedArray U) Lu(ChunkedArray x) => x.Lu();

    /// <inheritdoc cref="ChunkedArray.SolveTriangular"/>
    public static ChunkedArray SolveTriangular(
        ChunkedArray a,
        ChunkedArray b,
        bool lower = false,
        bool unit = false,
        bool transposed = false
    ) => a.SolveTriangular(b, lower, unit, transposed);

    /// <inheritdoc cref="ChunkedArray.Lstsq"/>
    public static (ChunkedArray X, ChunkedArray Residuals, ChunkedArray Rank, ChunkedArray S) Lstsq(
        ChunkedArray a,
        ChunkedArray b,
        double? rcond = null
    ) => a.Lstsq(b, rcond);

    /// <inheritdoc cref="ChunkedArray.Pinv"/>
    public static ChunkedArray Pinv(ChunkedArray x, double rcond = 1e-15) => x.Pinv(rcond);

    /// <inheritdoc cref="ChunkedArray.MatrixRank"/>
    public static ChunkedArray MatrixRank(ChunkedArray x, double? tol = null) => x.MatrixRank(tol);

    /// <inheritdoc cref="ChunkedArray.MatrixPower"/>
    public static ChunkedArray MatrixPower(ChunkedArray x, int n) => x.MatrixPower(n);

    /// <inheritdoc cref="ChunkedArray.SlogDet"/>
    public static (ChunkedArray Sign, ChunkedArray LogAbsDet) SlogDet(ChunkedArray x) => x.SlogDet();
}
