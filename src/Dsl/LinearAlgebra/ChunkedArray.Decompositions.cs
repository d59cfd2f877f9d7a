using Gchunk.Dsl.LinearAlgebra;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks.Factors;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Computes the QR decomposition, this = q · r, of a matrix. Blocks of rows are decomposed separately (TSQR), so
    /// the number of rows is not limited. A matrix that is divided along its columns is decomposed by panels of columns
    /// too.
    /// </summary>
    /// <returns>
    /// q of (m, k) with orthonormal columns and r of (k, n), upper triangular, k = min(m, n). The diagonal of r is not
    /// negative (LAPACK leaves its signs open), so chunks change the result only by rounding. Float32 in, float32 out,
    /// computed in float64; complex numbers likewise, in complex128.
    /// </returns>
    /// <exception cref="GchunkException">The array is not two-dimensional.</exception>
    public (ChunkedArray Q, ChunkedArray R) Qr()
    {
        (ArrayExpr q, ArrayExpr r) = BlockedQr.Qr(WideMatrix("Qr"));
        return (Result(q), Result(r));
    }

    /// <summary>
    /// Computes the singular value decomposition, this = u · diag(s) · vt, of a matrix with one short axis, which each
    /// task holds whole.
    /// </summary>
    /// <returns>
    /// u (m, k), s (k,) descending and vt (k, n), k = min(m, n). The largest element of each row of vt is positive (of
    /// a wide array: of each column of u), which fixes the signs; of complex numbers, it is real and positive.
    /// </returns>
    /// <remarks>
    /// By TSQR and the decomposition of its R (Benson, Gleich and Demmel 2013). For the leading values of a matrix with
    /// two long axes see <see cref="SvdCompressed"/>.
    /// </remarks>
    /// <exception cref="GchunkException">
    /// The array is not two-dimensional; when it is computed: an element is NaN or infinite.
    /// </exception>
    public (ChunkedArray U, ChunkedArray S, ChunkedArray Vt) Svd()
    {
        ArrayExpr x = WideMatrix("Svd");
        if (x.Shape[0] < x.Shape[1])
        {
            (ChunkedArray v, ChunkedArray values, ChunkedArray ut) = T.Svd();
            return (ut.T, values, v.T);
        }
        (ArrayExpr q, ArrayExpr r) = BlockedQr.Qr(x);
        long n = x.Shape[1];
        var all = new BlockOpExpr(
            new SvdOp(),
            [r],
            [
                [-1, -1],
            ],
            r.DType,
            ChunkGrid.Single(2 * n * n + n)
        );
        ArrayExpr u = ReshapeExpr.Create(SliceExpr.Create(all, [new AxisSlice(0, n * n)]), [n, n]),
            vt = ReshapeExpr.Create(SliceExpr.Create(all, [new AxisSlice(n * n + n, n * n)]), [n, n]);
        return (
            Result(MatrixProducts.Multiply(q, u)),
            Result(Exprs.Real(SliceExpr.Create(all, [new AxisSlice(n * n, n)]))),
            Result(vt)
        );
    }

    /// <summary>
    /// Computes the leading singular values and vectors by random projection, for matrices with two long axes.
    /// </summary>
    /// <param name="k">The number of singular values.</param>
    /// <param name="iterations">
    /// The number of power iterations, each of two passes over the data; more are more accurate if singular values
    /// decay slowly.
    /// </param>
    /// <param name="oversampling">The number of extra directions beyond k.</param>
    /// <param name="seed">The seed of the projection; the same one gives the same bits. By default each call draws another projection.</param>
    /// <returns>u (m, k), s (k,) descending, vt (k, n): approximations.</returns>
    /// <remarks>
    /// Halko, Martinsson and Tropp 2011, "Finding structure with randomness", algorithms 4.4 and 5.1.
    /// </remarks>
    /// <exception cref="GchunkException">
    /// The array is not two-dimensional, or k is not from 1 to the lesser of its lengths.
    /// </exception>
    public (ChunkedArray U, ChunkedArray S, ChunkedArray Vt) SvdCompressed(
        int k,
        int iterations = 0,
        int oversampling = 10,
        long? seed = null
    )
    {
        var x = new ChunkedArray(WideMatrix("SvdCompressed"));
        long shorter = Math.Min(Shape[0], Shape[1]);
        if (k < 1 || k > shorter)
        {
            throw new GchunkException(
                $"SvdCompressed of an array of shape {Shape} can give 1 to {shorter} singular values; got k = {k}"
            );
        }

        if (iterations < 0 || oversampling < 0)
        {
            throw new GchunkException(
                $"SvdCompressed needs iterations and oversampling of 0 or more; got {iterations} and {oversampling}"
            );
        }

        long followed = Math.Min(shorter, (long)k + oversampling);
        ChunkedArray basis = x.MatMul(
                Rand.Normal((Shape[1], followed), chunks: (Math.Max(1, Shape[1]), followed), seed: seed)
            )
            .Qr()
            .Q;
        for (int i = 0; i < iterations; i++)
            basis = x.MatMul(x.Adjoint().MatMul(basis).Qr().Q).Qr().Q;
        (ChunkedArray u, ChunkedArray s, ChunkedArray vt) = basis.Adjoint().MatMul(x).Svd();
        return (Result(basis.MatMul(u)[.., ..k].Expression), Result(s[..k].Expression), Result(vt[..k].Expression));
    }

    /// <summary>Solves this · x = b for x by elimination with row pivoting; one task holds the whole matrix.</summary>
    /// <param name="b">(n,) or (n, columns).</param>
    /// <param name="assumeA">
    /// <c>gen</c> for any matrix; <c>pos</c> for a symmetric positive definite one, which is solved tile by tile with its
    /// Cholesky factor: half the work, and shared by tasks.
    /// </param>
    /// <exception cref="GchunkException">
    /// The matrix is not square or b has a different number of rows; when it is computed: the matrix is singular, or
    /// not positive definite.
    /// </exception>
    public ChunkedArray Solve(ChunkedArray b, string assumeA = "gen")
    {
        if (assumeA is not ("gen" or "pos"))
            throw new GchunkException(Spelling.Unknown("kind of matrix", assumeA, ["gen", "pos"]));
        ArrayExpr right = RightSide(b, "Solve");
        if (assumeA == "pos")
            return SolvePositive(b);
        (ArrayExpr matrix, right) = Tiles.Wide(Expression, right);
        var x = new BlockOpExpr(
            new SolveOp(),
            [matrix, right],
            [
                [-1, -1],
                [-1, 1],
            ],
            matrix.DType,
            new ChunkGrid([Shape[0]], right.Chunks.Sizes(1).ToArray())
        );
        return Solution(x, b);
    }

    /// <summary>Computes the inverse of a square matrix; one task holds the whole matrix.</summary>
    /// <exception cref="GchunkException">The matrix is not square; when it is computed: it is singular.</exception>
    public ChunkedArray Inv()
    {
        CheckSquare("Inv");
        return Solve(Prelude.Eye(Shape[0], dtype: IsSingle ? DType.Float32 : DType.Float64));
    }

    /// <summary>Computes the determinant of a square matrix; one task holds the whole matrix.</summary>
    /// <exception cref="GchunkException">The matrix is not square.</exception>
    public ChunkedArray Det()
    {
        CheckSquare("Det");
        return Result(Tiles.Make(new DetOp(), Shape.Scalar, Tiles.Wide(Expression)));
    }

    /// <summary>
    /// Computes the sign of the determinant of a square matrix and the logarithm of its absolute value, which overflow
    /// less: NumPy's <c>linalg.slogdet</c>; one task holds the whole matrix. The sign of a complex determinant is a complex
    /// number of absolute value 1.
    /// </summary>
    /// <exception cref="GchunkException">The matrix is not square.</exception>
    public (ChunkedArray Sign, ChunkedArray LogAbsDet) SlogDet()
    {
        CheckSquare("SlogDet");
        ChunkedArray both = Result(Tiles.Make(new SlogDetOp(), 2, Tiles.Wide(Expression)));
        return (both[0], both[1].Real());
    }

    private void CheckSquare(string function)
    {
        if (Rank != 2 || Shape[0] != Shape[1])
            throw new GchunkException($"{function} needs a square matrix; the array has shape {Shape}");
    }

    private ArrayExpr WideMatrix(string function) =>
        Rank == 2
            ? Tiles.Wide(Expression)
            : throw new GchunkException($"{function} needs an array of two axes; the array has {Rank}: {Shape}");

    private bool IsSingle => DType is DType.Float32 or DType.Complex64;

    private ChunkedArray Adjoint() => new(Tiles.Adjoint(Expression));

    // Casts what was computed in float64 or complex128 back to single precision, if this has it.
    private ChunkedArray Result(ArrayExpr wide) => Rounded(wide, IsSingle);

    private static ChunkedArray Rounded(ArrayExpr wide, bool isSingle) =>
        new(!isSingle ? wide : CastExpr.Create(wide, wide.DType.IsComplex ? DType.Complex64 : DType.Float32));
}
