using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions.RandomNumbers;

namespace Gchunk.Dsl;

public static partial class Rand
{
    /// <summary>Makes numbers of the beta distribution, from 0 to 1.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="a">The first parameter, above 0.</param>
    /// <param name="b">The second parameter, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is not positive.</exception>
    public static ChunkedArray Beta(
        Shape shape,
        double a,
        double b,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(a > 0 && double.IsFinite(a), "Beta", "a above 0", a);
        Check(b > 0 && double.IsFinite(b), "Beta", "b above 0", b);
        DType type = Float(dtype, "Beta");
        if (a <= 1 && b <= 1)
            return Make(new BetaDistribution(a, b), shape, chunks, seed, type);
        Keys keys = new(seed);
        ChunkedArray x = keys.Gamma(shape, a, chunks);
        return (x / (x + keys.Gamma(shape, b, chunks))).AsType(type);
    }

    /// <summary>Makes numbers of the chi-square distribution: sums of squares of normal numbers.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="df">The degrees of freedom, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The degrees of freedom are not positive.</exception>
    public static ChunkedArray ChiSquare(
        Shape shape,
        double df,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(df > 0 && double.IsFinite(df), "ChiSquare", "df above 0", df);
        DType type = Float(dtype, "ChiSquare");
        Keys keys = new(seed);
        return (2 * keys.Gamma(shape, df / 2, chunks)).AsType(type);
    }

    /// <summary>Makes numbers of the F distribution: ratios of two chi-square numbers, each over its degrees of freedom.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="dfNum">The degrees of freedom of the numerator, above 0.</param>
    /// <param name="dfDen">The degrees of freedom of the denominator, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The degrees of freedom are not positive.</exception>
    public static ChunkedArray F(
        Shape shape,
        double dfNum,
        double dfDen,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(dfNum > 0 && double.IsFinite(dfNum), "F", "dfNum above 0", dfNum);
        Check(dfDen > 0 && double.IsFinite(dfDen), "F", "dfDen above 0", dfDen);
        DType type = Float(dtype, "F");
        Keys keys = new(seed);
        return (keys.Gamma(shape, dfNum / 2, chunks) / keys.Gamma(shape, dfDen / 2, chunks) * (dfDen / dfNum)).AsType(
            type
        );
    }

    /// <summary>Makes numbers of the noncentral chi-square distribution: sums of squares of normal numbers whose means are not 0.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="df">The degrees of freedom, above 0.</param>
    /// <param name="nonc">The noncentrality, the sum of squares of the means, 0 or more.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray NoncentralChiSquare(
        Shape shape,
        double df,
        double nonc,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(df > 0 && double.IsFinite(df), "NoncentralChiSquare", "df above 0", df);
        Check(nonc >= 0 && double.IsFinite(nonc), "NoncentralChiSquare", "a finite nonc of 0 or more", nonc);
        DType type = Float(dtype, "NoncentralChiSquare");
        if (df <= 1)
            return Make(new NoncentralChiSquareDistribution(df, nonc), shape, chunks, seed, type);
        // One of the normal numbers has all the noncentrality.
        Keys keys = new(seed);
        ChunkedArray normal = keys.Normal(shape, chunks) + Math.Sqrt(nonc);
        return (2 * keys.Gamma(shape, (df - 1) / 2, chunks) + normal * normal).AsType(type);
    }

    /// <summary>Makes numbers of the noncentral F distribution: ratios of a noncentral and a central chi-square number.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="dfNum">The degrees of freedom of the numerator, above 0.</param>
    /// <param name="dfDen">The degrees of freedom of the denominator, above 0.</param>
    /// <param name="nonc">The noncentrality, 0 or more.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray NoncentralF(
        Shape shape,
        double dfNum,
        double dfDen,
        double nonc,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(dfNum > 0 && double.IsFinite(dfNum), "NoncentralF", "dfNum above 0", dfNum);
        Check(dfDen > 0 && double.IsFinite(dfDen), "NoncentralF", "dfDen above 0", dfDen);
        Check(nonc >= 0 && double.IsFinite(nonc), "NoncentralF", "a finite nonc of 0 or more", nonc);
        DType type = Float(dtype, "NoncentralF");
        Keys keys = new(seed);
        ChunkedArray above = NoncentralChiSquare(shape, dfNum, nonc, chunks, keys.Next()),
            below = 2 * keys.Gamma(shape, dfDen / 2, chunks);
        return (above / below * (dfDen / dfNum)).AsType(type);
    }

    /// <summary>Makes numbers of Student's t distribution.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="df">The degrees of freedom, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The degrees of freedom are not positive.</exception>
    public static ChunkedArray StandardT(
        Shape shape,
        double df,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(df > 0 && double.IsFinite(df), "StandardT", "df above 0", df);
        DType type = Float(dtype, "StandardT");
        Keys keys = new(seed);
        return (keys.Normal(shape, chunks) / (2 / df * keys.Gamma(shape, df / 2, chunks)).Sqrt()).AsType(type);
    }

    /// <summary>Makes angles of von Mises' distribution, from -π to π: a normal distribution on the circle.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="mu">The mean angle, in radians.</param>
    /// <param name="kappa">The concentration, 0 (uniform) or more.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray VonMises(
        Shape shape,
        double mu,
        double kappa,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(double.IsFinite(mu), "VonMises", "a finite mu", mu);
        Check(kappa >= 0 && double.IsFinite(kappa), "VonMises", "a finite kappa of 0 or more", kappa);
        DType type = Float(dtype, "VonMises");
        return Make(new VonMisesDistribution(mu, kappa), shape, chunks, seed, type);
    }

    /// <summary>Makes numbers of the Wald distribution (inverse Gaussian): times in which a Brownian motion with drift reaches a level.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="mean">The mean, above 0.</param>
    /// <param name="scale">The scale, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <remarks>Michael, Schucany and Haas, "Generating random variates using transformations with multiple roots", The American Statistician 30 (1976).</remarks>
    /// <exception cref="GchunkException">A parameter is not positive.</exception>
    public static ChunkedArray Wald(
        Shape shape,
        double mean,
        double scale,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(mean > 0 && double.IsFinite(mean), "Wald", "mean above 0", mean);
        Check(scale > 0 && double.IsFinite(scale), "Wald", "scale above 0", scale);
        DType type = Float(dtype, "Wald");
        Keys keys = new(seed);
        ChunkedArray normal = keys.Normal(shape, chunks),
            y = normal * normal * (mean / (2 * scale));
        // The lesser root, written so that no digits cancel.
        ChunkedArray x = mean / (1 + y + (y * (y + 2)).Sqrt());
        return Prelude.Where(keys.Uniform(shape, chunks) <= mean / (mean + x), x, mean * mean / x).AsType(type);
    }
}
