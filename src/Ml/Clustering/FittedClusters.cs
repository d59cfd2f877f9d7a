using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Ml.Fields;

namespace Gchunk.Ml.Clustering;

/// <summary>What every clusterer keeps after fitting; clusters are in descending order of size.</summary>
/// <param name="Grid">Turns results into fields; of its samples only the dimensions matter.</param>
/// <param name="Labels">The cluster of each sample, int32.</param>
/// <param name="Centers">Clusters × features, float64.</param>
/// <param name="Sizes">The number of samples of each cluster.</param>
internal sealed record FittedClusters(SampleGrid Grid, ArrayExpr Labels, NDArray Centers, long[] Sizes);
