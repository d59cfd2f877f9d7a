using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;

namespace Gchunk.Tests.Ml;

/// <summary>Whole numbers give the same whatever their dtype, their chunks and how far from 0 they are.</summary>
public class SampleFormsTests
{
    private const int Count = 120;

    // In units of 1/256, so that all dtypes hold them exactly.
    private static readonly NDArray Whole = Planted.Blobs(Count, 3, 3, 20).Map(value => Math.Round(value * 256));

    private static readonly ChunkedArray Labels = NDArray.From([.. Enumerable.Range(0, Count).Select(i => i % 3)]);

    // What each finds that does not depend on the place.
    private static readonly Dictionary<string, Func<ChunkedArray, DataArray>> Estimators = new()
    {
        ["k-means"] = x => new KMeans(3).Fit(x).Labels,
        ["batches"] = x => new MiniBatchKMeans(3, batchSize: 50).Fit(x).Labels,
        ["mixture full"] = x => new GaussianMixture(3).Fit(x).Labels,
        ["mixture tied"] = x => new GaussianMixture(3, "tied").Fit(x).Labels,
        ["mixture diag"] = x => new GaussianMixture(3, "diag").Fit(x).Labels,
        ["mixture spherical"] = x => new GaussianMixture(3, "spherical").Fit(x).Labels,
        ["map"] = x => new SelfOrganizingMap(2, 2).Fit(x).UMatrix,
        ["ward"] = x => new Agglomerative(3).Fit(x).Linkage,
        ["average"] = x => new Agglomerative(3, "average").Fit(x).Linkage,
        ["complete"] = x => new Agglomerative(3, "complete").Fit(x).Linkage,
        ["single"] = x => new Agglomerative(3, "single").Fit(x).Linkage,
        ["dbscan"] = x => new Dbscan(500, 5).Fit(x).Labels,
        ["hdbscan"] = x => new Hdbscan(10).Fit(x).Probabilities,
        ["spectral"] = x => new SpectralClustering(3, 1e-6).Fit(x).Labels,
        ["spectral landmarks"] = x => new SpectralClustering(3, 1e-6, 40, method: "nystrom").Fit(x).Labels,
        ["spectral neighbours"] = x => new SpectralClustering(3, affinity: Affinity.NearestNeighbors(10)).Fit(x).Labels,
        ["components"] = x => new Pca(2).Fit(x).Scores,
        ["components, randomized"] = x => new Pca(2, solver: "randomized").Fit(x).Scores,
        ["components, rotated"] = x => new Pca(2, rotation: "varimax").Fit(x).Scores,
        ["standardized"] = x => new Standardize().FitTransform(x),
        ["in a range"] = x => new MinMaxScale().FitTransform(x),
        ["robust"] = x => new RobustScale().FitTransform(x),
        ["silhouettes"] = x => ClusterScores.SilhouetteSamples(x, Labels),
        ["scores"] = x => new DataArray(
            NDArray.From([ClusterScores.CalinskiHarabasz(x, Labels), ClusterScores.DaviesBouldin(x, Labels)]),
            ["score"]
        ),
        ["number of clusters"] = x => new ChooseClusters(2, 4, seeds: 2, references: 2).Fit(x).Table["silhouette"],
    };

    public static TheoryData<string> Names => [.. Estimators.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Dtypes_chunks_and_offsets_change_nothing(string name)
    {
        ChunkedArray x = Whole;
        double[] expected = Values(Estimators[name](x));
        double most = expected.Max(Math.Abs);
        foreach (
            (ChunkedArray form, bool isFar) in new[]
            {
                (x.AsType(DType.Int16), false),
                (x.AsType(DType.Int64), false),
                (x.AsType(DType.Float32), false),
                (x.Rechunk((37, 1)), false),
                (x.Rechunk((1, 3)), false),
                (x + 1e15, true),
                ((x + 1e15).AsType(DType.Int64), true),
            }
        )
        {
            double[] actual = Values(Estimators[name](form));
            // A transformer gives float32 for float32; a mean near 1e15 is one of numbers 1/8 apart.
            bool isRounded =
                name is "standardized" or "components" or "components, randomized" or "components, rotated";
            double error =
                most
                * (
                    isFar && isRounded ? 2e-4
                    : form.DType == DType.Float32 ? 1e-5
                    : 1e-9
                );
            Assert.Equal(expected.Length, actual.Length);
            for (int i = 0; i < expected.Length; i++)
                Assert.InRange(actual[i] - expected[i], -error, error);
        }
    }

    private static double[] Values(DataArray found) => found.AsType(DType.Float64).Compute().ToArray<double>();
}
