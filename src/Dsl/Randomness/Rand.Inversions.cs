using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl;

public static partial class Rand
{
    /// <summary>Makes numbers of the Gumbel distribution, of the greatest of many numbers.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="loc">The position: the number that the distribution is shifted by.</param>
    /// <param name="scale">The scale, 0 or more.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray Gumbel(
        Shape shape,
        double loc = 0,
        double scale = 1,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(double.IsFinite(loc), "Gumbel", "a finite loc", loc);
        Check(scale >= 0 && double.IsFinite(scale), "Gumbel", "a finite scale of 0 or more", scale);
        DType type = Float(dtype, "Gumbel");
        Keys keys = new(seed);
        return (loc - scale * keys.Exponential(shape, chunks).Log()).AsType(type);
    }

    /// <summary>Makes numbers of the Laplace distribution: exponential to both sides.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="loc">The position: the number that the distribution is shifted by.</param>
    /// <param name="scale">The scale, 0 or more.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray Laplace(
        Shape shape,
        double loc = 0,
        double scale = 1,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(double.IsFinite(loc), "Laplace", "a finite loc", loc);
        Check(scale >= 0 && double.IsFinite(scale), "Laplace", "a finite scale of 0 or more", scale);
        DType type = Float(dtype, "Laplace");
        Keys keys = new(seed);
        return (loc + scale * (keys.Exponential(shape, chunks) - keys.Exponential(shape, chunks))).AsType(type);
    }

    /// <summary>Makes numbers of the logistic distribution.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="loc">The position: the number that the distribution is shifted by.</param>
    /// <param name="scale">The scale, 0 or more.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray Logistic(
        Shape shape,
        double loc = 0,
        double scale = 1,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(double.IsFinite(loc), "Logistic", "a finite loc", loc);
        Check(scale >= 0 && double.IsFinite(scale), "Logistic", "a finite scale of 0 or more", scale);
        DType type = Float(dtype, "Logistic");
        Keys keys = new(seed);
        return (loc - scale * keys.Exponential(shape, chunks).Expm1().Log()).AsType(type);
    }

    /// <summary>Makes numbers whose logarithm is normally distributed.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="mean">The mean of the logarithm.</param>
    /// <param name="sigma">The standard deviation of the logarithm, 0 or more.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">A parameter is out of range.</exception>
    public static ChunkedArray LogNormal(
        Shape shape,
        double mean = 0,
        double sigma = 1,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(double.IsFinite(mean), "LogNormal", "a finite mean", mean);
        Check(sigma >= 0 && double.IsFinite(sigma), "LogNormal", "a finite sigma of 0 or more", sigma);
        DType type = Float(dtype, "LogNormal");
        Keys keys = new(seed);
        return ((mean + sigma * keys.Normal(shape, chunks)).Exp()).AsType(type);
    }

    /// <summary>Makes numbers of the Rayleigh distribution: lengths of vectors with two normal components.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="scale">The scale, 0 or more.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The scale is negative.</exception>
    public static ChunkedArray Rayleigh(
        Shape shape,
        double scale = 1,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(scale >= 0 && double.IsFinite(scale), "Rayleigh", "a finite scale of 0 or more", scale);
        DType type = Float(dtype, "Rayleigh");
        Keys keys = new(seed);
        return (scale * (2 * keys.Exponential(shape, chunks)).Sqrt()).AsType(type);
    }

    /// <summary>Makes numbers of the Weibull distribution of scale 1.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="a">The shape parameter, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The shape parameter is not positive.</exception>
    public static ChunkedArray Weibull(
        Shape shape,
        double a,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(a > 0 && double.IsFinite(a), "Weibull", "a above 0", a);
        DType type = Float(dtype, "Weibull");
        Keys keys = new(seed);
        return (Prelude.Pow(keys.Exponential(shape, chunks), 1 / a)).AsType(type);
    }

    /// <summary>Makes numbers of the Pareto distribution of the second kind (Lomax), from 0; add 1 and multiply by the least number for the classical one.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="a">The shape parameter, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The shape parameter is not positive.</exception>
    public static ChunkedArray Pareto(
        Shape shape,
        double a,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(a > 0 && double.IsFinite(a), "Pareto", "a above 0", a);
        DType type = Float(dtype, "Pareto");
        Keys keys = new(seed);
        return ((keys.Exponential(shape, chunks) / a).Expm1()).AsType(type);
    }

    /// <summary>Makes numbers of the power distribution, from 0 to 1, of density a × x^(a - 1).</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="a">The shape parameter, above 0.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The shape parameter is not positive.</exception>
    public static ChunkedArray Power(
        Shape shape,
        double a,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        Check(a > 0 && double.IsFinite(a), "Power", "a above 0", a);
        DType type = Float(dtype, "Power");
        Keys keys = new(seed);
        return (Prelude.Pow(-(-keys.Exponential(shape, chunks)).Expm1(), 1 / a)).AsType(type);
    }

    /// <summary>Makes numbers of the triangular distribution: of a density that rises to the mode and falls from it.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="left">The least number.</param>
    /// <param name="mode">The most frequent number.</param>
    /// <param name="right">The greatest number.</param>
    /// <param name="chunks">The length of a chunk along each axis.</param>
    /// <param name="seed">The seed; the same one gives the same numbers. By default each call draws other numbers.</param>
    /// <param name="dtype">Float64 or float32.</param>
    /// <exception cref="GchunkException">The parameters are not finite or not in ascending order.</exception>
    public static ChunkedArray Triangular(
        Shape shape,
        double left,
        double mode,
        double right,
        Shape? chunks = null,
        long? seed = null,
        DType dtype = DType.Float64
    )
    {
        if (!(left <= mode && mode <= right && left < right && double.IsFinite(right - left)))
        {
            throw new GchunkException(
                $"Triangular needs left ≤ mode ≤ right and left < right; got {left}, {mode} and {right}"
            );
        }
        DType type = Float(dtype, "Triangular");
        Keys keys = new(seed);
        ChunkedArray u = keys.Uniform(shape, chunks);
        double width = right - left;
        ChunkedArray rising = left + (u * (width * (mode - left))).Sqrt(),
            falling = right - ((1 - u) * (width * (right - mode))).Sqrt();
        return Prelude.Where(u < (mode - left) / width, rising, falling).AsType(type);
    }
}
