using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>The labels, int32, in the assignments of one start.</summary>
/// <param name="Start">The number of the start.</param>
internal sealed unsafe record LabelsOp(int Start) : BlockOp
{
    public override string Name => "ml.kmeans.labels";

    /// <summary>Makes the labels, one for each sample.</summary>
    public static ArrayExpr Create(ArrayExpr assignments, int start) =>
        new BlockOpExpr(
            new LabelsOp(start),
            [assignments],
            [
                [0, -1],
            ],
            DType.Int32,
            new ChunkGrid(assignments.Chunks.Sizes(0).ToArray())
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        long starts = inputs[0].Shape[1];
        Bounds.Require(inputs[0].DType == DType.Int64 && inputs[0].Shape[0] == context.Shape[0]);
        Bounds.RequireIndex(Start, starts);
        NDArray result = context.Allocate(DType.Int32);
        for (long i = 0; i < context.Shape[0]; i++)
            ((int*)result.Pointer)[i] = NearestCenter.Label(((long*)inputs[0].Pointer)[i * starts + Start]);
        return result;
    }
}
