using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

/// <summary>The first input less the product of the second and the third, float64.</summary>
/// <param name="TransposeFirst">True if the second input holds the transposed factor.</param>
/// <param name="TransposeSecond">True if the third input holds the transposed factor.</param>
internal sealed unsafe record SubtractProductOp(bool TransposeFirst, bool TransposeSecond) : BlockOp
{
    public override string Name => "linalg.subtract_product";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        OpenBlas.IsPresent ? 0 : ManagedGemm.ScratchBytes + result.Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = inputs[0].Copy();
        Matrix a = Of(inputs[1], TransposeFirst),
            b = Of(inputs[2], TransposeSecond);
        Bounds.Require(a.Columns == b.Rows && result.Shape == new Shape(a.Rows, b.Columns));
        Bounds.Require(AllFloat64(inputs));
        Gemm.Subtract(a, b, (double*)result.Pointer, context.Cancellation);
        GC.KeepAlive(inputs[1]);
        GC.KeepAlive(inputs[2]);
        return result;
    }

    /// <summary>Returns true if all blocks are matrices of float64.</summary>
    internal static bool AllFloat64(ReadOnlySpan<NDArray> blocks)
    {
        foreach (NDArray block in blocks)
        {
            if (block.DType != DType.Float64 || block.Rank != 2)
                return false;
        }

        return true;
    }

    private static Matrix Of(NDArray array, bool transposed)
    {
        var matrix = new Matrix((nint)array.Pointer, checked((int)array.Shape[0]), checked((int)array.Shape[1]));
        return transposed ? matrix.T : matrix;
    }
}

/// <summary>The solution x of op(a) x = b, for a triangular block a of n × n and b of n × columns, float64.</summary>
/// <param name="Lower">True if a is lower triangular.</param>
/// <param name="Transposed">True if op(a) is the transpose of a.</param>
/// <param name="Unit">True if the diagonal of a is 1.</param>
/// <param name="First">The row of the whole matrix at which the block begins, for errors.</param>
internal sealed unsafe record TriangularSolveOp(bool Lower, bool Transposed, bool Unit, long First) : BlockOp
{
    public override string Name => "linalg.solve_triangular";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(SubtractProductOp.AllFloat64(inputs));
        int n = checked((int)inputs[0].Shape[0]),
            columns = checked((int)inputs[1].Shape[1]);
        Bounds.Require(inputs[0].Shape[1] == n && inputs[1].Shape[0] == n);
        double* a = (double*)inputs[0].Pointer;
        for (long i = 0; i < n && !Unit; i++)
        {
            if (a[i * n + i] == 0)
            {
                throw new GchunkException(
                    $"the triangular matrix is singular: element {First + i} of its diagonal is 0, so there is no unique solution"
                );
            }
        }

        NDArray x = inputs[1].Copy();
        Triangular.Solve(Lower, Transposed, Unit, n, columns, a, n, (double*)x.Pointer);
        GC.KeepAlive(inputs[0]);
        return x;
    }
}

/// <summary>The lower triangular factor l of a block a = l lᵀ, float64.</summary>
/// <param name="First">The row of the whole matrix at which the block begins, for errors.</param>
internal sealed unsafe record CholeskyOp(long First) : BlockOp
{
    public override string Name => "linalg.cholesky";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(SubtractProductOp.AllFloat64(inputs) && inputs[0].Shape[0] == inputs[0].Shape[1]);
        NDArray l = inputs[0].Copy();
        int failed = Triangular.Cholesky(checked((int)l.Shape[0]), (double*)l.Pointer);
        if (failed < 0)
            return l;
        l.Dispose();
        throw new GchunkException(
            $"the matrix is not positive definite: its leading minor of order {First + failed + 1} is not, so it has no Cholesky factor"
        );
    }
}

/// <summary>The block below a diagonal block l of a Cholesky factor: a l⁻ᵀ, float64.</summary>
internal sealed unsafe record CholeskyColumnOp : BlockOp
{
    public override string Name => "linalg.cholesky_column";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(SubtractProductOp.AllFloat64(inputs));
        Bounds.Require(inputs[1].Shape == new Shape(inputs[0].Shape[1], inputs[0].Shape[1]));
        NDArray x = inputs[0].Copy();
        Triangular.SolveRows(
            checked((int)x.Shape[0]),
            checked((int)x.Shape[1]),
            (double*)inputs[1].Pointer,
            (double*)x.Pointer
        );
        GC.KeepAlive(inputs[1]);
        return x;
    }
}
