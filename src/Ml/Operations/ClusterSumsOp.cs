using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations;

/// <summary>The sum of the samples of each cluster in a block. Inputs: the samples and their labels.</summary>
/// <param name="Clusters">The number of clusters.</param>
internal sealed unsafe record ClusterSumsOp(int Clusters) : BlockOp
{
    public override string Name => "ml.clusters.sum";

    /// <summary>Makes the sums over all blocks, clusters × features, float64.</summary>
    /// <param name="samples">Samples × features, float32 or float64, each block with all features.</param>
    /// <param name="labels">The labels, int32, in the same blocks.</param>
    /// <param name="clusters">The number of clusters.</param>
    public static ArrayExpr Create(ArrayExpr samples, ArrayExpr labels, int clusters) =>
        Samples.SumOfBlocks(new ClusterSumsOp(clusters), [samples, labels], clusters, samples.Shape[1]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray samples = inputs[0],
            result = NDArray.Zeros(context.Shape, DType.Float64);
        long features = samples.Shape[1];
        Bounds.Require(context.Shape.Size == Clusters * features);
        Bounds.Require(inputs[1].DType == DType.Int32 && inputs[1].Size == samples.Shape[0]);
        Bounds.Require(samples.DType is DType.Float32 or DType.Float64);
        var labels = (int*)inputs[1].Pointer;
        var sums = (double*)result.Pointer;
        for (long i = 0; i < samples.Shape[0]; i++)
        {
            if (labels[i] < 0)
                continue;
            Bounds.RequireIndex(labels[i], Clusters);
            double* sum = sums + labels[i] * features;
            if (samples.DType == DType.Float32)
                Vectors.Add(sum, (float*)samples.Pointer + i * features, (int)features);
            else
                Vectors.Add(sum, (double*)samples.Pointer + i * features, (int)features);
        }

        return result;
    }
}
