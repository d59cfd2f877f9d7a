using Gchunk.Dsl.LinearAlgebra;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Computes the Cholesky factor of a symmetric or Hermitian positive definite matrix: the lower triangular l of
    /// this = l · lᴴ, as NumPy's <c>linalg.cholesky</c>; lᴴ is the conjugate transpose. A matrix of up to 128 MiB is
    /// factored by one task, a larger one tile by tile.
    /// </summary>
    /// <param name="lower">False for the upper triangular u of this = uᴴ · u, the default of SciPy and Dask.</param>
    /// <returns>
    /// The factor; only the lower triangle of the matrix is read. Float32 in, float32 out, computed in float64; complex
    /// numbers likewise, in complex128.
    /// </returns>
    /// <exception cref="GchunkException">
    /// The matrix is not square; when it is computed: it is not positive definite.
    /// </exception>
    /// <example><code>
    /// var a = Rand.Normal((50, 5), seed: 1);
    /// var l = a.T.MatMul(a).Cholesky();
    /// </code></example>
    public ChunkedArray Cholesky(bool lower = true)
    {
        CheckSquare("Cholesky");
        ChunkedArray l = Result(TriangularFactors.Cholesky(Tiles.Wide(Expression)));
        return lower ? l : l.Adjoint();
    }

    /// <summary>
    /// Computes the LU decomposition with row pivoting, this = p · l · u, by panels of columns: SciPy's
    /// <c>linalg.lu</c>.
    /// </summary>
    /// <returns>
    /// The permutation p (m, m), l (m, k), lower triangular with 1 on the diagonal, and u (k, n), upper triangular, for
    /// k = min(m, n). A pivot is the greatest element of its whole column, whatever the chunks.
    /// </returns>
    /// <exception cref="GchunkException">The array is not two-dimensional.</exception>
    public (ChunkedArray P, ChunkedArray L, ChunkedArray U) Lu()
    {
        (ArrayExpr p, ArrayExpr l, ArrayExpr u) = TriangularFactors.Lu(WideMatrix("Lu"));
        return (Result(p), Result(l), Result(u));
    }

    /// <summary>
    /// Solves this · x = b for a triangular matrix, tile by tile: SciPy's <c>linalg.solve_triangular</c>.
    /// </summary>
    /// <param name="b">(n,) or (n, columns).</param>
    /// <param name="lower">True if the matrix is lower triangular; the other triangle is not read.</param>
    /// <param name="unit">True if its diagonal is 1 and not read.</param>
    /// <param name="transposed">True to solve with the transposed matrix, thisᵀ · x = b.</param>
    /// <exception cref="GchunkException">
    /// The matrix is not square or b has a different number of rows; when it is computed: the diagonal has a 0.
    /// </exception>
    public ChunkedArray SolveTriangular(ChunkedArray b, bool lower = false, bool unit = false, bool transposed = false)
    {
        ArrayExpr right = RightSide(b, "SolveTriangular");
        (ArrayExpr matrix, right) = Tiles.Wide(Expression, right);
        return Solution(TriangularFactors.Solve(matrix, right, lower, transposed, unit), b);
    }

    private ChunkedArray SolvePositive(ChunkedArray b)
    {
        ArrayExpr right = RightSide(b, "Solve"),
            matrix;
        (matrix, right) = Tiles.Wide(Expression, right);
        ArrayExpr l = TriangularFactors.Cholesky(matrix),
            half = TriangularFactors.Solve(l, right, lower: true, transposed: false, unit: false),
            conjugate = l.DType.IsComplex ? Exprs.Conj(l) : l;
        return Solution(TriangularFactors.Solve(conjugate, half, lower: true, transposed: true, unit: false), b);
    }

    // The right side with two axes, after checking that it fits this square matrix.
    private ArrayExpr RightSide(ChunkedArray b, string function)
    {
        CheckSquare(function);
        if (b.Rank is not (1 or 2) || b.Shape[0] != Shape[0])
        {
            throw new GchunkException(
                $"{function} of a matrix {Shape} needs a right side of shape ({Shape[0]},) or ({Shape[0]}, columns); got {b.Shape}"
            );
        }

        return b.Rank == 2 ? b.Expression : ReshapeExpr.Create(b.Expression, [b.Size, 1]);
    }

    private ChunkedArray Solution(ArrayExpr x, ChunkedArray b) =>
        Rounded(b.Rank == 2 ? x : ReshapeExpr.Create(x, [b.Size]), IsSingle && b.IsSingle);
}
