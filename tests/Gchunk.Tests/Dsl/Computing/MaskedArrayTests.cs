using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Computing;

public class MaskedArrayTests
{
    [Fact]
    public void A_masked_array_is_lazy_and_computes_values_and_mask_together()
    {
        ChunkedArray x = Arange(6).Reshape((2, 3));
        MaskedArray masked = Ma.MaskedEqual(x, 4) * 10;
        Assert.Equal("MaskedArray (2, 3) int64, 1 block of (2, 3)", masked.ToString());
        MaskedNDArray computed = masked.Compute();
        Assert.Equal("masked (2, 3) int64\n[[0, 10, 20],\n [30, --, 50]]", computed.ToString());
        Assert.Equal([0, 10, 20, 30, -1, 50], computed.ToArray(-1));
        Assert.Equal(110, masked.Sum().Compute().ToDouble());
        Assert.Null(Ma.MaskedLess(x, 10).Mean().Compute().ToDouble());
    }

    [Fact]
    public void NaN_is_a_value_unless_it_is_skipped()
    {
        MaskedArray x = Ma.MaskedArray(NDArray.From([1.0, double.NaN, 5.0]), NDArray.From([true, false, false]));
        Assert.Equal(double.NaN, x.Sum().Compute().ToDouble());
        Assert.Equal(5, x.Sum(skipNaN: true).Compute().ToDouble());
        Assert.Equal(1, x.Count(skipNaN: true).Compute().ToDouble());
    }

    [Fact]
    public void Functions_take_masked_arrays_arrays_and_numbers()
    {
        MaskedArray x = Ma.MaskedGreater(Arange(4), 2);
        Assert.Equal([2, 2, 2, -9], Maximum(x, 2).Compute().ToArray(-9));
        Assert.Equal([0, 2, 4, -9], Add(Arange(4), x).Compute().ToArray(-9));
        Assert.Equal([0, 1, 4, -9], (x * Arange(4)).Compute().ToArray(-9));
        Assert.Equal([0, 1, 2], x.Compressed().Compute().ToArray<long>());
        Assert.Equal([1, 2], Ma.NonZero(x)[0].Compute().ToArray<long>());
        Assert.Equal([1, 1, 1, 999999], Ma.OnesLike(x).Filled().Compute().ToArray<long>());
    }
}
