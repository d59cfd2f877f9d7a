using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

public class UserFunctionTests
{
    private static ChunkedArray Numbers => Arange(0, 60).Reshape((6, 10)).Rechunk((4, 3));

    private static double[] Values(ChunkedArray array) => array.Compute().ToArray<double>();

    [Fact]
    public void A_function_of_blocks_of_integers_returns_what_it_returns()
    {
        ChunkedArray n = Arange(4).Rechunk(2);
        Assert.Equal(DType.Int64, n.MapBlocks(b => b * 2).DType);
        Assert.Equal([0, 2, 4, 6], n.MapBlocks(b => b * 2).Compute().ToArray<long>());
        Assert.Equal([false, false, true, true], n.MapBlocks(b => b > 1).Compute().ToArray<bool>());
        Assert.Equal([0, 0.5, 1, 1.5], n.MapBlocks(b => b / 2).Compute().ToArray<double>());
        Assert.Equal([0, 1, 4, 9], n.MapBlocks(b => b.Map(v => v * v)).Compute().ToArray<double>());
        // A function that is not made for one element is taken to return float64.
        Assert.Equal(DType.Float64, n.MapBlocks(b => b[new[] { 1, 0 }].AsType(DType.Float64)).DType);
    }

    [Fact]
    public void A_function_of_blocks_is_float64_where_nothing_is_stated()
    {
        ChunkedArray mapped = Numbers.MapBlocks(block => block.Map(v => v * 3 + 1));
        Assert.Equal(DType.Float64, mapped.DType);
        Assert.Equal(Values(Numbers * 3 + 1), Values(mapped));
        Assert.Equal(
            DType.Float32,
            Numbers.AsType(DType.Float32).MapBlocks(block => block.Map(v => v)).Compute().DType
        );
    }

    [Fact]
    public void A_function_may_hand_its_block_on_or_state_another_dtype_and_shape()
    {
        Assert.Equal(Values(Numbers), Values(Numbers.MapBlocks(block => block, DType.Int64)));
        ChunkedArray sums = Numbers.MapBlocks(
            block => NDArray.From([block.ToArray<double>().Sum()], (1, 1)),
            chunks: (1, 1)
        );
        Assert.Equal((2, 4), sums.Shape);
        Assert.Equal(60 * 59 / 2, (double)sums.Sum().Compute());
    }

    [Fact]
    public void A_function_is_told_where_its_block_lies()
    {
        ChunkedArray origins = Numbers.MapBlocks(
            (block, place) => block.Map(_ => place.Origin[0] * 100 + place.Origin[1] + place.Index[1] / 10.0)
        );
        Assert.Equal([0, 409.3], [origins.Compute().GetDouble(0, 0), origins.Compute().GetDouble(5, 9)]);
    }

    [Fact]
    public void A_function_of_two_arrays_is_given_blocks_cut_alike()
    {
        ChunkedArray other = Ones((1, 10), chunks: (1, 5)) * 2;
        ChunkedArray mapped = MapBlocks(
            (a, b) => NDArray.From([.. a.ToArray<double>().Zip(b.ToArray<double>(), (x, y) => x * y)], a.Shape),
            Numbers,
            other
        );
        Assert.Equal(Values(Numbers * 2), Values(mapped));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("reflect")]
    [InlineData("symmetric")]
    [InlineData("periodic")]
    [InlineData("nearest")]
    [InlineData("constant")]
    public void Margins_make_chunks_invisible(string boundary)
    {
        // Each element plus its neighbors two to the right and two below.
        static NDArray Neighbours(NDArray block)
        {
            double[] v = block.ToArray<double>();
            int rows = (int)block.Shape[0],
                columns = (int)block.Shape[1];
            var sums = new double[v.Length];
            for (int r = 0; r < rows; r++)
            {
                for (int c = 0; c < columns; c++)
                {
                    sums[r * columns + c] =
                        v[r * columns + c]
                        + 100 * v[r * columns + Math.Min(c + 2, columns - 1)]
                        + 10_000 * v[Math.Max(r - 1, 0) * columns + c];
                }
            }

            return NDArray.From(sums, block.Shape);
        }

        double[] whole = Values(Numbers.Rechunk((6, 10)).MapOverlap(Neighbours, (1, 2), boundary, value: 7));
        foreach (Shape chunks in new Shape[] { (4, 3), (1, 1), (6, 2), (2, 10) })
            Assert.Equal(whole, Values(Numbers.Rechunk(chunks).MapOverlap(Neighbours, (1, 2), boundary, value: 7)));
    }

