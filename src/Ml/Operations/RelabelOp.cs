using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>Labels with other numbers; negative labels stay.</summary>
/// <param name="Numbers">The new number of each cluster.</param>
internal sealed unsafe record RelabelOp(int[] Numbers) : BlockOp
{
    public override string Name => "ml.clusters.relabel";

    /// <summary>Makes the labels, int32.</summary>
    public static ArrayExpr Create(ArrayExpr labels, int[] numbers) =>
        new BlockOpExpr(
            new RelabelOp(numbers),
            [labels],
            [
                [0],
            ],
            DType.Int32,
            labels.Chunks
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].DType == DType.Int32 && inputs[0].Shape == context.Shape);
        NDArray result = context.Allocate(DType.Int32);
        int* from = (int*)inputs[0].Pointer,
            to = (int*)result.Pointer;
        for (long i = 0; i < result.Size; i++)
        {
            if (from[i] >= 0)
                Bounds.RequireIndex(from[i], Numbers.Length);
            to[i] = from[i] < 0 ? from[i] : Numbers[from[i]];
        }

        return result;
    }
}
