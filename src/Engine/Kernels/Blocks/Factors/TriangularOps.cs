using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

// The operations take matrices of float64 or complex128, all of one dtype.

/// <summary>The first input less the product of the second and the third.</summary>
/// <param name="TransposeFirst">True if the second input holds the transposed factor.</param>
/// <param name="TransposeSecond">True if the third input holds the conjugate transpose of the factor.</param>
internal sealed unsafe record SubtractProductOp(bool TransposeFirst, bool TransposeSecond) : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.subtract_product";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        OpenBlas.IsPresent ? 0 : ManagedGemm.ScratchBytes + result.Size * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = inputs[0].Copy();
        Matrix a = Of(inputs[1], TransposeFirst),
            b = Of(inputs[2], TransposeSecond);
        Bounds.Require(a.Columns == b.Rows && result.Shape == new Shape(a.Rows, b.Columns));
        Bounds.Require(Decompositions.AreMatrices(inputs));
        if (result.DType == DType.Complex128)
        {
            Gemm.Subtract<Complex, ComplexMatrixElement>(
                a,
                b,
                TransposeSecond,
                (Complex*)result.Pointer,
                context.Cancellation
            );
        }
        else
        {
            Gemm.Subtract<double, RealMatrixElement>(a, b, false, (double*)result.Pointer, context.Cancellation);
        }

        GC.KeepAlive(inputs[1]);
        GC.KeepAlive(inputs[2]);
        return result;
    }

    private static Matrix Of(NDArray array, bool transposed)
    {
        var matrix = new Matrix((nint)array.Pointer, checked((int)array.Shape[0]), checked((int)array.Shape[1]));
        return transposed ? matrix.T : matrix;
    }
}

/// <summary>The solution x of op(a) x = b, for a triangular block a of n × n and b of n × columns.</summary>
/// <param name="Lower">True if a is lower triangular.</param>
/// <param name="Transposed">True if op(a) is the transpose of a.</param>
/// <param name="Unit">True if the diagonal of a is 1.</param>
/// <param name="First">The row of the whole matrix at which the block begins, for errors.</param>
internal sealed unsafe record TriangularSolveOp(bool Lower, bool Transposed, bool Unit, long First) : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.solve_triangular";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs));
        int n = checked((int)inputs[0].Shape[0]),
            columns = checked((int)inputs[1].Shape[1]);
        Bounds.Require(inputs[0].Shape[1] == n && inputs[1].Shape[0] == n);
        return inputs[0].DType == DType.Complex128
            ? Solve<Complex, ComplexMatrixElement>(inputs[0], inputs[1], n, columns)
            : Solve<double, RealMatrixElement>(inputs[0], inputs[1], n, columns);
    }

    private NDArray Solve<T, TElement>(NDArray matrix, NDArray right, int n, int columns)
        where T : unmanaged, INumberBase<T>
        where TElement : IMatrixElement<T>
    {
        T* a = (T*)matrix.Pointer;
        for (long i = 0; i < n && !Unit; i++)
        {
            if (a[i * n + i] == T.Zero)
            {
                throw new GchunkException(
                    $"the triangular matrix is singular: element {First + i} of its diagonal is 0, so there is no unique solution"
                );
            }
        }

        NDArray x = right.Copy();
        Triangular<T, TElement>.Solve(Lower, Transposed, Unit, n, columns, a, n, (T*)x.Pointer);
        GC.KeepAlive(matrix);
        return x;
    }
}

/// <summary>The lower triangular factor l of a block a = l lᴴ.</summary>
/// <param name="First">The row of the whole matrix at which the block begins, for errors.</param>
internal sealed unsafe record CholeskyOp(long First) : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.cholesky";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs) && inputs[0].Shape[0] == inputs[0].Shape[1]);
        NDArray l = inputs[0].Copy();
        int n = checked((int)l.Shape[0]);
        int failed =
            l.DType == DType.Complex128
                ? Triangular<Complex, ComplexMatrixElement>.Cholesky(n, (Complex*)l.Pointer)
                : Triangular<double, RealMatrixElement>.Cholesky(n, (double*)l.Pointer);
        if (failed < 0)
            return l;
        l.Dispose();
        throw new GchunkException(
            $"the matrix is not positive definite: its leading minor of order {First + failed + 1} is not, so it has no Cholesky factor"
        );
    }
}

/// <summary>The block below a diagonal block l of a Cholesky factor: a l⁻ᴴ.</summary>
internal sealed unsafe record CholeskyColumnOp : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.cholesky_column";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs));
        Bounds.Require(inputs[1].Shape == new Shape(inputs[0].Shape[1], inputs[0].Shape[1]));
        NDArray x = inputs[0].Copy();
        int rows = checked((int)x.Shape[0]),
            n = checked((int)x.Shape[1]);
        byte* l = inputs[1].Pointer;
        if (x.DType == DType.Complex128)
            Triangular<Complex, ComplexMatrixElement>.SolveRows(rows, n, (Complex*)l, (Complex*)x.Pointer);
        else
            Triangular<double, RealMatrixElement>.SolveRows(rows, n, (double*)l, (double*)x.Pointer);
        GC.KeepAlive(inputs[1]);
        return x;
    }
}
