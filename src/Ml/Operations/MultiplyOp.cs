using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>The product of a tall array of few columns and a small matrix.</summary>
internal sealed unsafe class MultiplyOp : BlockOp
{
    public override string Name => "ml.multiply";

    /// <summary>Makes a node of shape rows × columns of the matrix.</summary>
    public static ArrayExpr Create(ArrayExpr tall, NDArray matrix) =>
        new BlockOpExpr(
            "ml.multiply",
            [tall],
            [
                [0, -1],
            ],
            [matrix],
            DType.Float64,
            new ChunkGrid(tall.Chunks.Sizes(0).ToArray(), [matrix.Shape[1]])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int inner = (int)parameters[0].Shape[0],
            columns = (int)context.Shape[1];
        double* tall = (double*)inputs[0].Pointer,
            matrix = (double*)parameters[0].Pointer,
            product = (double*)result.Pointer;
        for (long i = 0; i < context.Shape[0]; i++)
        {
            for (int j = 0; j < inner; j++)
                Vectors.AddScaled(product + i * columns, tall[i * inner + j], matrix + (long)j * columns, columns);
        }

        return result;
    }
}
