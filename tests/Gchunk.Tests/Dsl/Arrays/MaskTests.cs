using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Arrays;

[Collection("whole process")]
public class MaskTests
{
    [Fact]
    public void A_mask_of_random_numbers_keeps_the_elements_that_it_counted()
    {
        ChunkedArray x = Prelude.Arange(1000) + 1;
        ChunkedArray keep = Prelude.Ones(1000).MapBlocks(b => b.Map(_ => Random.Shared.NextDouble())) < 0.5;
        for (int i = 0; i < 50; i++)
        {
            ChunkedArray kept = x[keep];
            long[] values = kept.Compute().ToArray<long>();
            Assert.Equal(kept.Shape[0], values.Length);
            Assert.All(values, v => Assert.InRange(v, 1, 1000));
            Assert.Equal(values.Distinct().Order(), values);
        }
    }

    [Fact]
    public void The_positions_of_random_numbers_are_those_that_were_counted()
    {
        ChunkedArray keep = Prelude.Ones(1000).MapBlocks(b => b.Map(_ => Random.Shared.NextDouble())) < 0.5;
        ChunkedArray places = keep.FlatNonZero();
        Assert.Equal(places.Shape[0], places.Compute().ToArray<long>().Distinct().Count());
    }

    [Fact]
    public void A_mask_that_changes_after_it_was_counted_is_an_error()
    {
        NDArray values = NDArray.From(new double[40_000]);
        values.Span<double>()[0] = 1;
        ChunkedArray x = Prelude.FromArray(values, copy: false);
        ChunkedArray kept = x[x > 0],
            places = (x > 0).FlatNonZero();
        values.Span<double>().Fill(5);
        GchunkException error = Assert.Throws<GchunkException>(() => kept.Compute());
        Assert.Contains("kept 1 elements", error.Message, StringComparison.Ordinal);
        Assert.Contains("Persist()", error.Message, StringComparison.Ordinal);
        Assert.Throws<GchunkException>(() => places.Compute());
    }

    [Fact]
    public void An_array_that_is_changed_later_does_not_change_what_was_made_from_it()
    {
        NDArray values = NDArray.From(new double[40_000]);
        values.Span<double>()[0] = 1;
        ChunkedArray lazy = Prelude.FromArray(values);
        ChunkedArray kept = lazy[lazy > 0],
            sum = ((ChunkedArray)values).Sum();
        var labelled = new DataArray(values, ["x"]);
        values.Span<double>().Fill(5);
        Assert.Equal([1.0], kept.Compute().ToArray<double>());
        Assert.Equal(1, sum.Compute().ToDouble());
        Assert.Equal(1, labelled.Sum().Compute().GetDouble());
    }

    [Fact]
    public void The_sum_of_two_masks_is_one_where_either_is_true()
    {
        ChunkedArray a = Prelude.FromArray(NDArray.From([1.0, 0, 1, 0])) > 0,
            b = Prelude.FromArray(NDArray.From([1.0, 1, 0, 0])) > 0;
        Assert.Equal([1, 1, 1, 0], (a + b).AsType(DType.Int64).Compute().ToArray<long>());
        Assert.Equal(3, (a + b).Sum().Compute().ToDouble());
        Assert.Equal(2, (a + a).Sum().Compute().ToDouble());
    }
}
