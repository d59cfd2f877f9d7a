using System.Runtime.CompilerServices;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.RandomNumbers;

namespace Gchunk.Dsl;

// The forms whose parameters are arrays. Where plain numbers fit both forms, those with a shape come first.
public static partial class Rand
{
    /// <summary>Makes numbers of the normal distribution, whose parameters are arrays.</summary>
    /// <param name="mean">The means.</param>
    /// <param name="std">The standard deviations, 0 or more.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Normal(
        ChunkedArray mean,
        ChunkedArray std,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Normal, shape, chunks, seed, mean, std);

    /// <summary>Makes numbers uniform over [low, high), whose parameters are arrays.</summary>
    /// <param name="low">The lower ends.</param>
    /// <param name="high">The upper ends.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Uniform(
        ChunkedArray low,
        ChunkedArray high,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Uniform, shape, chunks, seed, low, high);

    /// <summary>Makes numbers of the exponential distribution, whose parameters are arrays.</summary>
    /// <param name="scale">The means, 1 over the rates.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Exponential(
        ChunkedArray scale,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Exponential, shape, chunks, seed, scale);

    /// <summary>Makes numbers of the gamma distribution, whose parameters are arrays.</summary>
    /// <param name="k">The distribution's shape parameters, above 0.</param>
    /// <param name="scale">The scales.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Gamma(
        ChunkedArray k,
        ChunkedArray scale,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Gamma, shape, chunks, seed, k, scale);

    /// <summary>Makes numbers of the beta distribution, whose parameters are arrays.</summary>
    /// <param name="a">The first parameters, above 0.</param>
    /// <param name="b">The second parameters, above 0.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray Beta(
        ChunkedArray a,
        ChunkedArray b,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.Beta, shape, chunks, seed, a, b);

    /// <summary>Makes numbers of the chi-square distribution, whose parameters are arrays.</summary>
    /// <param name="df">The degrees of freedom, above 0.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray ChiSquare(
        ChunkedArray df,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.ChiSquare, shape, chunks, seed, df);

    /// <summary>Makes numbers of the F distribution, whose parameters are arrays.</summary>
    /// <param name="dfNum">The degrees of freedom of the numerators.</param>
    /// <param name="dfDen">The degrees of freedom of the denominators.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray F(
        ChunkedArray dfNum,
        ChunkedArray dfDen,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.F, shape, chunks, seed, dfNum, dfDen);

    /// <summary>Makes numbers of the noncentral chi-square distribution, whose parameters are arrays.</summary>
    /// <param name="df">The degrees of freedom, above 0.</param>
    /// <param name="nonc">The noncentralities, 0 or more.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray NoncentralChiSquare(
        ChunkedArray df,
        ChunkedArray nonc,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.NoncentralChiSquare, shape, chunks, seed, df, nonc);

    /// <summary>Makes numbers of the noncentral F distribution, whose parameters are arrays.</summary>
    /// <param name="dfNum">The degrees of freedom of the numerators.</param>
    /// <param name="dfDen">The degrees of freedom of the denominators.</param>
    /// <param name="nonc">The noncentralities, 0 or more.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray NoncentralF(
        ChunkedArray dfNum,
        ChunkedArray dfDen,
        ChunkedArray nonc,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.NoncentralF, shape, chunks, seed, dfNum, dfDen, nonc);

    /// <summary>Makes numbers of Student's t distribution, whose parameters are arrays.</summary>
    /// <param name="df">The degrees of freedom, above 0.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray StandardT(
        ChunkedArray df,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.StandardT, shape, chunks, seed, df);

    /// <summary>Makes numbers of the von Mises distribution, whose parameters are arrays.</summary>
    /// <param name="mu">The modes, in radians.</param>
    /// <param name="kappa">The dispersions, 0 or more.</param>
    /// <param name="shape">The shape, to which the parameters broadcast; by default theirs.</param>
    /// <param name="chunks">The length of a chunk along each axis; by default those of the parameters.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws others.</param>
    /// <returns>Float64; each number depends on the seed, its index and its parameters only.</returns>
    /// <exception cref="GchunkException">
    /// The shapes do not broadcast; when it is computed: a parameter is out of range.
    /// </exception>
    [OverloadResolutionPriority(-1)]
    public static ChunkedArray VonMises(
        ChunkedArray mu,
        ChunkedArray kappa,
        Shape? shape = null,
        Shape? chunks = null,
        long? seed = null
    ) => Draw(DistributionKind.VonMises, shape, chunks, seed, mu, kappa);
}
