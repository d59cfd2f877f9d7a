using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

/// <summary>Samples whose squares are no finite numbers, or vanish, are clustered as all others.</summary>
public sealed class ScaledSamplesTests
{
    private static readonly NDArray Near = Planted.Blobs(120, 3, 3, 20);

    public static TheoryData<double> Scales => [1e306, 1e300, 1e-300, -1e160, 1e-170];

    [Theory]
    [MemberData(nameof(Scales))]
    public void Trees_have_the_same_merges_at_scaled_heights(double scale)
    {
        foreach (string linkage in new[] { "ward", "average", "complete", "single" })
        {
            Agglomerative near = new Agglomerative(3, linkage).Fit((ChunkedArray)Near),
                far = new Agglomerative(3, linkage).Fit(Far(scale));
            Assert.Equal(Numbers(near.Labels), Numbers(far.Labels));
            AssertScaled(near.Linkage, far.Linkage, 2, Math.Abs(scale));
            AssertScaled(near.Centers, far.Centers, null, scale);
        }
        (long, long)[] chain = [.. Enumerable.Range(0, 119).Select(i => ((long)i, i + 1L))];
        Agglomerative nearChain = new Agglomerative(3, neighbors: chain).Fit((ChunkedArray)Near),
            farChain = new Agglomerative(3, neighbors: chain).Fit(Far(scale));
        Assert.Equal(Numbers(nearChain.Labels), Numbers(farChain.Labels));
        AssertScaled(nearChain.Linkage, farChain.Linkage, 2, Math.Abs(scale));
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Dense_clusters_are_the_same(double scale)
    {
        double size = Math.Abs(scale);
        Assert.Equal(
            Numbers(new Dbscan(4, 5).Fit((ChunkedArray)Near).Labels),
            Numbers(new Dbscan(4 * size, 5).Fit(Far(scale)).Labels)
        );
        Hdbscan near = new Hdbscan(10).Fit((ChunkedArray)Near),
            far = new Hdbscan(10).Fit(Far(scale));
        Assert.Equal(Numbers(near.Labels), Numbers(far.Labels));
        AssertScaled(near.Centers, far.Centers, null, scale);
        Assert.Equal(
            Values(near.Probabilities).Select(p => Math.Round(p, 9)),
            Values(far.Probabilities).Select(p => Math.Round(p, 9))
        );
        double[] stabilities = Values(near.Stabilities),
            scaled = Values(far.Stabilities);
        for (int i = 0; i < stabilities.Length; i++)
            Assert.Equal(1, scaled[i] * size / stabilities[i], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Mixtures_are_the_same(double scale)
    {
        foreach (string covariance in new[] { "full", "tied", "diag", "spherical" })
        {
            GaussianMixture near = new GaussianMixture(3, covariance, regularization: 0).Fit((ChunkedArray)Near),
                far = new GaussianMixture(3, covariance, regularization: 0).Fit(Far(scale));
            Assert.Equal(Numbers(near.Labels), Numbers(far.Labels));
            Assert.Equal(near.LogLikelihood - 3 * Math.Log(Math.Abs(scale)), far.LogLikelihood, 1e-6);
            Assert.Equal(far.LogLikelihood, Values(far.LogDensity(Far(scale))).Average(), 1e-6);
            Assert.Equal(Numbers(far.Labels), Numbers(far.Predict(Far(scale))));
            AssertScaled(near.Means, far.Means, null, scale);
        }
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Maps_are_the_same(double scale)
    {
        SelfOrganizingMap near = new SelfOrganizingMap(2, 3).Fit((ChunkedArray)Near),
            far = new SelfOrganizingMap(2, 3).Fit(Far(Math.Abs(scale)));
        Assert.Equal(Numbers(near.Labels), Numbers(far.Labels));
        Assert.Equal(Numbers(far.Labels), Numbers(far.Predict(Far(Math.Abs(scale)))));
        Assert.Equal(1, far.QuantizationError / Math.Abs(scale) / near.QuantizationError, 1e-9);
        AssertScaled(near.UMatrix, far.UMatrix, null, Math.Abs(scale));
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Components_and_numbers_of_clusters_are_the_same(double scale)
    {
        foreach (string? rotation in new[] { null, "varimax" })
        {
            Pca near = new Pca(2, rotation).Fit((ChunkedArray)Near),
                far = new Pca(2, rotation).Fit(Far(Math.Abs(scale)));
            AssertScaled(near.Scores, far.Scores, null, Math.Abs(scale));
            Assert.Equal(near.ToString(), far.ToString());
            // Squares that are no float64 are infinite or 0, and nothing else is.
            double[] variances = Values(near.ExplainedVariance);
            Assert.Equal(
                Array.ConvertAll(variances, v => v * scale * scale is 0 or double.PositiveInfinity),
                Array.ConvertAll(Values(far.ExplainedVariance), v => v is 0 or double.PositiveInfinity)
            );
        }
        ChunkedArray scaled = Far(Math.Abs(scale)),
            constant = Concatenate([(ChunkedArray)Near, Ones((120, 1)) * 1e300], axis: 1);
        Assert.Equal(3, new ChooseClusters(2, 4, seeds: 2, references: 2).Fit(scaled).Elbow);
        AssertScaled(new Pca(2).Fit((ChunkedArray)Near).Scores, new Pca(2).Fit(constant).Scores, null, 1);
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Scaled_and_detrended_values_are_the_same(double scale)
    {
        scale = Math.Abs(scale);
        foreach (
            Func<Transformer> make in new Func<Transformer>[]
            {
                () => new Standardize(),
                () => new MinMaxScale(),
                () => new RobustScale(),
                () => new Detrend("sample"),
            }
        )
        {
            Transformer near = Fitted(make(), Near),
                far = Fitted(make(), Far(scale));
            DataArray changed = far.Transform(Far(scale));
            AssertClose(near.Transform((ChunkedArray)Near), changed, far is Detrend ? scale : 1);
            AssertClose(new DataArray(Near, ["sample", "feature"]), far.InverseTransform(changed), scale);
        }
        DataArray labels = new Pipeline(new Standardize(), new Pca(2), new KMeans(3)).Fit(Far(scale)).Labels;
        Assert.Equal(1, ClusterScores.AdjustedRand(new KMeans(3).Fit((ChunkedArray)Near).Labels, labels), 1e-12);

        static Transformer Fitted(Transformer transformer, ChunkedArray x) =>
            transformer switch
            {
                Standardize standardize => standardize.Fit(x),
                MinMaxScale ranged => ranged.Fit(x),
                RobustScale robust => robust.Fit(x),
                _ => ((Detrend)transformer).Fit(x),
            };
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Scores_are_the_same(double scale)
    {
        ChunkedArray labels = NDArray.From([.. Enumerable.Range(0, 120).Select(i => i % 3)]);
        Assert.Equal(ClusterScores.Silhouette(Near, labels), ClusterScores.Silhouette(Far(scale), labels), 1e-9);
        Assert.Equal(ClusterScores.DaviesBouldin(Near, labels), ClusterScores.DaviesBouldin(Far(scale), labels), 1e-9);
        double near = ClusterScores.CalinskiHarabasz(Near, labels);
        Assert.Equal(1, ClusterScores.CalinskiHarabasz(Far(scale), labels) / near, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Graphs_and_angles_are_the_same(double scale)
    {
        foreach (Affinity affinity in new[] { Affinity.NearestNeighbors(10), Affinity.Cosine, Affinity.Correlation })
        {
            foreach (string method in affinity == Affinity.Cosine ? ["exact", "nystrom"] : new[] { "auto" })
            {
                SpectralClustering Make() => new(3, components: 40, affinity: affinity, method: method);
                Assert.Equal(
                    Numbers(Make().Fit((ChunkedArray)Near).Labels),
                    Numbers(Make().Fit(Far(Math.Abs(scale))).Labels)
                );
            }
        }
    }

    private static ChunkedArray Far(double scale) =>
        NDArray.From([.. Near.ToArray<double>().Select(v => v * scale)], (120, 3));

    // Of one column, or of all.
    private static void AssertScaled(DataArray near, DataArray far, int? column, double scale)
    {
        double[] expected = Values(near),
            actual = Values(far);
        int width = (int)near.Shape[1];
        for (int i = 0; i < expected.Length; i++)
        {
            bool isScaled = column is null || i % width == column;
            double wanted = isScaled ? expected[i] * scale : expected[i];
            Assert.InRange(actual[i] - wanted, -1e-9 * Math.Abs(wanted), 1e-9 * Math.Abs(wanted));
        }
    }

    // Within the rounding of the largest value.
    private static void AssertClose(DataArray near, DataArray far, double scale)
    {
        double[] expected = Values(near),
            actual = Values(far);
        double most = expected.Max(Math.Abs) * 1e-12;
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i] / scale - expected[i], -most, most);
    }

    private static double[] Values(DataArray array) => array.Compute().ToArray<double>();

    private static int[] Numbers(DataArray labels) => labels.Compute().ToArray<int>();
}
