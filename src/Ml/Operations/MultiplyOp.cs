using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>The product of an array of many rows and few columns with a small matrix.</summary>
/// <param name="Matrix">The matrix, float64.</param>
internal sealed unsafe record MultiplyOp(NDArray Matrix) : BlockOp
{
    public override string Name => "ml.multiply";

    /// <summary>Makes the product, rows × columns of the matrix.</summary>
    public static ArrayExpr Create(ArrayExpr tall, NDArray matrix) =>
        new BlockOpExpr(
            new MultiplyOp(matrix),
            [tall],
            [
                [0, -1],
            ],
            DType.Float64,
            new ChunkGrid(tall.Chunks.Sizes(0).ToArray(), [matrix.Shape[1]])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        int inner = (int)Matrix.Shape[0],
            columns = (int)context.Shape[1];
        Bounds.Require(Matrix.DType == DType.Float64 && Matrix.Shape[1] == columns);
        Bounds.Require(inputs[0].DType == DType.Float64 && inputs[0].Shape == new Shape(context.Shape[0], inner));
        double* tall = (double*)inputs[0].Pointer,
            matrix = (double*)Matrix.Pointer,
            product = (double*)result.Pointer;
        for (long i = 0; i < context.Shape[0]; i++)
        {
            for (int j = 0; j < inner; j++)
                Vectors.AddScaled(product + i * columns, tall[i * inner + j], matrix + (long)j * columns, columns);
        }

        return result;
    }
}
