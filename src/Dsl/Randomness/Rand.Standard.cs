using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.RandomNumbers;

namespace Gchunk.Dsl;

public static partial class Rand
{
    /// <summary>Makes numbers uniformly distributed over [0, 1): NumPy's <c>random</c>.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    public static ChunkedArray Random(
        Shape shape,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    ) => Uniform(shape, 0, 1, chunks, seed, dtype);

    /// <summary>Makes numbers of the normal distribution of mean 0 and standard deviation 1.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    public static ChunkedArray StandardNormal(
        Shape shape,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    ) => Normal(shape, 0, 1, chunks, seed, dtype);

    /// <summary>Makes numbers of the exponential distribution of mean 1.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    public static ChunkedArray StandardExponential(
        Shape shape,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    ) => Exponential(shape, 1, chunks, seed, dtype);

    /// <summary>Makes numbers of the gamma distribution of scale 1.</summary>
    /// <param name="shape">The shape of the array.</param>
    /// <param name="k">The distribution's shape parameter, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The shape parameter is not positive.</exception>
    public static ChunkedArray StandardGamma(
        Shape shape,
        double k,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    ) => Gamma(shape, k, 1, chunks, seed, dtype);

    /// <summary>Makes numbers of the Cauchy distribution: ratios of two normal numbers. It has no mean.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    public static ChunkedArray StandardCauchy(
        Shape shape,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        DType type = Float(dtype, "StandardCauchy");
        Keys keys = new(seed);
        return (keys.Normal(shape, chunks) / keys.Normal(shape, chunks)).AsType(type);
    }

    private static void Check(bool isRight, string name, string needed, object got)
    {
        if (!isRight)
            throw new GchunkException(FormattableString.Invariant($"{name} needs {needed}; got {got}"));
    }

    /// <summary>The seeds of the arrays that a distribution is computed from, all of one seed.</summary>
    private sealed class Keys(long? seed)
    {
        private readonly long first = seed ?? RandomKeys.Next();
        private uint count;

        public long Next() => RandomKeys.Derive(first, count++);

        public ChunkedArray Normal(Shape shape, Shape? chunks) => Rand.Normal(shape, chunks: chunks, seed: Next());

        public ChunkedArray Uniform(Shape shape, Shape? chunks) => Rand.Uniform(shape, chunks: chunks, seed: Next());

        public ChunkedArray Exponential(Shape shape, Shape? chunks) =>
            Rand.Exponential(shape, chunks: chunks, seed: Next());

        public ChunkedArray Gamma(Shape shape, double k, Shape? chunks) =>
            Rand.Gamma(shape, k, chunks: chunks, seed: Next());
    }
}
