using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>Boxes are divided into tiles that windows can be read in.</summary>
public class TileLengthsTests
{
    [Theory]
    [InlineData(new long[0], 1)]
    [InlineData(new long[] { 7 }, 7)]
    [InlineData(new long[] { 5, 1000 }, 1000)]
    [InlineData(new long[] { 5, 1000, 1 }, 1000)]
    [InlineData(new long[] { 2, 3, 2048 }, 2048)]
    [InlineData(new long[] { 100, 512 }, 512)]
    [InlineData(new long[] { 100, 511 }, 4 * 511)]
    [InlineData(new long[] { 9000, 1 }, 1856)]
    [InlineData(new long[] { 4, 2049 }, 1088)]
    [InlineData(new long[] { 3, 100_000 }, 2048)]
    public void Tiles_cover_the_box_and_end_where_long_rows_end(long[] count, int first)
    {
        var lengths = new TileLengths(count);
        long elements = count.Aggregate(1L, (a, b) => a * b),
            row = count.LastOrDefault(n => n > 1, 1),
            done = 0;
        Assert.Equal(first, lengths.At(0));
        while (done < elements)
        {
            int length = lengths.At(done);
            Assert.InRange(length, 1, TileProgram.TileLength);
            if (row >= 512)
                Assert.Equal(done / row, (done + length - 1) / row);
            else
                Assert.True((done + length) % row == 0);
            done += length;
        }
        Assert.Equal(elements, done);
    }

    // Windows of a wider array, forwards and backwards, large enough that the next tile is prefetched.
    [Theory]
    [InlineData(700, 1000, DType.Float64)]
    [InlineData(333, 600, DType.Float64)]
    [InlineData(500, 2999, DType.Float64)]
    [InlineData(999, 77, DType.Float64)]
    [InlineData(700, 1001, DType.Float32)]
    [InlineData(700, 1001, DType.UInt8)]
    [InlineData(700, 1001, DType.Int16)]
    public void Windows_on_wide_arrays_are_read_right_both_ways(int rows, int columns, DType type)
    {
        const int Height = 1000,
            Width = 2999;
        var numbers = new double[Height * Width];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = i * 31L % 251;
        using NDArray values = NDArray.From(numbers, (Height, Width)).AsType(type);
        var x = Prelude.FromArray(values, chunks: (rows, columns));
        var reversed = x["::-1, ::-1"];
        using NDArray products = (x.AsType(DType.Float64) * reversed + reversed).Compute();
        double[] sums = (x.AsType(DType.Float64) * reversed).Sum(axis: 0).Compute().ToArray<double>(),
            expectedSums = new double[Width];
        double[] shown = products.ToArray<double>();
        for (int i = 0; i < shown.Length; i++)
        {
            double other = numbers[numbers.Length - 1 - i];
            Assert.Equal(numbers[i] * other + other, shown[i]);
            expectedSums[i % Width] += numbers[i] * other;
        }
        Assert.Equal(expectedSums, sums);
        Assert.Equal(expectedSums.Sum(), (double)(x.AsType(DType.Float64) * reversed).Sum().Compute());
        Assert.Equal(Math.Cos(numbers[^1]), Prelude.Cos(x.AsType(DType.Float64)).Compute().GetDouble(-1, -1), 15);
    }

    [Fact]
    public void A_block_of_one_column_is_generated_as_the_whole_is()
    {
        ChunkedArray x = Rand.Normal((9, 7), chunks: (4, 3), seed: 3);
        using NDArray whole = x.Compute();
        Assert.Equal(whole.ToArray<double>().Select(v => v + 1), (x + 1).Compute().ToArray<double>());
    }
}
