using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>R of a block's QR decomposition, min(m, n) × n.</summary>
internal sealed class QrROp : BlockOp
{
    public const string Id = "linalg.qr_r";

    public override string Name => Id;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.QrBytes(inputs[0][0], inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray r = NDArray.Allocate(context.Shape, DType.Float64);
        Decompositions.Qr(inputs[0], null, r);
        return r;
    }
}

/// <summary>
/// Q of a block's QR decomposition, times a matrix where a second input is given: what the decomposition of all blocks'
/// R says of this block.
/// </summary>
internal sealed unsafe class QrQOp : BlockOp
{
    public const string Id = "linalg.qr_q";

    public override string Name => Id;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.QrBytes(inputs[0][0], inputs[0][1])
        + inputs[0][0] * Math.Min(inputs[0][0], inputs[0][1]) * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        int rows = (int)inputs[0].Shape[0],
            columns = (int)Math.Min(rows, inputs[0].Shape[1]);
        NDArray q = NDArray.Allocate((rows, columns), DType.Float64);
        Decompositions.Qr(inputs[0], q, null);
        if (inputs.Length == 1)
            return q;
        using (q)
        {
            NDArray product = NDArray.Allocate(context.Shape, DType.Float64);
            Gemm.Multiply(
                DType.Float64,
                new Matrix((nint)q.Pointer, rows, columns),
                new Matrix((nint)inputs[1].Pointer, columns, (int)context.Shape[1]),
                product.Pointer,
                context.Cancellation
            );
            return product;
        }
    }
}
