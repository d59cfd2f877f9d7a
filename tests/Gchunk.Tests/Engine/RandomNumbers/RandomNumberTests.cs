using System.Security.Cryptography;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Generated;
using Gchunk.Engine.Expressions.RandomNumbers;
using Xunit;

namespace Gchunk.Tests.Engine.RandomNumbers;

/// <summary>Random numbers depend only on the seed, the distribution and the index.</summary>
public unsafe class RandomNumberTests
{
    private static readonly NDArray Letters = NDArray.From([10.0, 20.0, 30.0, 40.0, 50.0]);

    private static RandomDistribution Make(string name) =>
        name switch
        {
            "uniform" => new UniformDistribution(-2, 3),
            "normal" => new NormalDistribution(1, 2),
            "integers" => new IntegerDistribution(-5, 1000),
            "wide integers" => new IntegerDistribution(long.MinValue, long.MaxValue),
            "exponential" => new ExponentialDistribution(3),
            "gamma" => new GammaDistribution(2.5, 2),
            "low gamma" => new GammaDistribution(0.3, 2),
            "poisson" => new PoissonDistribution(4.5),
            "high poisson" => new PoissonDistribution(70),
            "choice" => new ChoiceDistribution(Letters, null, true),
            "weighted choice" => new ChoiceDistribution(Letters, [1, 0, 2, 3, 0.5], true),
            "choice without replacement" => new ChoiceDistribution(
                NDArray.From(Enumerable.Range(0, 2000).Select(i => (double)i).ToArray()),
                null,
                false
            ),
            "permutation" => new PermutationDistribution(2000),
            _ => new PermutationDistribution(1_000_000_007),
        };

    public static TheoryData<string, DType> Names()
    {
        var data = new TheoryData<string, DType>();
        foreach (
            string name in (string[])
                [
                    "uniform",
                    "normal",
                    "integers",
                    "wide integers",
                    "exponential",
                    "gamma",
                    "low gamma",
                    "poisson",
                    "high poisson",
                    "choice",
                    "weighted choice",
                    "choice without replacement",
                    "permutation",
                    "long permutation",
                ]
        )
        {
            foreach (DType type in (DType[])[DType.Float64, DType.Float32, DType.Int64])
                data.Add(name, type);
        }

        return data;
    }

