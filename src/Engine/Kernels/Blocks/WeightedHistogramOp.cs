using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Folds;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// The sum, over one block, of the weights of the elements in each bin. Inputs: elements and weights, float64. The
/// bins are along a new last axis.
/// </summary>
/// <param name="Edges">The edges of the bins, float64.</param>
internal sealed unsafe record WeightedHistogramOp(NDArray Edges) : BlockOp
{
    public override string Name => "histogram.weighted";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        var bins = new BinEdges(Edges);
        Bounds.Require(inputs[0].DType == DType.Float64 && inputs[1].DType == DType.Float64);
        Bounds.Require(inputs[0].Size == inputs[1].Size && result.Size == bins.Count);
        double* values = (double*)inputs[0].Pointer,
            weights = (double*)inputs[1].Pointer,
            sums = (double*)result.Pointer;
        for (long i = 0; i < inputs[0].Size; i++)
        {
            if ((i & 0xFFFFF) == 0xFFFFF)
                context.Cancellation.ThrowIfCancellationRequested();
            int slot = bins.SlotOf(values[i]);
            if (slot > 0 && slot <= bins.Count)
                sums[slot - 1] += weights[i];
        }
        return result;
    }
}
