using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

/// <summary>Lazy arrays of random numbers: each follows from the seed and its index alone.</summary>
public static class Rand
{
    /// <summary>Numbers of the normal distribution, as float64.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="std">The standard deviation.</param>
    /// <param name="chunks">The length of a chunk along each axis; blocks of 32 MB where none is given.</param>
    /// <param name="seed">The seed; the same one gives the same numbers.</param>
    public static ChunkedArray Normal(Shape shape, double mean = 0, double std = 1, Shape? chunks = null, long seed = 0) => Make(Distribution.Normal, mean, std, shape, chunks, seed, DType.Float64);

    /// <summary>Numbers evenly spread over [low, high), as float64.</summary>
    public static ChunkedArray Uniform(Shape shape, double low = 0, double high = 1, Shape? chunks = null, long seed = 0) => Make(Distribution.Uniform, low, high, shape, chunks, seed, DType.Float64);

    /// <summary>Whole numbers evenly spread over [low, high), as int64.</summary>
    /// <exception cref="GchunkException">The range is empty, or wider than 2⁵³.</exception>
    public static ChunkedArray Integers(Shape shape, long low, long high, Shape? chunks = null, long seed = 0)
    {
        if (high <= low || high - low > 1L << 53 || Math.Abs(low) > 1L << 53) throw new GchunkException($"Integers needs low < high within 2^53; got {low} and {high}");
        return Make(Distribution.Integers, low, high, shape, chunks, seed, DType.Int64);
    }

    private static ChunkedArray Make(Distribution distribution, double a, double b, Shape shape, Shape? chunks, long seed, DType dtype) =>
        new(new RandomExpr(distribution, a, b, seed, dtype, chunks is null ? ChunkGrid.Auto(shape, dtype.Size) : Prelude.Grid(shape, chunks)));
}
