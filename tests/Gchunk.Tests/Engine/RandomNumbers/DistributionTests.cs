using System.Globalization;
using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Engine.RandomNumbers;

/// <summary>
/// The distributions have the laws of scipy.stats that make_distributions.py wrote. Seeds are fixed, so a test never
/// fails by chance; bounds are about four standard deviations.
/// </summary>
public class DistributionTests
{
    private const int Count = 50_000;

    private static readonly Dictionary<string, Func<Shape, Shape?, long?, ChunkedArray>> Makers = new()
    {
        ["gumbel"] = (s, c, seed) => Rand.Gumbel(s, 1, 2, c, seed),
        ["laplace"] = (s, c, seed) => Rand.Laplace(s, -1, 0.5, c, seed),
        ["logistic"] = (s, c, seed) => Rand.Logistic(s, 2, 3, c, seed),
        ["lognormal"] = (s, c, seed) => Rand.LogNormal(s, 0.4, 0.6, c, seed),
        ["rayleigh"] = (s, c, seed) => Rand.Rayleigh(s, 1.7, c, seed),
        ["weibull"] = (s, c, seed) => Rand.Weibull(s, 1.3, c, seed),
        ["weibull.low"] = (s, c, seed) => Rand.Weibull(s, 0.6, c, seed),
        ["pareto"] = (s, c, seed) => Rand.Pareto(s, 5.5, c, seed),
        ["power"] = (s, c, seed) => Rand.Power(s, 2.5, c, seed),
        ["power.low"] = (s, c, seed) => Rand.Power(s, 0.3, c, seed),
        ["triangular"] = (s, c, seed) => Rand.Triangular(s, -1, 0, 3, c, seed),
        ["triangular.edge"] = (s, c, seed) => Rand.Triangular(s, 0, 0, 2, c, seed),
        ["beta"] = (s, c, seed) => Rand.Beta(s, 2.5, 4, c, seed),
        ["beta.low"] = (s, c, seed) => Rand.Beta(s, 0.4, 0.7, c, seed),
        ["beta.mixed"] = (s, c, seed) => Rand.Beta(s, 0.5, 3, c, seed),
        ["chisquare"] = (s, c, seed) => Rand.ChiSquare(s, 3.5, c, seed),
        ["chisquare.low"] = (s, c, seed) => Rand.ChiSquare(s, 0.6, c, seed),
        ["f"] = (s, c, seed) => Rand.F(s, 6, 12, c, seed),
        ["noncentral_chisquare"] = (s, c, seed) => Rand.NoncentralChiSquare(s, 3, 4, c, seed),
        ["noncentral_chisquare.low"] = (s, c, seed) => Rand.NoncentralChiSquare(s, 0.8, 2.5, c, seed),
        ["noncentral_f"] = (s, c, seed) => Rand.NoncentralF(s, 5, 14, 3, c, seed),
        ["standard_t"] = (s, c, seed) => Rand.StandardT(s, 7, c, seed),
        ["standard_t.low"] = (s, c, seed) => Rand.StandardT(s, 1.5, c, seed),
        ["standard_cauchy"] = (s, c, seed) => Rand.StandardCauchy(s, c, seed),
        ["vonmises"] = (s, c, seed) => Rand.VonMises(s, 0.3, 12, c, seed),
        ["vonmises.wide"] = (s, c, seed) => Rand.VonMises(s, 0, 1e-6, c, seed),
        ["vonmises.narrow"] = (s, c, seed) => Rand.VonMises(s, 0, 2e6, c, seed),
        ["wald"] = (s, c, seed) => Rand.Wald(s, 1.5, 3, c, seed),
        ["standard_gamma"] = (s, c, seed) => Rand.StandardGamma(s, 2.2, c, seed),
        ["random"] = (s, c, seed) => Rand.Random(s, c, seed),
        ["standard_exponential"] = (s, c, seed) => Rand.StandardExponential(s, c, seed),
        ["binomial"] = (s, c, seed) => Rand.Binomial(s, 20, 0.3, c, seed),
        ["binomial.large"] = (s, c, seed) => Rand.Binomial(s, 5000, 0.62, c, seed),
        ["binomial.half"] = (s, c, seed) => Rand.Binomial(s, 60, 0.5, c, seed),
        ["binomial.rare"] = (s, c, seed) => Rand.Binomial(s, 1_000_000, 3e-6, c, seed),
        ["negative_binomial"] = (s, c, seed) => Rand.NegativeBinomial(s, 2.5, 0.3, c, seed),
        ["negative_binomial.large"] = (s, c, seed) => Rand.NegativeBinomial(s, 40, 0.05, c, seed),
        ["geometric"] = (s, c, seed) => Rand.Geometric(s, 0.2, c, seed),
        ["geometric.rare"] = (s, c, seed) => Rand.Geometric(s, 1e-5, c, seed),
        ["hypergeometric"] = (s, c, seed) => Rand.Hypergeometric(s, 12, 18, 7, c, seed),
        ["hypergeometric.large"] = (s, c, seed) => Rand.Hypergeometric(s, 1800, 3200, 400, c, seed),
        ["hypergeometric.most"] = (s, c, seed) => Rand.Hypergeometric(s, 420, 80, 300, c, seed),
        ["logseries"] = (s, c, seed) => Rand.LogSeries(s, 0.8, c, seed),
        ["logseries.high"] = (s, c, seed) => Rand.LogSeries(s, 0.99, c, seed),
        ["zipf"] = (s, c, seed) => Rand.Zipf(s, 2.5, c, seed),
        ["zipf.steep"] = (s, c, seed) => Rand.Zipf(s, 6, c, seed),
    };

