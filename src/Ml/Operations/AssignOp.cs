using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;

namespace Gchunk.Ml.Operations;

/// <summary>The index, int32, of the nearest center of each sample; of centers equally near, the first.</summary>
internal sealed unsafe record AssignOp(NDArray Shift, NDArray Centers) : CentersOp(Shift, Centers)
{
    public override string Name => "ml.kmeans.assign";

    /// <summary>Makes the labels, one for each sample.</summary>
    public static ArrayExpr Create(Samples samples, NDArray centers) =>
        new BlockOpExpr(
            new AssignOp(samples.Shift, centers),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Int32,
            new ChunkGrid(samples.Expr.Chunks.Sizes(0).ToArray())
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Int32);
        int count = (int)Centers.Shape[0];
        Bounds.Require(inputs[0].Shape[0] == context.Shape[0]);
        nint labels = (nint)result.Pointer;
        ForTiles(
            inputs[0],
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
