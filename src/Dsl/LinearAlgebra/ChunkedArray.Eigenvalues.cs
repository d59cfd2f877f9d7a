using Gchunk.Dsl.LinearAlgebra;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks.Factors;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>
    /// Computes the eigenvalues and eigenvectors of a symmetric or Hermitian matrix, this = v · diag(w) · vᴴ: NumPy's
    /// <c>linalg.eigh</c>; one task holds the whole matrix.
    /// </summary>
    /// <returns>
    /// w (n,), real and ascending, and v (n, n), whose columns are the eigenvectors, of length 1. The largest element of
    /// each is real and positive, which fixes the signs that LAPACK leaves open. Float32 and complex64 are kept, and
    /// computed in double precision.
    /// </returns>
    /// <remarks>Only the lower triangle is read, as by NumPy.</remarks>
    /// <exception cref="GchunkException">
    /// The matrix is not square; when it is computed: an element is NaN or infinite.
    /// </exception>
    /// <example><code>
    /// var (w, v) = FromArray(NDArray.From([2.0, 1, 1, 2], (2, 2))).Eigh();
    /// Print(w.Compute());       // 1 and 3
    /// </code></example>
    public (ChunkedArray W, ChunkedArray V) Eigh()
    {
        CheckSquare("Eigh");
        (ArrayExpr w, ArrayExpr v) = Eigen(isHermitian: true);
        return (Result(Exprs.Real(w)), Result(v));
    }

    /// <summary>
    /// Computes the eigenvalues and right eigenvectors of any square matrix, this · v = v · diag(w): NumPy's
    /// <c>linalg.eig</c>; one task holds the whole matrix.
    /// </summary>
    /// <returns>
    /// w (n,), in no particular order, and v (n, n), whose columns are the eigenvectors, of length 1. The largest element
    /// of each is real and positive. Both are complex also if all eigenvalues are real, as SciPy's: complex128, or
    /// complex64 for float32 and complex64.
    /// </returns>
    /// <exception cref="GchunkException">
    /// The matrix is not square; when it is computed: an element is NaN or infinite, or it does not converge.
    /// </exception>
    /// <example><code>
    /// var turn = FromArray(NDArray.From([0.0, -1, 1, 0], (2, 2)));
    /// var (w, v) = turn.Eig();
    /// Print(w.Compute());       // i and -i
    /// </code></example>
    public (ChunkedArray W, ChunkedArray V) Eig()
    {
        CheckSquare("Eig");
        (ArrayExpr w, ArrayExpr v) = Eigen(isHermitian: false);
        return (Result(w), Result(v));
    }

    private (ArrayExpr W, ArrayExpr V) Eigen(bool isHermitian)
    {
        long n = Shape[0];
        ArrayExpr x = RechunkExpr.Create(Tiles.Wide(Expression), ChunkGrid.Single(Shape));
        var all = new BlockOpExpr(
            new EigenOp(isHermitian),
            [x],
            [
                [-1, -1],
            ],
            isHermitian ? x.DType : DType.Complex128,
            ChunkGrid.Single(n * (n + 1))
        );
        return (
            SliceExpr.Create(all, [new AxisSlice(0, n)]),
            ReshapeExpr.Create(SliceExpr.Create(all, [new AxisSlice(n, n * n)]), [n, n])
        );
    }
}