    [Fact]
    public void A_margin_of_constants_is_seen_by_the_function()
    {
        ChunkedArray x = Arange(0, 6).Rechunk(2);
        ChunkedArray shifted = x.MapOverlap(
            b => NDArray.From([.. b.ToArray<double>().Skip(1).Append(0)]),
            1,
            "constant",
            value: -1
        );
        Assert.Equal([1, 2, 3, 4, 5, -1], Values(shifted));
    }

    [Fact]
    public void A_function_along_an_axis_gives_one_number_or_several()
    {
        Assert.Equal(Values(Numbers.Ptp(0)), Values(Numbers.ApplyAlong(0, v => v.Max() - v.Min())));
        Assert.Equal(
            Values(Numbers.CumSum(1)),
            Values(Numbers.ApplyAlong(1, v => [.. v.Select((_, i) => v[..(i + 1)].Sum())]))
        );
        Assert.Equal((6, 2), Numbers.ApplyAlong(1, v => new[] { v[0], v[^1] }, length: 2).Compute().Shape);
    }

    [Fact]
    public void What_a_function_throws_is_told_with_its_block()
    {
        static NDArray Throw(NDArray block) => throw new FormatException("no such thing");
        ChunkedArray x = Ones((6, 10), chunks: (6, 5))[":, 5:"].MapBlocks(Throw);
        var error = Assert.Throws<UserFunctionException>(() => (x * 2).Sum().Compute());
        Assert.Equal("FormatException: no such thing (in MapBlocks(Throw), block (0, 0) at (0, 0))", error.Message);
        Assert.Contains(
            nameof(What_a_function_throws_is_told_with_its_block),
            error.InnerException!.StackTrace,
            StringComparison.Ordinal
        );
        ChunkedArray later = Numbers.MapBlocks(
            (block, place) =>
                place.Index[1] == 2 && place.Index[0] == 1
                    ? throw new GchunkException("not this one")
                    : block.Map(v => v)
        );
        Assert.EndsWith(
            "block (1, 2) at (4, 6))",
            Assert.Throws<UserFunctionException>(() => later.Compute()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_function_that_gives_something_else_than_was_stated_is_told_what_to_state()
    {
        Assert.Equal(
            "the function returned a block of dtype int64, but float64 was expected; state it with dtype: DType.Int64, or end the function with .AsType(DType.Float64) (in MapBlocks(b => b.AsType(DType.Int64)), block (0, 0) at (0, 0))",
            Assert
                .Throws<UserFunctionException>(() =>
                    (Numbers * 1.0).Rechunk((6, 10)).MapBlocks(b => b.AsType(DType.Int64)).Compute()
                )
                .Message
        );
        Assert.Contains(
            "the function returned a block of shape (2,)",
            Assert
                .Throws<UserFunctionException>(() => Numbers.MapBlocks(_ => NDArray.From([1.0, 2])).Compute())
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the function returned 1 numbers, but 10 were expected",
            Assert.Throws<UserFunctionException>(() => Numbers.ApplyAlong(1, _ => new double[1]).Compute()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the function returned no array",
            Assert.Throws<GchunkException>(() => Numbers.MapBlocks(_ => null!).Compute()).Message,
            StringComparison.Ordinal
        );
    }
}
