using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Ml.Estimators;

namespace Gchunk.Tests.Ml;

public sealed class ChooseClustersTests
{
    [Fact]
    public void All_criteria_find_planted_clusters()
    {
        ChooseClusters choice = new ChooseClusters(1, 6, references: 4).Fit((ChunkedArray)Planted.Blobs(300, 2, 3, 40));
        Assert.Equal((3, 3, 3), (choice.Elbow, choice.Gap, choice.Silhouette));
        // All seeds agree about the planted clusters; they may agree about more as well.
        Assert.Equal(1, choice.Table["stability"].Compute().GetDouble(2), 1e-12);
        Assert.InRange(choice.Stability, 3, 6);
        Assert.Contains("suggested: 3 by the elbow, 3 by the gap, 3 by the silhouette", choice.ToString());
    }

    [Fact]
    public void The_gap_finds_no_clusters_in_uniform_samples() =>
        Assert.Equal(1, new ChooseClusters(1, 4).Fit(Rand.Uniform((300, 2), seed: 7)).Gap);

    [Fact]
    public void The_table_holds_what_k_means_and_the_scores_give()
    {
        ChunkedArray x = Reference.Samples(120, 3);
        Dataset table = new ChooseClusters(1, 4, seeds: 2, references: 2).Fit(x).Table;
        KMeans first = new KMeans(3, 0, starts: 1).Fit(x),
            second = new KMeans(3, 1, starts: 1).Fit(x),
            best = first.Inertia <= second.Inertia ? first : second;
        Assert.Equal(best.Inertia, At("inertia", 2));
        Assert.Equal(ClusterScores.AdjustedRand(first.Labels, second.Labels), At("stability", 2));
        Assert.Equal(ClusterScores.Silhouette(x, best.Labels.Data), At("silhouette", 2));
        Assert.True(double.IsNaN(At("silhouette", 0)));

        double At(string name, int position) => table[name].Compute().GetDouble(position);
    }

    [Fact]
    public void Some_samples_stand_for_many()
    {
        ChooseClusters choice = new ChooseClusters(2, 4, references: 2, samples: 60).Fit(
            (ChunkedArray)Planted.Blobs(600, 4, 3, 60)
        );
        Assert.Equal(3, choice.Silhouette);
    }

    [Fact]
    public void Equal_samples_are_no_clusters_of_any_number() =>
        Assert.Equal(
            [0.0, 0],
            new ChooseClusters(2, 3, references: 2).Fit(Ones((20, 2))).Table["silhouette"].Compute().ToArray<double>()
        );

    [Fact]
    public void Bools_are_compared_as_numbers()
    {
        ChunkedArray x = Rand.Normal((40, 3), seed: 1) > 0;
        Assert.Equal(
            new ChooseClusters(2..3, seeds: 2, references: 2).Fit(x.AsType(DType.Float64)).ToString(),
            new ChooseClusters(2..3, seeds: 2, references: 2).Fit(x).ToString()
        );
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Contains("got from: 4, to: 4", Assert.Throws<GchunkException>(() => new ChooseClusters(4, 4)).Message);
        Assert.Contains(
            "comparing up to 6 clusters needs more than 6 samples",
            Assert.Throws<GchunkException>(() => new ChooseClusters(2, 6).Fit(Reference.Samples(5, 2))).Message
        );
        Assert.Contains(
            "unknown criterion \"knee\"",
            Assert
                .Throws<GchunkException>(() =>
                    new ChooseClusters(2, 3, references: 2).Fit(Reference.Samples(9, 2)).Plot("x.png", "knee")
                )
                .Message
        );
    }

    [Fact]
    public void A_field_is_compared_over_a_dimension_like_its_stacked_samples()
    {
        var field = new DataArray(
            NDArray.From([.. Enumerable.Range(0, 5 * 12).Select(i => (double)(i * i % 13))]).Reshape((5, 3, 4)),
            ["time", "lat", "lon"]
        );
        DataArray samples = field.Stack("z", "lat", "lon").Transpose("z", "time");
        ChooseClusters stacked = new ChooseClusters(2, 3, seeds: 2, references: 2).Fit(samples);
        foreach (
            ChooseClusters over in new[]
            {
                ChooseClusters(2..3, seeds: 2, references: 2).Fit(field, over: "time"),
                ChooseClusters(2, 3, seeds: 2, references: 2).Fit(field, ["time"]),
            }
        )
        {
            Assert.Equal(stacked.ToString(), over.ToString());
        }
        Assert.Contains("as in 2..8; got 2..^0", Assert.Throws<GchunkException>(() => ChooseClusters(2..)).Message);
    }
}