    private static readonly Dictionary<string, double[][]> Laws = File.ReadLines(
            Path.Combine(Folder(), "distributions.tsv")
        )
        .Select(line => line.Split('\t'))
        .ToDictionary(cells => cells[0], cells => cells[1..].Select(Numbers).ToArray());

    public static TheoryData<string> Names => [.. Makers.Keys];

    [Fact]
    public void Every_law_is_tested() => Assert.Equal(Laws.Keys.Order(), Makers.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Numbers_follow_their_law(string name)
    {
        double[] x = Values(Makers[name](Count, null, 17));
        double[][] law = Laws[name];
        (double mean, double variance) = (law[0][0], law[1][0]);
        Array.Sort(x);
        for (int i = 0; i < law[2].Length; i++)
        {
            double point = law[2][i],
                up = law[3][i],
                share = Rank(x, point + Math.Abs(point) * 1e-12) / (double)Count;
            Assert.True(
                Math.Abs(share - up) <= 4.2 * Math.Sqrt(up * (1 - up) / Count) + 1e-9,
                $"{share} of the numbers are at most {point}, expected {up}"
            );
        }

        double sampled = x.Average();
        if (double.IsFinite(variance))
        {
            Assert.InRange((sampled - mean) / Math.Sqrt(variance / Count), -4.2, 4.2);
            double spread = x.Average(v => (v - sampled) * (v - sampled)),
                fourth = x.Average(v => Math.Pow(v - sampled, 4));
            Assert.InRange((spread - variance) / Math.Sqrt((fourth - spread * spread) / Count), -4.5, 4.5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chunks_slices_and_threads_change_no_number(string name)
    {
        double[] whole = Values(Makers[name]((40, 50), (40, 50), 3));
        Assert.Equal(whole, Values(Makers[name]((40, 50), (7, 13), 3)));
        Assert.Equal(
            Enumerable.Range(10, 20).Select(i => whole[i * 50 + 7]),
            Values(Makers[name]((40, 50), (9, 9), 3)["10:30, 7"])
        );
        Assert.NotEqual(whole, Values(Makers[name]((40, 50), null, 4)));
    }

    [Fact]
    public void Rows_of_multinomial_counts_sum_to_the_trials()
    {
        ChunkedArray rows = Rand.Multinomial((50, 400), 30, [0.2, 0.5, 0.1, 0.2], seed: 5);
        Assert.Equal((50, 400, 4), rows.Shape);
        Assert.All(Values(rows.Sum(-1)), n => Assert.Equal(30, n));
        Assert.Equal(Values(rows), Values(Rand.Multinomial((50, 400), 30, [0.2, 0.5, 0.1, 0.2], (7, 30, 3), 5)));
        double[] mean = Values(rows.Mean((0, 1))),
            variance = Values(rows.Var((0, 1)));
        double[] p = [0.2, 0.5, 0.1, 0.2];
        for (int j = 0; j < 4; j++)
        {
            Assert.InRange(mean[j], 30 * p[j] - 0.1, 30 * p[j] + 0.1);
            Assert.InRange(variance[j] / (30 * p[j] * (1 - p[j])), 0.95, 1.05);
        }
    }

    [Theory]
    [InlineData(0.5, 2, 3.5)]
    [InlineData(0.02, 0.03, 0.05)]
    public void Dirichlet_vectors_sum_to_one(double a, double b, double c)
    {
        ChunkedArray x = Rand.Dirichlet(20_000, [a, b, c], seed: 6);
        Assert.All(Values(x.Sum(-1)), sum => Assert.InRange(sum, 1 - 1e-12, 1 + 1e-12));
        double total = a + b + c;
        double[] mean = Values(x.Mean(0)),
            variance = Values(x.Var(0));
        double[] alpha = [a, b, c];
        for (int j = 0; j < 3; j++)
        {
            double m = alpha[j] / total;
            Assert.InRange(mean[j], m - 0.015, m + 0.015);
            Assert.InRange(variance[j] / (m * (1 - m) / (total + 1)), 0.93, 1.07);
        }
    }

    [Fact]
    public void Normal_vectors_have_their_covariance()
    {
        double[] wanted = [2, 0.6, -0.5, 0.6, 1, 0.3, -0.5, 0.3, 0.7];
        ChunkedArray x = Rand.MultivariateNormal(
            (200, 300),
            NDArray.From([1.0, -2, 3]),
            NDArray.From(wanted, (3, 3)),
            (50, 100),
            7
        );
        Assert.Equal((200, 300, 3), x.Shape);
        ChunkedArray flat = x.Reshape((60_000, 3));
        Assert.All(Values(flat.Mean(0)).Zip([1.0, -2, 3]), p => Assert.InRange(p.First - p.Second, -0.03, 0.03));
        Assert.All(Values(flat.Cov(rowVar: false)).Zip(wanted), p => Assert.InRange(p.First - p.Second, -0.04, 0.04));
    }

    [Fact]
    public void Permutation_of_an_array_moves_whole_rows()
    {
        ChunkedArray x = Prelude.Arange(60).Reshape((20, 3)).Rechunk((7, 2));
        double[] rows = Values(Rand.Permutation(x, seed: 4));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i * 3.0), rows.Where((_, i) => i % 3 == 0).Order());
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(rows[3 * i] + 2, rows[3 * i + 2]));
        Assert.NotEqual(Values(x), rows);
    }

    public static TheoryData<string, Func<object>> Mistakes =>
        new()
        {
            { "Gumbel needs a finite scale of 0 or more; got -1", () => Rand.Gumbel(3, 0, -1) },
            { "Weibull needs a above 0; got 0", () => Rand.Weibull(3, 0) },
            { "Beta needs b above 0; got -2", () => Rand.Beta(3, 1, -2) },
            { "Triangular needs left ≤ mode ≤ right", () => Rand.Triangular(3, 0, 3, 2) },
            { "Binomial needs a probability from 0 to 1; got 1.5", () => Rand.Binomial(3, 5, 1.5) },
            { "Geometric needs a probability above 0 and at most 1; got 0", () => Rand.Geometric(3, 0) },
            { "Hypergeometric needs a sample from 0 to 5; got 6", () => Rand.Hypergeometric(3, 2, 3, 6) },
            { "LogSeries needs p from 0 to below 1; got 1", () => Rand.LogSeries(3, 1) },
            { "Zipf needs an exponent above 1; got 1", () => Rand.Zipf(3, 1) },
            { "that sum to 1; got 2 with the sum 0.7", () => Rand.Multinomial(3, 5, [0.5, 0.2]) },
            { "Dirichlet needs two parameters or more; got 1", () => Rand.Dirichlet(3, [1]) },
            { "got (2,) and (3, 3)", () => Rand.MultivariateNormal(3, Prelude.Ones(2), Prelude.Eye(3)) },
            { "Laplace makes float64 or float32, not int32", () => Rand.Laplace(3, dtype: DType.Int32) },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Bad_parameters_are_named(string message, Func<object> mistake) =>
        Assert.Contains(message, Assert.Throws<GchunkException>(mistake).Message);

    private static double[] Values(ChunkedArray array)
    {
        using NDArray values = array.Compute();
        return values.ToArray<double>();
    }

    private static int Rank(double[] sorted, double point)
    {
        int low = 0,
            high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= point)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static double[] Numbers(string text) =>
        [.. text.Split(' ').Select(n => double.Parse(n.Replace("nan", "NaN"), CultureInfo.InvariantCulture))];

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
