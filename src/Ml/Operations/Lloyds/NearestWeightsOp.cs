using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>
/// The sum of the weights of a block's samples that are nearest to each center, or their number. Inputs: the samples,
/// and their weights if they have any.
/// </summary>
internal sealed unsafe record NearestWeightsOp(SampleFrame Frame, NDArray Centers)
    : SearchOp(Frame, Centers, (int)Centers.Shape[0])
{
    public override string Name => "ml.kmeans.weights";

    /// <summary>Makes the sums over all blocks, 1 × centers.</summary>
    public static ArrayExpr Create(Samples samples, NDArray centers) =>
        Samples.SumOfBlocks(new NearestWeightsOp(samples.Frame, centers), samples.With(), 1, centers.Shape[0]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using var reader = new SampleReader(inputs[0], Frame);
        Bounds.Require(context.Shape.Size == Clusters);
        double* weights = Samples.Weight(inputs, 1);
        NDArray result = NDArray.Zeros(context.Shape, DType.Float64);
        var sums = (double*)result.Pointer;
        using var search = new NearestSearch(reader, Centers, Clusters);
        var labels = new int[LaneTile.Lanes];
        var gaps = new float[LaneTile.Lanes];
        ForTiles(
            search,
            reader.Count,
            (first, count) =>
            {
                search.Find(0, labels, gaps);
                for (int r = 0; r < count; r++)
                    sums[labels[r]] += weights is null ? 1 : weights[first + r];
            },
            context.Cancellation
        );
        return result;
    }
}