    private static byte[] Fill(ArrayExpr expression, long start, int length)
    {
        var bytes = new byte[length * expression.DType.Size];
        fixed (byte* p = bytes)
            ((GeneratedExpr)expression).Fill(start, length, p);
        return bytes;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_range_is_that_range_of_the_whole(string name, DType type)
    {
        const int Length = 2000;
        var random = new RandomExpr(Make(name), 42, type, ChunkGrid.Single(Length));
        byte[] whole = Fill(random, 0, Length);
        foreach (
            (int start, int length) in (ReadOnlySpan<(int, int)>)
                [(0, 1), (0, 17), (1, 1), (7, 9), (15, 2), (16, 16), (5, 1500), (513, 700), (1999, 1), (31, 0)]
        )
        {
            Assert.Equal(whole.AsSpan(start * type.Size, length * type.Size).ToArray(), Fill(random, start, length));
        }

        Assert.NotEqual(whole, Fill(new RandomExpr(Make(name), 43, type, ChunkGrid.Single(Length)), 0, Length));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Numbers_stay_what_they_are_on_every_machine(string name, string digest)
    {
        var random = new RandomExpr(
            Make(name),
            42,
            name.Contains("perm") || name.Contains("int") || name.Contains("poisson") ? DType.Int64 : DType.Float64,
            ChunkGrid.Single(2000)
        );
        Assert.Equal(digest, Convert.ToHexString(SHA256.HashData(Fill(random, 0, 2000)))[..16]);
    }

    // Recorded with 512-bit vectors; they are the same with 256 or 128 bits.
    public static TheoryData<string, string> Recorded =>
        new()
        {
            { "uniform", "BE8AC1019AAD3C77" },
            { "normal", "919A94B402612689" },
            { "integers", "F89C3BEB9109031B" },
            { "wide integers", "5E27C11AE5105473" },
            { "exponential", "248564B1E77B3BC7" },
            { "gamma", "E0E03C5D565A90A6" },
            { "low gamma", "62D88675B34DFE68" },
            { "poisson", "2A2792E374642F83" },
            { "high poisson", "DA9BF08F37D9C87B" },
            { "choice", "CFE75C07A27FDEB7" },
            { "weighted choice", "C27A727D4AC40A71" },
            { "choice without replacement", "F1D60E84D3769578" },
            { "permutation", "B72D47F7DF482264" },
            { "long permutation", "19A634D9EA034B10" },
        };

    [Fact]
    public void Chunks_and_slices_change_nothing()
    {
        using NDArray whole = Rand.Normal(new Shape(100, 37), seed: 5).Compute(),
            pieces = Rand.Normal(new Shape(100, 37), chunks: new Shape(13, 10), seed: 5).Compute();
        Assert.Equal(whole.Span<double>(), pieces.Span<double>());
        Assert.Equal(
            whole.GetDouble(50, 20),
            Rand.Normal(new Shape(100, 37), chunks: new Shape(9, 9), seed: 5)[50, 20].Compute().GetDouble()
        );
    }

    [Fact]
    public void Distributions_of_one_seed_share_no_numbers()
    {
        using NDArray u = Rand.Uniform(50_000, seed: 3).Compute(),
            e = Rand.Exponential(50_000, seed: 3).Compute();
        Assert.True(Math.Abs(Sample.Correlation(u.Span<double>(), e.Span<double>())) < 0.02);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(70_001)]
    [InlineData(131_073)]
    public void Permutation_holds_each_number_once(int n)
    {
        using NDArray order = Rand.Permutation(n, seed: 9).Compute();
        var seen = new bool[n];
        foreach (long i in order.Span<long>())
            seen[i] = true;
        Assert.DoesNotContain(false, seen);
        if (n > 16)
            Assert.True(order.Span<long>().ToArray().Where((v, i) => v == i).Count() < 8);
    }

    [Fact]
    public void Every_order_of_three_is_equally_likely()
    {
        var counts = new Dictionary<string, int>();
        long* order = stackalloc long[3];
        for (int seed = 0; seed < 6000; seed++)
        {
            new RandomExpr(new PermutationDistribution(3), seed, DType.Int64, ChunkGrid.Single(3)).Fill(
                0,
                3,
                (byte*)order
            );
            string key = $"{order[0]}{order[1]}{order[2]}";
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 880, 1120));
    }

    [Theory]
    [InlineData("Integers needs low < high; got 3 and 3")]
    [InlineData("uint8 holds 0 to 255; got 0 to 999")]
    [InlineData("Poisson needs a mean from 0 to 1e18; got -1")]
    [InlineData("Gamma needs a shape parameter above 0 and a scale of 0 or more; got 0 and 1")]
    [InlineData("Normal makes float64 or float32, not int32; convert with AsType(DType.Int32)")]
    [InlineData("5 values")]
    [InlineData("a weight for each of 5 values; got 2")]
    [InlineData("only with replacement")]
    public void Bad_parameters_are_named(string message)
    {
        Action[] bad =
        [
            () => Rand.Integers(4, 3, 3),
            () => Rand.Integers(4, 0, 1000, dtype: DType.UInt8),
            () => Rand.Poisson(3, -1),
            () => Rand.Gamma(3, 0),
            () => Rand.Normal(3, dtype: DType.Int32),
            () => Rand.Choice(Letters, 6, replace: false),
            () => Rand.Choice(Letters, 6, [1, 2]),
            () => Rand.Choice(Letters, 3, [1, 2, 3, 4, 5], replace: false),
        ];
        Assert.Contains(bad, action => Assert.Throws<GchunkException>(action).Message.Contains(message));
    }
}
