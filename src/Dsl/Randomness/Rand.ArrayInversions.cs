using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.RandomNumbers;

namespace Gchunk.Dsl;

// The forms whose parameters are arrays. Where plain numbers fit both forms, those with a shape come first.
public static partial class Rand
{
    /// <summary>Makes numbers of the Wald distribution, whose parameters are arrays.</summary>
    /// <param name="mean">The means, above 0.</param>
    /// <param name="scale">The scales, above 0.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Wald(
        ChunkedArray mean,
        ChunkedArray scale,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Wald, shape, chunks, seed, mean, scale);

    /// <summary>Makes numbers of the Gumbel distribution, whose parameters are arrays.</summary>
    /// <param name="loc">The modes.</param>
    /// <param name="scale">The scales, 0 or more.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Gumbel(
        ChunkedArray loc,
        ChunkedArray scale,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Gumbel, shape, chunks, seed, loc, scale);

    /// <summary>Makes numbers of the Laplace distribution, whose parameters are arrays.</summary>
    /// <param name="loc">The means.</param>
    /// <param name="scale">The scales, 0 or more.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Laplace(
        ChunkedArray loc,
        ChunkedArray scale,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Laplace, shape, chunks, seed, loc, scale);

    /// <summary>Makes numbers of the logistic distribution, whose parameters are arrays.</summary>
    /// <param name="loc">The means.</param>
    /// <param name="scale">The scales, 0 or more.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Logistic(
        ChunkedArray loc,
        ChunkedArray scale,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Logistic, shape, chunks, seed, loc, scale);

    /// <summary>Makes numbers of the lognormal distribution, whose parameters are arrays.</summary>
    /// <param name="mean">The means of the logarithms.</param>
    /// <param name="sigma">Their standard deviations, 0 or more.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray LogNormal(
        ChunkedArray mean,
        ChunkedArray sigma,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.LogNormal, shape, chunks, seed, mean, sigma);

    /// <summary>Makes numbers of the Rayleigh distribution, whose parameters are arrays.</summary>
    /// <param name="scale">The modes, 0 or more.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Rayleigh(
        ChunkedArray scale,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Rayleigh, shape, chunks, seed, scale);

    /// <summary>Makes numbers of the Weibull distribution, whose parameters are arrays.</summary>
    /// <param name="a">The distribution's shape parameters, above 0.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Weibull(ChunkedArray a, Shape? shape = null, Shape? chunks = null, long? seed = null) =>
        Draw(DistributionKind.Weibull, shape, chunks, seed, a);

    /// <summary>Makes numbers of the Pareto II (Lomax) distribution, whose parameters are arrays.</summary>
    /// <param name="a">The distribution's shape parameters, above 0.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Pareto(ChunkedArray a, Shape? shape = null, Shape? chunks = null, long? seed = null) =>
        Draw(DistributionKind.Pareto, shape, chunks, seed, a);

    /// <summary>Makes numbers of the power distribution, whose parameters are arrays.</summary>
    /// <param name="a">The exponents plus 1, above 0.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Power(ChunkedArray a, Shape? shape = null, Shape? chunks = null, long? seed = null) =>
        Draw(DistributionKind.Power, shape, chunks, seed, a);

    /// <summary>Makes numbers of the triangular distribution, whose parameters are arrays.</summary>
    /// <param name="left">The lower ends.</param>
    /// <param name="mode">The modes.</param>
    /// <param name="right">The upper ends.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Triangular(
        ChunkedArray left,
        ChunkedArray mode,
        ChunkedArray right,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Triangular, shape, chunks, seed, left, mode, right);
}
