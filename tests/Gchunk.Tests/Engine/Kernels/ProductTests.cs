using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>Products whose partial products overflow or underflow are those of multiplying one by one.</summary>
public class ProductTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    public static TheoryData<double[], double> Cases =>
        new()
        {
            { [1e-200, 1e-200, 1e300, 1e300], 0 },
            { [1e300, 1e300, 1e-300, 1e-300], Inf },
            { [-1e300, 1e300, 1e-300, 1e-300], -Inf },
            { [-1e-200, 1e-200, 1e300, 1e300], -0.0 },
            { [1e300, 1e-300, 1e300, 1e-300], 1 },
            { [1e-300, 1e300, 1e-300, 1e300], 1 },
            { [1e200, 1e200, 1e-300, 0], NaN },
            { [1e-200, 1e-200, 1e300, Inf], NaN },
            { [0, 1e300, 1e300, 2], 0 },
            { [1e300, 1e300, 1e-300, NaN], NaN },
            { [Inf, 1e-300, 1e-300, 1e-300], Inf },
            { [Inf, 0, 1, 1], NaN },
            { [0, -1, 1e300, 1e300], -0.0 },
            { [double.MaxValue, 1, 1, 0.5], double.MaxValue / 2 },
            { [double.MaxValue, 2, 0.25, 0.25], Inf },
            { [double.Epsilon, 0.5, 2, 4], 0 },
            { [], 1 },
        };

    private static void AssertSame(double expected, double got, string what)
    {
        bool same =
            double.IsNaN(expected) ? double.IsNaN(got)
            : expected == 0 || double.IsInfinity(expected)
                ? expected.Equals(got) && double.IsNegative(expected) == double.IsNegative(got)
            : Math.Abs(got / expected - 1) < 1e-12;
        Assert.True(same, $"{got:R} instead of {expected:R}: {what}");
    }

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Blocks_give_what_multiplying_one_by_one_gives(double[] values, double expected)
    {
        for (int chunk = 1; chunk <= Math.Max(1, values.Length); chunk++)
        {
            ChunkedArray x = Prelude.FromArray(NDArray.From(values), chunks: chunk);
            AssertSame(expected, x.Prod().Compute().ToDouble(), $"prod by {chunk}");
            ChunkedArray columns = x.Reshape((values.Length, 1)).BroadcastTo((values.Length, 11));
            foreach (double cell in columns.Prod(0).Compute().ToArray<double>())
                AssertSame(expected, cell, $"prod along an axis by {chunk}");
        }
    }

    [Fact]
    public void A_cumulative_product_stays_zero_where_it_underflowed()
    {
        double[] values = [1e-200, 1e-200, 1e300, 1e300, 2];
        for (int chunk = 1; chunk <= 5; chunk++)
        {
            ChunkedArray x = Prelude.FromArray(NDArray.From(values), chunks: chunk);
            Assert.Equal([1e-200, 0, 0, 0, 0], x.CumProd().Compute().ToArray<double>());
            ChunkedArray rows = x.Reshape((5, 1)).BroadcastTo((5, 3));
            Assert.Equal([1e-200, 0, 0, 0, 0], rows.CumProd(0)[":, 1"].Compute().ToArray<double>());
        }
    }

    // Factors of random magnitudes: the running product wanders far beyond the range of float64 and back.
    [Fact]
    public void Random_products_in_random_blocks_are_those_of_multiplying_one_by_one()
    {
        var random = new Random(7);
        for (int round = 0; round < 1500; round++)
        {
            int n = random.Next(1, 60);
            double spread = random.Next(1, 600);
            double[] values =
            [
                .. Enumerable
                    .Range(0, n)
                    .Select(_ =>
                        random.Next(60) switch
                        {
                            0 => 0,
                            1 => Inf,
                            2 => NaN,
                            _ => (random.Next(2) * 2 - 1)
                                * (1 + random.NextDouble())
                                * Math.ScaleB(1, (int)((random.NextDouble() - 0.5) * spread)),
                        }
                    ),
            ];
            bool skip = random.Next(2) == 0;
            double product = 1;
            bool wasSubnormal = false;
            foreach (double value in values)
            {
                if (skip && double.IsNaN(value))
                    continue;
                product *= value;
                wasSubnormal |= double.IsSubnormal(product);
            }
            // A subnormal product has lost bits, which the blocks keep.
            if (wasSubnormal)
                continue;
            ChunkedArray x = Prelude.FromArray(NDArray.From(values), chunks: random.Next(1, n + 1));
            string what = $"{string.Join(", ", values)} by {x.Chunks}, skip {skip}";
            AssertSame(product, x.Prod(skipNaN: skip).Compute().ToDouble(), what);
            AssertSame(product, x.CumProd(skipNaN: skip)[-1].Compute().ToDouble(), "cumulative " + what);
        }
    }

    [Fact]
    public void Usual_products_have_the_bits_of_multiplying_one_by_one_in_a_block()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 5000).Select(_ => 0.5 + random.NextDouble())];
        double product = values.Aggregate(1.0, (a, b) => a * b);
        Assert.Equal(product, Prelude.FromArray(NDArray.From(values)).Prod().Compute().ToDouble());
    }

    [Fact]
    public void A_float32_product_is_that_of_its_values_in_float64()
    {
        ChunkedArray x = Prelude.FromArray(NDArray.From([1e-30f, 1e-30f, 1e30f, 1e30f]), chunks: 2);
        Assert.Equal(1, x.Prod().Compute().ToDouble(), 1e-6);
        Assert.Equal(1, x.Rechunk(4).Prod().Compute().ToDouble(), 1e-6);
    }
}
