using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.RandomNumbers;

namespace Gchunk.Dsl;

public static partial class Rand
{
    /// <summary>Makes rows of counts of outcomes in n trials.</summary>
    /// <param name="shape">The shape of the array of rows.</param>
    /// <param name="n">The number of trials, from 0 to 2^53.</param>
    /// <param name="p">The probability of each outcome; they sum to 1.</param>
    /// <param name="chunks">The length of a chunk along each axis, also that of outcomes.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <returns>int64, of the shape and one more axis for the outcomes.</returns>
    /// <exception cref="GchunkException">A parameter is out of range, or the probabilities do not sum to 1.</exception>
    public static ChunkedArray Multinomial(Shape shape, long n, double[] p, Shape? chunks = null, long? seed = null)
    {
        Check(n is >= 0 and <= 1L << 53, "Multinomial", "n from 0 to 2^53", n);
        if (p.Length == 0 || p.Any(v => !(v is >= 0 and <= 1)) || Math.Abs(p.Sum() - 1) > 1e-9)
        {
            throw new GchunkException(
                FormattableString.Invariant(
                    $"Multinomial needs probabilities from 0 to 1 that sum to 1; got {p.Length} with the sum {p.Sum()}"
                )
            );
        }

        return Make(new MultinomialDistribution(n, [.. p]), new Shape([.. shape, p.Length]), chunks, seed, DType.Int64);
    }

    /// <summary>Makes vectors of the Dirichlet distribution: positive numbers that sum to 1.</summary>
    /// <param name="shape">The shape of the array of vectors.</param>
    /// <param name="alpha">The parameter of each number, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis of <paramref name="shape"/>.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <returns>float64, of the shape and one more axis for the numbers.</returns>
    /// <remarks>
    /// Gamma numbers over their sum; if all parameters are below 0.1, where all gamma numbers may vanish, parts of a
    /// stick that beta numbers break.
    /// </remarks>
    /// <exception cref="GchunkException">There are fewer than two parameters, or one is not positive.</exception>
    public static ChunkedArray Dirichlet(Shape shape, double[] alpha, Shape? chunks = null, long? seed = null)
    {
        if (alpha.Length < 2)
            throw new GchunkException($"Dirichlet needs two parameters or more; got {alpha.Length}");
        foreach (double a in alpha)
            Check(a > 0 && double.IsFinite(a), "Dirichlet", "parameters above 0", a);
        Keys keys = new(seed);
        if (alpha.Max() >= 0.1)
        {
            ChunkedArray gammas = Prelude.Stack([.. alpha.Select(a => keys.Gamma(shape, a, chunks))], axis: -1);
            return gammas / gammas.Sum(-1, keepDims: true);
        }

        var parts = new List<ChunkedArray>();
        ChunkedArray rest = Prelude.Ones(shape, chunks);
        for (int j = 0; j + 1 < alpha.Length; j++)
        {
            ChunkedArray broken = Beta(shape, alpha[j], alpha[(j + 1)..].Sum(), chunks, keys.Next());
            parts.Add(rest * broken);
            rest *= 1 - broken;
        }

        return Prelude.Stack([.. parts, rest], axis: -1);
    }

    /// <summary>Makes vectors of the normal distribution of several variables.</summary>
    /// <param name="shape">The shape of the array of vectors.</param>
    /// <param name="mean">The mean of each variable.</param>
    /// <param name="cov">The covariance matrix, symmetric and positive semidefinite.</param>
    /// <param name="chunks">The length of a chunk along each axis of <paramref name="shape"/>.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <returns>float64, of the shape and one more axis for the variables.</returns>
    /// <remarks>
    /// Independent normal numbers times a square root of the covariance matrix, from its singular value decomposition.
    /// </remarks>
    /// <exception cref="GchunkException">The shapes of mean and covariance do not fit.</exception>
    public static ChunkedArray MultivariateNormal(
        Shape shape,
        ChunkedArray mean,
        ChunkedArray cov,
        Shape? chunks = null,
        long? seed = null
    )
    {
        if (mean.Rank != 1 || cov.Shape != new Shape(mean.Size, mean.Size))
        {
            throw new GchunkException(
                $"MultivariateNormal needs a mean of shape (n,) and a covariance matrix of (n, n); got {mean.Shape} and {cov.Shape}"
            );
        }

        Shape full = new([.. shape, mean.Size]);
        ChunkedArray normal = Normal(
            full,
            chunks: chunks is { } c ? new Shape([.. c, mean.Size]) : (Shape?)null,
            seed: seed
        );
        (_, ChunkedArray s, ChunkedArray vt) = cov.AsType(DType.Float64).Svd();
        ChunkedArray root = s.Sqrt().Reshape((mean.Size, 1)) * vt;
        return normal.Reshape((shape.Size, mean.Size)).MatMul(root).Reshape(full) + mean;
    }

    /// <summary>
    /// Puts the elements along an axis in a random order: NumPy's <c>permutation</c> and <c>shuffle</c>, of a copy.
    /// </summary>
    /// <param name="x">The array.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="seed">The seed; the same one gives the same order. By default each call gives another order.</param>
    /// <exception cref="GchunkException">The axis is out of range.</exception>
    public static ChunkedArray Permutation(ChunkedArray x, int axis = 0, long? seed = null)
    {
        int along = x.Shape.NormalizeAxis(axis);
        using NDArray order = Permutation(x.Shape[along], seed: seed).Compute();
        return x.Take(order.ToArray<long>(), along);
    }
}
