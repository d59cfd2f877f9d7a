using System.Reflection;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.RandomNumbers;

/// <summary>Distributions whose parameters are arrays.</summary>
public class ArrayParameterTests
{
    public static TheoryData<string, double[], double, double> Laws() =>
        new()
        {
            // The parameters, the mean and the variance.
            { "Normal", [3, 2], 3, 4 },
            { "Uniform", [-1, 3], 1, 16.0 / 12 },
            { "Exponential", [2], 2, 4 },
            { "Gamma", [2.5, 2], 5, 10 },
            { "Beta", [2, 3], 0.4, 0.04 },
            { "Beta", [0.5, 0.5], 0.5, 0.125 },
            { "ChiSquare", [5], 5, 10 },
            { "F", [5, 12], 1.2, 2 * 144 * 15.0 / (5 * 100 * 8) },
            { "NoncentralChiSquare", [3, 2], 5, 14 },
            { "NoncentralF", [5, 12, 1], 12 * 6 / 50.0, 2 * (36 + 7 * 10) / (100.0 * 8) * (144 / 25.0) },
            { "StandardT", [9], 0, 9 / 7.0 },
            { "Wald", [2, 5], 2, 8 / 5.0 },
            { "Gumbel", [1, 2], 1 + 2 * 0.5772156649, Math.PI * Math.PI * 4 / 6 },
            { "Laplace", [1, 2], 1, 8 },
            { "Logistic", [1, 2], 1, 4 * Math.PI * Math.PI / 3 },
            { "LogNormal", [0.2, 0.5], Math.Exp(0.325), (Math.Exp(0.25) - 1) * Math.Exp(0.65) },
            { "Rayleigh", [2], 2 * Math.Sqrt(Math.PI / 2), (4 - Math.PI) / 2 * 4 },
            { "Weibull", [2], Math.Sqrt(Math.PI) / 2, 1 - Math.PI / 4 },
            { "Pareto", [6], 0.2, 6 / (25.0 * 4) },
            { "Power", [3], 0.75, 3 / (16.0 * 5) },
            { "Triangular", [0, 1, 3], 4 / 3.0, (9 + 1 - 3) / 18.0 },
            { "VonMises", [0.5, 8], 0.5, 0.1346 },
            { "Integers", [-3, 7], 1.5, 99 / 12.0 },
            { "Poisson", [4], 4, 4 },
            { "Poisson", [40], 40, 40 },
            { "Binomial", [20, 0.3], 6, 4.2 },
            { "NegativeBinomial", [4, 0.4], 6, 15 },
            { "Geometric", [0.25], 4, 12 },
            { "Hypergeometric", [20, 30, 10], 4, 10 * 0.4 * 0.6 * 40 / 49 },
            { "LogSeries", [0.6], -0.6 / (0.4 * Math.Log(0.4)), 1.4128 },
            { "Zipf", [6], 1.0369278 / 1.0173431, 0.026 },
        };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Numbers_follow_the_law_of_their_parameters(
        string name,
        double[] parameters,
        double mean,
        double variance
    )
    {
        // The same parameters in every row of an array that broadcasts along the other axis.
        ChunkedArray[] arrays = [.. parameters.Select(p => Full((1, 4), p))];
        ChunkedArray x = Draw(name, arrays, (20_000, 4), 5);
        Assert.Equal(
            name
                is "Integers"
                    or "Poisson"
                    or "Binomial"
                    or "Geometric"
                    or "Zipf"
                    or "LogSeries"
                    or "Hypergeometric"
                    or "NegativeBinomial"
                ? DType.Int64
                : DType.Float64,
            x.DType
        );
        double got = x.Mean().Compute().ToDouble();
        Assert.True(Math.Abs(got - mean) < 6 * Math.Sqrt(variance / 80_000), $"{name}: mean {got}, not {mean}");
        if (name is not ("Zipf" or "F" or "NoncentralF" or "Pareto"))
            Assert.Equal(variance, x.Var().Compute().ToDouble(), 0.1 * variance);
    }

    [Fact]
    public void Each_number_depends_on_its_own_parameters_whatever_the_chunks()
    {
        ChunkedArray mean = Arange(1000).AsType(DType.Float64) * 100.0;
        NDArray one = Rand.Normal(mean, 0.5, seed: 3).Compute(),
            many = Rand.Normal(mean.Rechunk(7), 0.5, seed: 3).Compute(),
            part = Rand.Normal(mean, 0.5, chunks: 33, seed: 3)[500..510].Compute();
        Assert.Equal(one.ToArray<double>(), many.ToArray<double>());
        Assert.Equal(one.ToArray<double>()[500..510], part.ToArray<double>());
        Assert.All(one.ToArray<double>().Select((v, i) => v - 100.0 * i), d => Assert.InRange(d, -4, 4));
        Assert.NotEqual(one.ToArray<double>(), Rand.Normal(mean, 0.5, seed: 4).Compute().ToArray<double>());
    }

    [Fact]
    public void Plain_numbers_still_mean_a_shape_and_numbers()
    {
        Assert.Equal(new Shape(1000), Rand.Normal(1000, 0, 1).Shape);
        Assert.Equal(new Shape(10), Rand.Exponential(10).Shape);
        Assert.Equal(new Shape(10), Rand.Integers(10, 5).Shape);
        Assert.Equal(new Shape(3), Rand.Poisson(FromArray(NDArray.From([1.0, 2, 3]))).Shape);
        Assert.Equal(new Shape(5, 3), Rand.Poisson(FromArray(NDArray.From([1.0, 2, 3])), (5, 3)).Shape);
    }

    [Fact]
    public void Parameters_out_of_range_and_shapes_that_do_not_broadcast_are_errors()
    {
        ChunkedArray std = FromArray(NDArray.From([1.0, -1, 2]));
        string message = Assert.Throws<GchunkException>(() => Rand.Normal(0.0, std).Compute()).Message;
        Assert.Contains("-1", message, StringComparison.Ordinal);
        Assert.Contains("std of 0 or more", message, StringComparison.Ordinal);
        Assert.Throws<GchunkException>(() => Rand.Normal(0.0, std, 4));
        Assert.Throws<GchunkException>(() => Rand.Normal(Zeros(4), std));
    }

    private static ChunkedArray Draw(string name, ChunkedArray[] arrays, Shape shape, long seed)
    {
        MethodInfo method = typeof(Rand)
            .GetMethods()
            .First(m =>
                m.Name == name
                && m.GetParameters().Length == arrays.Length + 3
                && m.GetParameters()[0].ParameterType == typeof(ChunkedArray)
            );
        return (ChunkedArray)method.Invoke(null, [.. arrays, shape, null, seed])!;
    }
}
