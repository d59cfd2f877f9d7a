using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Delayed;

public class DelayedArrayTests
{
    private static readonly Func<Delayed<double>, Delayed<NDArray>> Pair = Delay<double, NDArray>(x =>
        NDArray.From([x, x + 0.5])
    );

    [Fact]
    public void A_delayed_array_is_a_block()
    {
        ChunkedArray all = Concatenate([.. Enumerable.Range(0, 3).Select(i => FromDelayed(Pair((double)i), 2))]);
        Assert.Equal((6, 3), (all.Size, all.NumBlocks));
        Assert.Equal([0, 0.5, 1, 1.5, 2, 2.5], all.Compute().ToArray<double>());
        Assert.Equal(7.5, all.Sum().Compute());
    }

    [Fact]
    public void Elements_may_be_a_list_and_arguments_other_calls_or_lazy_arrays()
    {
        var sum = Delay<NDArray, double>(a => a.ToArray<double>().Sum());
        var twice = Delay<double, double[]>(x => [x, x]);
        ChunkedArray x = FromDelayed(twice(sum(Ones((3, 4), chunks: (2, 2)) * 2)), (2, 1));
        Assert.Equal([24.0, 24], x.Compute().ToArray<double>());
    }

    [Fact]
    public void A_long_chain_of_calls_is_a_block()
    {
        var next = Delay<double, double>(x => x + 1);
        Delayed<double> value = 0.0;
        for (int i = 0; i < 20_000; i++)
            value = next(value);
        Assert.Equal(20_000.0, FromDelayed(Pair(value), 2)[0].Compute());
    }

    [Fact]
    public void Another_shape_dtype_or_type_is_an_error()
    {
        Assert.Contains("is an array of shape (2,) and dtype float64", Error(FromDelayed(Pair(1.0), 3)));
        Assert.Contains("told shape (2,) and dtype int64", Error(FromDelayed(Pair(1.0), 2, DType.Int64)));
        var nothing = Delay<NDArray>(() => null!);
        Assert.Contains("is null", Error(FromDelayed(nothing(), 2)));
        var fails = Delay<NDArray>(() => throw new InvalidOperationException("no data"));
        Assert.Contains("no data", Error(FromDelayed(fails(), 2)));

        static string Error(ChunkedArray x) => Assert.ThrowsAny<GchunkException>(() => x.Compute()).ToString();
    }

    [Fact]
    public void A_value_that_others_use_stays_whole()
    {
        NDArray kept = NDArray.From([1.0, 2]);
        ChunkedArray x = FromDelayed(kept, 2);
        Assert.Equal(3.0, x.Sum().Compute());
        Assert.Equal(3.0, x.Sum().Compute());
        Assert.Equal(2.0, kept.GetDouble(1));
    }

    [Fact]
    public void Blocks_are_delayed_values()
    {
        ChunkedArray x = Arange(0, 10.0, chunks: 4);
        IReadOnlyList<Delayed<NDArray>> blocks = ToDelayed(x);
        Assert.Equal(3, blocks.Count);
        Assert.Equal([8.0, 9], blocks[2].Compute().ToArray<double>());
        var largest = Delay<NDArray, double>(b => b.ToArray<double>().Max());
        Assert.Equal([3.0, 7, 9], Compute(blocks.Select(b => largest(b))));
    }
}
