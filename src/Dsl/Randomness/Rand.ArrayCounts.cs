using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.RandomNumbers;

namespace Gchunk.Dsl;

// The forms whose parameters are arrays. Where plain numbers fit both forms, those with a shape come first.
public static partial class Rand
{
    /// <summary>Makes integers uniform over [low, high), at most 2^52 apart, whose parameters are arrays.</summary>
    /// <param name="low">The least numbers.</param>
    /// <param name="high">One more than the greatest numbers.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Int64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Integers(
        ChunkedArray low,
        ChunkedArray high,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Integers, shape, chunks, seed, low, high);

    /// <summary>Makes whole numbers of the Poisson distribution, whose parameters are arrays.</summary>
    /// <param name="mean">The means, from 0 to 10^18.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Int64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Poisson(
        ChunkedArray mean,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Poisson, shape, chunks, seed, mean);

    /// <summary>Makes whole numbers of the binomial distribution, whose parameters are arrays.</summary>
    /// <param name="n">The numbers of trials, whole.</param>
    /// <param name="p">The probabilities of success.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Int64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Binomial(
        ChunkedArray n,
        ChunkedArray p,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Binomial, shape, chunks, seed, n, p);

    /// <summary>Makes whole numbers of the negative binomial distribution, whose parameters are arrays.</summary>
    /// <param name="n">The numbers of successes, above 0.</param>
    /// <param name="p">The probabilities of success.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Int64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray NegativeBinomial(
        ChunkedArray n,
        ChunkedArray p,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.NegativeBinomial, shape, chunks, seed, n, p);

    /// <summary>Makes whole numbers of the geometric distribution, whose parameters are arrays.</summary>
    /// <param name="p">The probabilities of success, above 0.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Int64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Geometric(
        ChunkedArray p,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Geometric, shape, chunks, seed, p);

    /// <summary>Makes whole numbers of the hypergeometric distribution, whose parameters are arrays.</summary>
    /// <param name="good">The numbers of good elements.</param>
    /// <param name="bad">The numbers of bad elements.</param>
    /// <param name="sample">The numbers of elements drawn.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Int64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Hypergeometric(
        ChunkedArray good,
        ChunkedArray bad,
        ChunkedArray sample,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Hypergeometric, shape, chunks, seed, good, bad, sample);

    /// <summary>Makes whole numbers of the logarithmic series distribution, whose parameters are arrays.</summary>
    /// <param name="p">The parameters, from 0 to below 1.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Int64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray LogSeries(
        ChunkedArray p,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.LogSeries, shape, chunks, seed, p);

    /// <summary>Makes whole numbers of the Zipf distribution, whose parameters are arrays.</summary>
    /// <param name="a">The exponents, above 1.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Int64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Zipf(ChunkedArray a, Shape? shape = null, Shape? chunks = null, long? seed = null) =>
        Draw(DistributionKind.Zipf, shape, chunks, seed, a);

    private static ChunkedArray Draw(
        DistributionKind kind,
        Shape? shape,
        Shape? chunks,
        long? seed,
        params ReadOnlySpan<ChunkedArray> parameters
    )
    {
        var arrays = new List<ChunkedArray>();
        foreach (ChunkedArray parameter in parameters)
            arrays.Add(parameter.AsType(DType.Float64));
        Shape broadcast = Prelude.BroadcastArrays([.. arrays])[0].Shape,
            full = shape ?? broadcast;
        if (Shape.Broadcast(full, broadcast) != full)
            throw new GchunkException($"parameters of shape {broadcast} do not broadcast to numbers of shape {full}");
        ChunkGrid grid =
            chunks is not null ? Prelude.Grid(full, chunks)
            : broadcast == full ? ElementwiseExpr.Unify([.. arrays.Select(p => p.Expression)], full)
            : ChunkGrid.Auto(full, sizeof(double));
        int[] axes = [.. Enumerable.Range(0, full.Rank)];
        bool isDiscrete = kind >= DistributionKind.Integers;
        return new ChunkedArray(
            new BlockOpExpr(
                new RandomDrawOp(kind, seed ?? RandomKeys.Next(), [.. full]),
                [.. arrays.Select(p => ElementwiseExpr.Fit(p.Expression, grid))],
                [.. arrays.Select(_ => axes)],
                isDiscrete ? DType.Int64 : DType.Float64,
                grid
            )
        );
    }
}
