using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.LinearAlgebra;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Operations;

/// <summary>The contribution of a block to aᵀb, where a and b have many rows and few columns.</summary>
internal sealed unsafe record GramOp : BlockOp
{
    public override string Name => "ml.gram";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => ManagedGemm.ScratchBytes;

    /// <summary>Makes the sum over all blocks, columns of a × columns of b.</summary>
    /// <param name="a">Samples × columns, float64.</param>
    /// <param name="b">Samples × columns, float64.</param>
    public static ArrayExpr Create(ArrayExpr a, ArrayExpr b) =>
        Samples.SumOfBlocks(new GramOp(), [a, b], a.Shape[1], b.Shape[1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int rows = checked((int)inputs[0].Shape[0]),
            first = checked((int)context.Shape[1]),
            second = checked((int)context.Shape[2]);
        Bounds.Require(context.Shape[0] == 1 && inputs[0].DType == DType.Float64 && inputs[1].DType == DType.Float64);
        Bounds.Require(inputs[0].Shape == new Shape(rows, first) && inputs[1].Shape == new Shape(rows, second));
        Gemm.Multiply(
            DType.Float64,
            new Matrix((nint)inputs[0].Pointer, rows, first).T,
            new Matrix((nint)inputs[1].Pointer, rows, second),
            result.Pointer,
            context.Cancellation
        );
        GC.KeepAlive(inputs[0]);
        GC.KeepAlive(inputs[1]);
        return result;
    }
}
