using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Operations;

/// <summary>
/// The share of each block in Aᵀ(A·B): for a tall matrix A in blocks of rows and a narrow matrix B. A block is read
/// once for both products.
/// </summary>
/// <param name="Basis">B, columns of A × any number.</param>
internal sealed unsafe record SelfProductTimesOp(NDArray Basis) : BlockOp
{
    public override string Name => "ml.self-product-times";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        inputs[0][0] * Basis.Shape[1] * sizeof(double) + 2 * ManagedGemm.ScratchBytes;

    /// <summary>Makes Aᵀ(A·B) of a float64 matrix A, divided into blocks of whole rows.</summary>
    public static ArrayExpr Create(ArrayExpr tall, NDArray basis) =>
        Samples.SumOfBlocks(new SelfProductTimesOp(basis), [tall], basis.Shape[0], basis.Shape[1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray block = inputs[0],
            result = context.Allocate(DType.Float64);
        int rows = checked((int)block.Shape[0]),
            columns = checked((int)block.Shape[1]),
            width = checked((int)Basis.Shape[1]);
        Bounds.Require(block.DType == DType.Float64 && Basis.DType == DType.Float64 && Basis.Shape[0] == columns);
        Bounds.Require(result.Size == (long)columns * width);
        using NDArray product = NDArray.Allocate((rows, width), DType.Float64);
        var matrix = new Matrix((nint)block.Pointer, rows, columns);
        Gemm.Multiply(
            DType.Float64,
            matrix,
            new Matrix((nint)Basis.Pointer, columns, width),
            product.Pointer,
            context.Cancellation
        );
        Gemm.Multiply(
            DType.Float64,
            matrix.T,
            new Matrix((nint)product.Pointer, rows, width),
            result.Pointer,
            context.Cancellation
        );
        GC.KeepAlive(block);
        GC.KeepAlive(Basis);
        return result;
    }
}
