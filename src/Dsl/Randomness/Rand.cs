using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.Generated;
using Gchunk.Engine.Expressions.RandomNumbers;

namespace Gchunk.Dsl;

/// <summary>
/// Lazy arrays of random numbers. Each number depends only on the seed, the distribution and its index: chunks, slices
/// and threads never change it. Blocks have 32 MB by default.
/// </summary>
/// <remarks>
/// Without a seed, each call draws a seed of its own, which its array keeps: one array always gives the same numbers,
/// two arrays give different ones. <see cref="Seed"/> makes these seeds repeatable.
/// </remarks>
public static partial class Rand
{
    /// <summary>
    /// Makes later calls without a seed repeatable: after the same seed, the same calls in the same order give the same
    /// numbers in this process.
    /// </summary>
    /// <param name="seed">The seed.</param>
    /// <example><code>
    /// Rand.Seed(1);
    /// var x = Rand.Normal(3);      // these numbers in every session
    /// var y = Rand.Normal(3);      // others
    /// </code></example>
    public static void Seed(long seed) => RandomKeys.Restart(seed);

    /// <summary>Makes numbers of the normal distribution.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="std">The standard deviation, 0 or more.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray Normal(
        Shape shape,
        double mean = 0,
        double std = 1,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        if (!double.IsFinite(mean) || !(std >= 0 && double.IsFinite(std)))
        {
            throw new GchunkException(
                $"Normal needs a finite mean and a standard deviation of 0 or more; got {mean} and {std}"
            );
        }

