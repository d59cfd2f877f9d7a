using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class GaussianMixtureTests
{
    public static TheoryData<string, string[]> Mixtures
    {
        get
        {
            var data = new TheoryData<string, string[]>();
            foreach (string kind in (string[])["full", "tied", "diag", "spherical"])
            {
                foreach (string[] line in Reference.Of(kind))
                    data.Add(kind, line);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Mixtures))]
    public void The_mixture_is_that_of_scikit_learn(string kind, string[] line)
    {
        double[] numbers = Reference.Numbers(line);
        var (count, features, components) = ((int)numbers[0], (int)numbers[1], (int)numbers[2]);
        ChunkedArray x = Reference.Grouped(count, features, components, numbers[3]);
        GaussianMixture mixture = new GaussianMixture(components, kind, tolerance: 1e-12, maxIterations: 1000).Fit(x);
        int[] order = [.. Enumerable.Range(0, components).OrderBy(c => mixture.Means.Compute().GetDouble(c, 0))];
        double[] Picked(DataArray values)
        {
            double[] all = values.Compute().ToArray<double>();
            int width = all.Length / components;
            return [.. order.SelectMany(c => all.AsSpan(c * width, width).ToArray())];
        }

        double[] found =
        [
            mixture.LogLikelihood,
            mixture.Bic,
            mixture.Aic,
            .. Picked(mixture.Weights),
            .. Picked(mixture.Means),
            .. kind == "tied" ? mixture.Covariances.Compute().ToArray<double>() : Picked(mixture.Covariances),
            .. mixture.LogDensity(x).Compute().ToArray<double>()[..5],
        ];
        Assert.Equal(numbers.Length - 4, found.Length);
        for (int i = 0; i < found.Length; i++)
            Assert.Equal(numbers[4 + i], found[i], 1e-9 * Math.Max(1, Math.Abs(numbers[4 + i])));
        Assert.True(mixture.Converged);
    }

    [Fact]
    public void Probabilities_add_up_and_the_largest_is_the_label()
    {
        ChunkedArray x = Reference.Grouped(300, 2, 3, 0.4);
        GaussianMixture mixture = new GaussianMixture(3).Fit(x);
        NDArray probabilities = mixture.Probabilities(x).Compute();
        int[] labels = mixture.Labels.Compute().ToArray<int>();
        Assert.Equal(labels, mixture.Predict(x).Compute().ToArray<int>());
        for (int i = 0; i < 300; i++)
        {
            double[] own = [.. Enumerable.Range(0, 3).Select(c => probabilities.GetDouble(i, c))];
            Assert.Equal(1, own.Sum(), 1e-12);
            Assert.Equal(own.Max(), own[labels[i]]);
        }
        int[] sizes = [.. Enumerable.Range(0, 3).Select(c => labels.Count(l => l == c))];
        Assert.Equal(sizes.OrderDescending(), sizes);
        Assert.StartsWith("GaussianMixture(components: 3, covariance: \"full\"): 3 clusters of ", mixture.ToString());
        DataArray field = new DataArray(x.Compute(), ["z", "v"]).Transpose("v", "z");
        mixture.Fit(field, over: "v");
        Assert.Equal(["component", "z"], mixture.Probabilities(field).Dims);
        Assert.Equal(probabilities.GetDouble(7, 1), mixture.Probabilities(field).Compute().GetDouble(1, 7));
    }

    [Fact]
    public void Values_far_from_the_origin_lose_no_digits()
    {
        GaussianMixture near = new GaussianMixture(3).Fit(Reference.Grouped(300, 2, 3, 1.5)),
            far = new GaussianMixture(3).Fit(Reference.Grouped(300, 2, 3, 1.5) + 1048576);
        Assert.Equal(near.LogLikelihood, far.LogLikelihood, 1e-8);
    }

    [Fact]
    public void Samples_that_are_all_equal_have_the_least_variance() =>
        Assert.Equal(
            1e-6,
            new GaussianMixture(2, "diag").Fit(Ones((20, 2))).Covariances.Compute().GetDouble(0, 0),
            1e-12
        );

    [Fact]
    public void A_singular_covariance_is_refused_with_the_way_out() =>
        Assert.Contains(
            "larger regularization",
            Assert.Throws<GchunkException>(() => new GaussianMixture(1, regularization: 0).Fit(Ones((20, 2)))).Message
        );

    [Fact]
    public void Samples_of_other_features_are_refused() =>
        Assert.Contains(
            "fitted to samples of 2 features; these have 3",
            Assert
                .Throws<GchunkException>(() =>
                    new GaussianMixture(2).Fit(Reference.Samples(30, 2)).Predict(Reference.Samples(30, 3))
                )
                .Message
        );
}
