using Gchunk.Dsl.LinearAlgebra;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks.Factors;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Solves this · x = b in the sense of least squares, NumPy's <c>linalg.lstsq</c>: x minimizes the sum of squares
    /// of b - this · x, and is the shortest such x.
    /// </summary>
    /// <param name="b">(m,) or (m, columns), for this matrix of (m, n).</param>
    /// <param name="rcond">
    /// Singular values below this part of the greatest count as 0; by default, the spacing of floats at 1 times the
    /// greater of m and n.
    /// </param>
    /// <returns>
    /// x of (n,) or (n, columns); the sums of squared residuals, of shape (columns,), or (1,) for a vector b, and empty
    /// if m ≤ n; the rank, a 0-d array; and the singular values. All lazy.
    /// </returns>
    /// <remarks>
    /// By the singular value decomposition, so one axis must be short. A tall matrix is reduced by TSQR of [this, b], whose
    /// blocks are read once; see <see cref="Svd"/>.
    /// </remarks>
    /// <exception cref="GchunkException">
    /// The array is not two-dimensional, or b has a different number of rows; when it is computed: an element is NaN or
    /// infinite.
    /// </exception>
    /// <example><code>
    /// var t = Linspace(0, 1, 100);
    /// var a = Stack([Ones(100), t], axis: 1);
    /// var fit = a.Lstsq(3 + 2 * t);
    /// Print(fit.X.Compute());       // 3 and 2
    /// </code></example>
    public (ChunkedArray X, ChunkedArray Residuals, ChunkedArray Rank, ChunkedArray S) Lstsq(
        ChunkedArray b,
        double? rcond = null
    )
    {
        if (Rank != 2 || b.Rank is not (1 or 2) || b.Shape[0] != Shape[0])
        {
            throw new GchunkException(
                $"Lstsq needs a matrix (m, n) and a right side of shape (m,) or (m, columns); got {Shape} and {b.Shape}"
            );
        }

        double part = rcond ?? Math.Max(Shape[0], Shape[1]) * Epsilon;
        (ChunkedArray x, ChunkedArray residuals, ChunkedArray rank, ChunkedArray s) = LeastSquares(
            b.Rank == 2 ? b : b.Reshape((b.Size, 1)),
            part
        );
        return (
            b.Rank == 2 ? x : x.Reshape(new Shape(Shape[1])),
            Shape[0] > Shape[1] ? residuals : residuals[..0],
            rank,
            s
        );
    }

    private (ChunkedArray X, ChunkedArray Residuals, ChunkedArray Rank, ChunkedArray S) LeastSquares(
        ChunkedArray b,
        double part
    )
    {
        (ArrayExpr matrix, ArrayExpr right) = Tiles.Wide(Expression, b.Expression);
        long m = Shape[0],
            n = Shape[1],
            columns = b.Shape[1];
        long bytes = matrix.NBytes + right.NBytes;
        if (bytes > OneTaskBytes || m > 64 * (n + columns) && bytes > OneTaskBytes / 16)
        {
            if (m < n || columns > n + 16)
                return BySingularValues(new ChunkedArray(right), part);
            // R of [a b] has R of a, Qᴴ b and, below it, what no column of a can reach: x, from blocks read once.
            ArrayExpr r = BlockedQr.Qr(ConcatenateExpr.Create([matrix, right], 1)).R;
            (matrix, right) = (Tiles.At(r, 0, r.Shape[0], 0, n), Tiles.At(r, 0, r.Shape[0], n, columns));
        }

        ArrayExpr all = Tiles.Make(
            new LeastSquaresOp(part),
            new Shape(n * columns + columns + 1 + Math.Min(m, n)),
            matrix,
            right
        );
        ArrayExpr Part(long start, long count) => SliceExpr.Create(all, [new AxisSlice(start, count)]);
        long at = n * columns;
        bool isSingle = IsSingle && b.IsSingle;
        return (
            Rounded(ReshapeExpr.Create(Part(0, at), [n, columns]), isSingle),
            Rounded(Exprs.Real(Part(at, columns)), isSingle),
            new ChunkedArray(CastExpr.Create(ReshapeExpr.Create(Exprs.Real(Part(at + columns, 1)), []), DType.Int64)),
            Result(Exprs.Real(Part(at + columns + 1, Math.Min(m, n))))
        );
    }

    private (ChunkedArray X, ChunkedArray Residuals, ChunkedArray Rank, ChunkedArray S) BySingularValues(
        ChunkedArray b,
        double part
    )
    {
        (ChunkedArray u, ChunkedArray s, ChunkedArray vt) = Svd();
        ChunkedArray counts = Counts(s, part),
            inverse = Prelude.Where(counts, 1.0 / s, Prelude.Full(Shape.Scalar, 0, dtype: s.DType));
        ChunkedArray x = vt.Adjoint().MatMul(u.Adjoint().MatMul(b) * inverse.Reshape((s.Size, 1))),
            rest = (b - MatMul(x)).Abs();
        return (x, (rest * rest).Sum(0), counts.Sum(), s);
    }

    /// <summary>
    /// Computes the Moore-Penrose inverse of a matrix by its singular values: NumPy's <c>linalg.pinv</c>.
    /// </summary>
    /// <param name="rcond">Singular values below this part of the greatest count as 0.</param>
    /// <exception cref="GchunkException">The array is not two-dimensional.</exception>
    public ChunkedArray Pinv(double rcond = 1e-15)
    {
        (ChunkedArray u, ChunkedArray s, ChunkedArray vt) = Svd();
        ChunkedArray inverse = Prelude.Where(Counts(s, rcond), 1.0 / s, Prelude.Full(Shape.Scalar, 0, dtype: s.DType));
        return (vt.Adjoint() * inverse).MatMul(u.Adjoint());
    }

    /// <summary>
    /// Computes the rank of a matrix, the number of singular values that are not 0: NumPy's <c>linalg.matrix_rank</c>.
    /// </summary>
    /// <param name="tol">
    /// Singular values up to this count as 0; by default, the greatest times the spacing of floats at 1 times the
    /// greater of the matrix's lengths.
    /// </param>
    /// <exception cref="GchunkException">The array is not two-dimensional.</exception>
    public ChunkedArray MatrixRank(double? tol = null)
    {
        ChunkedArray s = Svd().S;
        return (tol is { } t ? s > t : Counts(s, Math.Max(Shape[0], Shape[1]) * Epsilon)).Sum();
    }

    /// <summary>Multiplies a square matrix by itself: NumPy's <c>linalg.matrix_power</c>.</summary>
    /// <param name="n">The power; a negative one is that of the inverse, 0 gives the identity matrix.</param>
    /// <exception cref="GchunkException">
    /// The matrix is not square; when it is computed: the power is negative and the matrix singular.
    /// </exception>
    public ChunkedArray MatrixPower(int n)
    {
        CheckSquare("MatrixPower");
        ChunkedArray factor = n < 0 ? Inv() : this;
        ChunkedArray? power = null;
        for (long rest = Math.Abs((long)n); rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0)
                power = power is null ? factor : power.MatMul(factor);
            if (rest > 1)
                factor = factor.MatMul(factor);
        }

        return power ?? Prelude.Eye(Shape[0], dtype: DType);
    }

    // A matrix and a right side of this many bytes are given to one task.
    private const long OneTaskBytes = 64L << 20;

    private double Epsilon => IsSingle ? Math.Pow(2, -23) : Math.Pow(2, -52);

    private static ChunkedArray Counts(ChunkedArray s, double part) => s.Size == 0 ? s > 0.0 : s > s.Max() * part;
}