        return Make(new NormalDistribution(mean, std), shape, chunks, seed, Float(dtype, "Normal"));
    }

    /// <summary>Makes numbers uniformly distributed over [low, high).</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="low">The lower end, included.</param>
    /// <param name="high">The upper end, excluded (except by rounding if low is not 0).</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64, of 53 random bits, or float32, of 24.</param>
    /// <exception cref="GchunkException">An end is not finite.</exception>
    public static ChunkedArray Uniform(
        Shape shape,
        double low = 0,
        double high = 1,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        if (!double.IsFinite(high - low))
            throw new GchunkException($"Uniform needs finite ends; got {low} and {high}");
        return Make(new UniformDistribution(low, high), shape, chunks, seed, Float(dtype, "Uniform"));
    }

    /// <summary>Makes integers uniformly distributed over [low, high).</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="low">The least number.</param>
    /// <param name="high">One more than the greatest number.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">An integer dtype that can hold the numbers.</param>
    /// <exception cref="GchunkException">The range is empty, or the dtype cannot hold it.</exception>
    public static ChunkedArray Integers(
        Shape shape,
        long low,
        long high,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Int64
    )
    {
        if (high <= low)
            throw new GchunkException($"Integers needs low < high; got {low} and {high}");
        if (!dtype.IsInteger)
        {
            throw new GchunkException(
                $"Integers makes integers, not {dtype.Name}; use an integer dtype, or convert with AsType(DType.{dtype})"
            );
        }

        Int128 bits = 8 * dtype.Size,
            least = dtype.IsSigned ? -(Int128.One << (int)bits - 1) : 0,
            most = (Int128.One << (int)bits - (dtype.IsSigned ? 1 : 0)) - 1;
        if (low < least || high - Int128.One > most)
            throw new GchunkException($"{dtype.Name} holds {least} to {most}; got {low} to {high - Int128.One}");
        return Make(new IntegerDistribution(low, high), shape, chunks, seed, dtype);
    }

    /// <summary>Makes integers uniformly distributed over [0, high), as int64.</summary>
    /// <exception cref="GchunkException">The range is empty.</exception>
    public static ChunkedArray Integers(Shape shape, long high) => Integers(shape, 0, high);

    /// <summary>Makes numbers of the exponential distribution.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="scale">The mean, which is 1 over the rate.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The scale is negative.</exception>
    public static ChunkedArray Exponential(
        Shape shape,
        double scale = 1,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        if (!(scale >= 0 && double.IsFinite(scale)))
            throw new GchunkException($"Exponential needs a scale of 0 or more; got {scale}");
        return Make(new ExponentialDistribution(scale), shape, chunks, seed, Float(dtype, "Exponential"));
    }

    /// <summary>Makes numbers of the gamma distribution, of mean k × scale and variance k × scale².</summary>
    /// <param name="shape">The shape of the array.</param>
    /// <param name="k">The distribution's shape parameter, above 0.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray Gamma(
        Shape shape,
        double k,
        double scale = 1,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        if (!(k > 0 && double.IsFinite(k)) || !(scale >= 0 && double.IsFinite(scale)))
        {
            throw new GchunkException(
                $"Gamma needs a shape parameter above 0 and a scale of 0 or more; got {k} and {scale}"
            );
        }

        return Make(new GammaDistribution(k, scale), shape, chunks, seed, Float(dtype, "Gamma"));
    }

    /// <summary>Makes counts of the Poisson distribution.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="mean">The mean, from 0 to 10^18.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <exception cref="GchunkException">The mean is out of range.</exception>
    public static ChunkedArray Poisson(Shape shape, double mean = 1, Shape? chunks = null, long? seed = null)
    {
        if (!(mean is >= 0 and <= 1e18))
            throw new GchunkException($"Poisson needs a mean from 0 to 1e18; got {mean}");
        return Make(new PoissonDistribution(mean), shape, chunks, seed, DType.Int64);
    }

    /// <summary>Draws values from a list.</summary>
    /// <param name="values">The values, of one axis.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="p">The relative probability of each value; by default all are equal.</param>
    /// <param name="replace">True to draw with replacement. Without it there must be enough values, and no p.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same values. By default each call draws other values.</param>
    /// <exception cref="GchunkException">There are no values, too few, or the weights do not fit.</exception>
    public static ChunkedArray Choice(
        NDArray values,
        Shape shape,
        double[]? p = null,
        bool replace = true,
        Shape? chunks = null,
        long? seed = null
    )
    {
        if (!replace && shape.Size > values.Size)
        {
            throw new GchunkException(
                $"{shape.Size} values cannot be chosen from {values.Size} without replacement; draw fewer, or remove replace: false"
            );
        }

        return Make(new ChoiceDistribution(values, p, replace), shape, chunks, seed, values.DType);
    }

    /// <summary>Draws from the integers 0, 1, …, below a count.</summary>
    /// <param name="count">The number of integers to draw from.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="p">The relative probability of each integer; by default all are equal.</param>
    /// <param name="replace">True to draw with replacement. Without it there must be enough integers, and no p.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same integers. By default each call draws others.</param>
    /// <exception cref="GchunkException">There are too few integers, or the weights do not fit.</exception>
    public static ChunkedArray Choice(
        long count,
        Shape shape,
        double[]? p = null,
        bool replace = true,
        Shape? chunks = null,
        long? seed = null
    ) => Choice(Prelude.Arange(count).Compute(), shape, p, replace, chunks, seed);

    /// <summary>
    /// Makes a random permutation of the numbers from 0 to below n, as int64. Each position is computed independently,
    /// for any n.
    /// </summary>
    /// <param name="n">The number of elements.</param>
    /// <param name="chunks">The length of a chunk.</param>
    /// <param name="seed">The seed; the same one gives the same order. By default each call gives another order.</param>
    /// <exception cref="GchunkException">The count is negative.</exception>
    public static ChunkedArray Permutation(long n, Shape? chunks = null, long? seed = null)
    {
        if (n < 0)
            throw new GchunkException($"Permutation needs a count of 0 or more; got {n}");
        return Make(new PermutationDistribution(n), n, chunks, seed, DType.Int64);
    }

    private static DType Float(DType dtype, string name) =>
        dtype.IsFloat
            ? dtype
            : throw new GchunkException(
                $"{name} makes float64 or float32, not {dtype.Name}; convert with AsType(DType.{dtype})"
            );

    private static ChunkedArray Make(
        RandomDistribution distribution,
        Shape shape,
        Shape? chunks,
        long? seed,
        DType dtype
    ) =>
        new(
            new RandomExpr(
                distribution,
                seed ?? RandomKeys.Next(),
                dtype,
                chunks is null ? ChunkGrid.Auto(shape, dtype.Size) : Prelude.Grid(shape, chunks)
            )
        );
}
