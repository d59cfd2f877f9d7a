using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.RandomNumbers;

namespace Gchunk.Dsl;

public static partial class Rand
{
    /// <summary>Makes numbers of successes in n trials.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="n">The number of trials, from 0 to 2^53.</param>
    /// <param name="p">The probability of a success, from 0 to 1.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray Binomial(Shape shape, long n, double p, Shape? chunks = null, long? seed = null)
    {
        Check(n is >= 0 and <= 1L << 53, "Binomial", "n from 0 to 2^53", n);
        Check(p is >= 0 and <= 1, "Binomial", "a probability from 0 to 1", p);
        return Make(new BinomialDistribution(n, p), shape, chunks, seed, DType.Int64);
    }

    /// <summary>Makes numbers of failures before n successes.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="n">The number of successes, above 0; not necessarily whole.</param>
    /// <param name="p">The probability of a success, above 0 and at most 1.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray NegativeBinomial(
        Shape shape,
        double n,
        double p,
        Shape? chunks = null,
        long? seed = null
    )
    {
        Check(n > 0 && double.IsFinite(n), "NegativeBinomial", "n above 0", n);
        Check(p is > 0 and <= 1, "NegativeBinomial", "a probability above 0 and at most 1", p);
        Check(n * ((1 - p) / p) < 1e17, "NegativeBinomial", "a mean, n (1 - p) / p, below 1e17", n * ((1 - p) / p));
        return Make(new NegativeBinomialDistribution(n, p), shape, chunks, seed, DType.Int64);
    }

    /// <summary>Makes numbers of trials until the first success, from 1.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="p">The probability of a success, above 0 and at most 1.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <exception cref="GchunkException">The probability is out of range.</exception>
    public static ChunkedArray Geometric(Shape shape, double p, Shape? chunks = null, long? seed = null)
    {
        Check(p is > 0 and <= 1, "Geometric", "a probability above 0 and at most 1", p);
        Keys keys = new(seed);
        // Of p = 1, every trial is a success; of a tiny p, the number may be beyond those of int64.
        ChunkedArray trials = (keys.Exponential(shape, chunks) / -((ChunkedArray)(-p)).Log1p()).Ceil();
        return trials.Clip(1L, 9.2e18).AsType(DType.Int64);
    }

    /// <summary>Makes numbers of good items in a sample that is drawn without replacement.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="good">The number of good items, from 0 to 10^9.</param>
    /// <param name="bad">The number of other items, from 0 to 10^9.</param>
    /// <param name="sample">The number of items drawn, from 0 to that of all.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray Hypergeometric(
        Shape shape,
        long good,
        long bad,
        long sample,
        Shape? chunks = null,
        long? seed = null
    )
    {
        Check(good is >= 0 and <= 1_000_000_000, "Hypergeometric", "good from 0 to 10^9", good);
        Check(bad is >= 0 and <= 1_000_000_000, "Hypergeometric", "bad from 0 to 10^9", bad);
        Check(sample >= 0 && sample <= good + bad, "Hypergeometric", $"a sample from 0 to {good + bad}", sample);
        return Make(new HypergeometricDistribution(good, bad, sample), shape, chunks, seed, DType.Int64);
    }

    /// <summary>Makes numbers of the logarithmic series distribution, from 1: of probabilities proportional to p^k / k.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="p">The parameter, from 0 to below 1.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <exception cref="GchunkException">The parameter is out of range.</exception>
    public static ChunkedArray LogSeries(Shape shape, double p, Shape? chunks = null, long? seed = null)
    {
        Check(p is >= 0 and < 1, "LogSeries", "p from 0 to below 1", p);
        return Make(new LogSeriesDistribution(p), shape, chunks, seed, DType.Int64);
    }

    /// <summary>Makes numbers of Zipf's distribution, from 1: of probabilities proportional to k^-a.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="a">The exponent, above 1.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <exception cref="GchunkException">The exponent is out of range.</exception>
    public static ChunkedArray Zipf(Shape shape, double a, Shape? chunks = null, long? seed = null)
    {
        Check(a > 1 && double.IsFinite(a), "Zipf", "an exponent above 1", a);
        return Make(new ZipfDistribution(a), shape, chunks, seed, DType.Int64);
    }
}
