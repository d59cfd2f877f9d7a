using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using MathNet.Numerics;
using Xunit;

namespace Gchunk.Tests.Engine.RandomNumbers;

/// <summary>
/// The random numbers have the right distribution. Seeds are fixed, so a test never fails by chance; bounds are about
/// four standard deviations.
/// </summary>
public class RandomQualityTests
{
    private const int Count = 400_000;

    private static double[] Take(ChunkedArray array)
    {
        using NDArray values = array.Compute(),
            doubles = values.AsType(DType.Float64);
        return doubles.Span<double>().ToArray();
    }

    private static double NormalLaw(double x) => 0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2));

    [Fact]
    public void Normals_follow_the_normal_law()
    {
        double[] x = Take(Rand.Normal(Count, seed: 11));
        double root = Math.Sqrt(Count);
        Assert.InRange(Sample.Mean(x) * root, -4, 4);
        Assert.InRange((Sample.Mean(x, 2) - 1) * root / Math.Sqrt(2), -4, 4);
        Assert.InRange(Sample.Mean(x, 3) * root / Math.Sqrt(15), -4, 4);
        Assert.InRange((Sample.Mean(x, 4) - 3) * root / Math.Sqrt(96), -4, 4);
        Assert.InRange(Sample.Distance(x, NormalLaw), 0, 1.95);
        Assert.InRange(x.Count(v => Math.Abs(v) > 4), 8, 45);
    }

    [Fact]
    public void Uniform_bins_fill_evenly()
    {
        var counts = new long[1000];
        foreach (double u in Take(Rand.Uniform(Count, seed: 12)))
        {
            Assert.True(u is >= 0 and < 1);
            counts[(int)(u * 1000)]++;
        }
        Assert.InRange(Sample.ChiSquare(counts, _ => Count / 1000.0), -4, 4);
        Assert.All(Take(Rand.Uniform(Count, seed: 12, dtype: DType.Float32)), u => Assert.True(u is >= 0 and < 1));
    }

    // The second number of a pair is eight elements further, the next counter one element and the next block sixteen.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(24)]
    public void Numbers_do_not_depend_on_numbers_before(int lag)
    {
        double[] z = Take(Rand.Normal(Count + lag, seed: 13)),
            u = Take(Rand.Uniform(Count + lag, seed: 13));
        double root = Math.Sqrt(Count);
        Assert.InRange(Sample.Correlation(u.AsSpan(lag), u.AsSpan(0, Count)) * root, -4, 4);
        Assert.InRange(Sample.Correlation(z.AsSpan(lag), z.AsSpan(0, Count)) * root, -4, 4);
        double[] squares = [.. z.Select(v => v * v)];
        Assert.InRange(Sample.Correlation(squares.AsSpan(lag), squares.AsSpan(0, Count)) * root, -4, 4);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 5 + (1L << 32))]
    [InlineData(0, -1)]
    public void Neighbouring_seeds_are_independent(long one, long other)
    {
        double[] x = Take(Rand.Uniform(Count, seed: one)),
            y = Take(Rand.Uniform(Count, seed: other));
        Assert.InRange(Sample.Correlation(x, y) * Math.Sqrt(Count), -4, 4);
        Assert.InRange(Sample.Correlation(x.AsSpan(1), y.AsSpan(0, Count - 1)) * Math.Sqrt(Count), -4, 4);
        var counts = new long[256];
        for (int i = 0; i < Count; i++)
            counts[(int)(x[i] * 16) * 16 + (int)(y[i] * 16)]++;
        Assert.InRange(Sample.ChiSquare(counts, _ => Count / 256.0), -4, 4);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(80)]
    public void Gammas_follow_their_law(double k) =>
        Assert.InRange(
            Sample.Distance(
                Take(Rand.Gamma(100_000, k, scale: 2, seed: 14)),
                x => SpecialFunctions.GammaLowerRegularized(k, x / 2)
            ),
            0,
            1.95
        );

    [Fact]
    public void Exponentials_follow_their_law() =>
        Assert.InRange(
            Sample.Distance(Take(Rand.Exponential(100_000, 3, seed: 15)), x => 1 - Math.Exp(-x / 3)),
            0,
            1.95
        );

    [Theory]
    [InlineData(0.01, 3)]
    [InlineData(3, 12)]
    [InlineData(9.9, 25)]
    [InlineData(10, 25)]
    [InlineData(60, 100)]
    public void Poisson_counts_follow_their_law(double mean, int most)
    {
        double[] x = Take(Rand.Poisson(Count, mean, seed: 16));
        var counts = new long[most + 1];
        foreach (double v in x)
            counts[(int)Math.Min(v, most)]++;
        double P(int k) => Math.Exp(k * Math.Log(mean) - mean - SpecialFunctions.GammaLn(k + 1));
        int first = 0;
        while (P(first) * Count < 5)
            first++;
        int last = Math.Max(first, (int)mean);
        while (last < most && P(last + 1) * Count >= 5)
            last++;
        long[] inside = counts[first..(last + 1)];
        Assert.InRange(Sample.ChiSquare(inside, i => P(first + i) * Count), -4, 4);
        Assert.InRange((Sample.Mean(x) - mean) / Math.Sqrt(mean / Count), -4, 4);
    }

    [Fact]
    public void Large_poisson_means_keep_mean_and_variance()
    {
        double[] x = Take(Rand.Poisson(100_000, 1e12, seed: 17));
        Assert.InRange((Sample.Mean(x) - 1e12) / Math.Sqrt(1e12 / 1e5), -4, 4);
        Assert.InRange((Sample.Mean(x, 2, 1e12) / 1e12 - 1) / Math.Sqrt(2 / 1e5), -4, 4);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(3L << 40)]
    public void Integers_are_evenly_distributed(long range)
    {
        double[] x = Take(Rand.Integers(Count, -3, range - 3, seed: 18));
        var counts = new long[7];
        foreach (double v in x)
            counts[(int)((v + 3) / range * 7)]++;
        double[] share =
        [
            .. Enumerable
                .Range(0, 7)
                .Select(i => (Math.Ceiling((i + 1) * range / 7.0) - Math.Ceiling(i * range / 7.0)) / range),
        ];
        Assert.InRange(Sample.ChiSquare(counts, i => share[i] * Count), -4, 4);
        Assert.True(x.Min() >= -3 && x.Max() < range - 3);
    }

    [Fact]
    public void Choices_follow_their_weights()
    {
        double[] weights = [1, 0, 2, 3, 0.5];
        var counts = new long[5];
        foreach (double v in Take(Rand.Choice(NDArray.From([0.0, 1, 2, 3, 4]), Count, weights, seed: 19)))
            counts[(int)v]++;
        Assert.Equal(0, counts[1]);
        Assert.InRange(
            Sample.ChiSquare(
                [counts[0], counts[2], counts[3], counts[4]],
                i => Count * new[] { 1, 2, 3, 0.5 }[i] / 6.5
            ),
            -4,
            4
        );
    }

    [Fact]
    public void Long_permutations_show_no_trend()
    {
        double[] order = Take(Rand.Permutation(Count, seed: 20));
        double[] places = [.. Enumerable.Range(0, Count).Select(i => (double)i)];
        Assert.InRange(Sample.Correlation(order, places) * Math.Sqrt(Count), -4, 4);
        Assert.InRange(Sample.Correlation(order.AsSpan(1), order.AsSpan(0, Count - 1)) * Math.Sqrt(Count), -4, 4);
    }
}
