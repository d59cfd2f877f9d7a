using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Operations;

/// <summary>The contribution of a block of rows to aᵀ a, by one matrix product.</summary>
internal sealed unsafe record SelfProductOp : BlockOp
{
    public override string Name => "ml.self-product";

    /// <summary>Makes the sum over all blocks, columns × columns.</summary>
    /// <param name="tall">Rows × columns, float64, in blocks of whole rows.</param>
    public static ArrayExpr Create(ArrayExpr tall) =>
        Samples.SumOfBlocks(new SelfProductOp(), [tall], tall.Shape[1], tall.Shape[1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray block = inputs[0],
            result = context.Allocate(DType.Float64);
        long columns = block.Shape[1];
        Bounds.Require(block.DType == DType.Float64 && result.Size == columns * columns);
        var matrix = new Matrix((nint)block.Pointer, checked((int)block.Shape[0]), checked((int)columns));
        Gemm.SelfProduct(DType.Float64, matrix, result.Pointer, context.Cancellation);
        GC.KeepAlive(block);
        return result;
    }
}
