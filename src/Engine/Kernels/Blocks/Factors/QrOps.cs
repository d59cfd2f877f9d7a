using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.LinearAlgebra;

namespace Gchunk.Engine.Kernels.Blocks.Factors;

/// <summary>The matrix R, min(m, n) × n, of a block's QR decomposition.</summary>
internal sealed record QrROp : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.qr_r";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.QrBytes(inputs[0][0], inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs));
        Bounds.Require(
            context.Shape == new Shape(Math.Min(inputs[0].Shape[0], inputs[0].Shape[1]), inputs[0].Shape[1])
        );
        NDArray r = context.Allocate(inputs[0].DType);
        Decompositions.Qr(inputs[0], null, r);
        return r;
    }
}

/// <summary>
/// The matrix Q of a block's QR decomposition. A second input is a matrix that Q is multiplied by: the block's rows of
/// the Q that combines the R of all blocks.
/// </summary>
internal sealed unsafe record QrQOp : BlockOp
{
    public override bool Takes(DType dtype) => Decompositions.Takes(dtype);

    public override string Name => "linalg.qr_q";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Decompositions.QrBytes(inputs[0][0], inputs[0][1])
        + inputs[0][0] * Math.Min(inputs[0][0], inputs[0][1]) * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(Decompositions.AreMatrices(inputs));
        int rows = (int)inputs[0].Shape[0],
            columns = (int)Math.Min(rows, inputs[0].Shape[1]);
        Bounds.Require(
            inputs.Length == 1
                ? context.Shape == new Shape(rows, columns)
                : context.Shape[0] == rows && inputs[1].Shape == new Shape(columns, context.Shape[1])
        );
        NDArray q = NDArray.Allocate((rows, columns), inputs[0].DType);
        Decompositions.Qr(inputs[0], q, null);
        if (inputs.Length == 1)
            return q;
        using (q)
        {
            NDArray product = context.Allocate(inputs[0].DType);
            Gemm.Multiply(
                q.DType,
                new Matrix((nint)q.Pointer, rows, columns),
                new Matrix((nint)inputs[1].Pointer, columns, (int)context.Shape[1]),
                product.Pointer,
                context.Cancellation
            );
            return product;
        }
    }
}
