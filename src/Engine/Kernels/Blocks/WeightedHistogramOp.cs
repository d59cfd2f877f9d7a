using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Folds;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// The sums, over one block, of the weights of the elements in each bin. Inputs: elements and weights, float64;
/// parameter: the edges. The bins lie along an axis that is added at the end.
/// </summary>
internal sealed unsafe class WeightedHistogramOp : BlockOp
{
    public const string Id = "histogram.weighted";

    public override string Name => Id;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        var bins = new BinEdges(parameters[0]);
        double* values = (double*)inputs[0].Pointer,
            weights = (double*)inputs[1].Pointer,
            sums = (double*)result.Pointer;
        for (long i = 0; i < inputs[0].Size; i++)
        {
            if ((i & 0xFFFFF) == 0xFFFFF)
                context.Cancellation.ThrowIfCancellationRequested();
            int place = bins.Place(values[i]);
            if (place > 0 && place <= bins.Count)
                sums[place - 1] += weights[i];
        }
        return result;
    }
}
