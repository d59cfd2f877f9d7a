using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>The number of the nearest center of each sample; the first of equals.</summary>
internal sealed unsafe class AssignOp : MlOp
{
    public override string Name => "ml.kmeans.assign";

    /// <summary>Makes the labels, int32, one for each sample.</summary>
    public static ArrayExpr Create(Samples samples, NDArray centers) =>
        new BlockOpExpr(
            "ml.kmeans.assign",
            [samples.Expr],
            [
                [0, -1],
            ],
            [samples.Shift, centers],
            DType.Int32,
            new ChunkGrid(samples.Expr.Chunks.Sizes(0).ToArray())
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Int32);
        int count = (int)parameters[1].Shape[0];
        nint labels = (nint)result.Pointer;
        ForTiles(
            inputs[0],
            parameters[0],
            parameters[1],
            (_, panel, first, rows) =>
            {
                for (int r = 0; r < rows; r++)
                    ((int*)labels)[first + r] = panel.Nearest(r, 0, count, out double _);
            },
            context.Cancellation
        );
        return result;
    }
}
