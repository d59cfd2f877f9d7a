using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.LinearAlgebra;

/// <summary>The diagonals of a block of square matrices, which are its last two axes.</summary>
internal sealed unsafe record DiagonalOp : BlockOp
{
    public override bool Takes(DType dtype) => true;

    public override string Name => "linalg.diagonal";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0];
        long n = context.Shape[^1];
        Bounds.Require(
            input.DType == context.DType && input.Rank == context.Shape.Rank + 1 && input.Size == context.Shape.Size * n
        );
        Bounds.Require(input.Shape[^1] == n && input.Shape[^2] == n);
        NDArray result = context.Allocate(context.DType);
        long matrices = n == 0 ? 0 : context.Shape.Size / n;
        int size = context.DType.Size;
        for (long i = 0; i < matrices; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            StridedCopy.Run(
                input.Pointer + i * n * n * size,
                n + 1,
                result.Pointer + i * n * size,
                checked((int)n),
                size
            );
        }
        GC.KeepAlive(input);
        return result;
    }
}
