using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Xunit;

namespace Gchunk.Tests.Engine.Arrays;

public class ArraysTests
{
    // The results of numpy.promote_types, except for half precision, which gchunk does not have.
    [Theory]
    [InlineData(DType.Bool, DType.Int8, DType.Int8)]
    [InlineData(DType.Int8, DType.UInt8, DType.Int16)]
    [InlineData(DType.Int16, DType.UInt8, DType.Int16)]
    [InlineData(DType.Int32, DType.UInt32, DType.Int64)]
    [InlineData(DType.Int64, DType.UInt64, DType.Float64)]
    [InlineData(DType.Int16, DType.Float32, DType.Float32)]
    [InlineData(DType.Int32, DType.Float32, DType.Float64)]
    [InlineData(DType.UInt16, DType.Float32, DType.Float32)]
    [InlineData(DType.Float32, DType.Float64, DType.Float64)]
    [InlineData(DType.UInt16, DType.UInt64, DType.UInt64)]
    public void Dtypes_are_promoted_as_in_NumPy(DType a, DType b, DType expected)
    {
        Assert.Equal(expected, DTypes.Promote(a, b));
        Assert.Equal(expected, DTypes.Promote(b, a));
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_are_both_named()
    {
        var error = Assert.Throws<GchunkException>(() => Shape.Broadcast((3, 4), (3, 5)));
        Assert.Contains("(3, 4) and (3, 5)", error.Message, StringComparison.Ordinal);
    }

    // Python's range(length)[start:stop:step].
    [Theory]
    [InlineData(null, null, -1L, 10L, 9L, 10L)]
    [InlineData(2L, 8L, 3L, 10L, 2L, 2L)]
    [InlineData(-3L, null, 1L, 10L, 7L, 3L)]
    [InlineData(8L, 2L, -2L, 10L, 8L, 3L)]
    [InlineData(5L, 100L, 1L, 10L, 5L, 5L)]
    [InlineData(5L, 5L, 1L, 10L, 0L, 0L)]
    [InlineData(100L, null, -4L, 10L, 9L, 3L)]
    public void Slices_count_as_Python_does(long? start, long? stop, long step, long length, long first, long count)
    {
        AxisSlice slice = AxisSlice.FromBounds(start, stop, step, length);
        Assert.Equal((first, count), (slice.Start, slice.Count));
    }

    [Fact]
    public void An_axis_out_of_range_says_which_there_are()
    {
        var error = Assert.Throws<GchunkException>(() => new Shape(2, 3).NormalizeAxis(2));
        Assert.Contains("axis 2 is out of range", error.Message, StringComparison.Ordinal);
        Assert.Contains("-2 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_an_integer_dtype_cannot_hold_is_refused()
    {
        var error = Assert.Throws<GchunkException>(() => ((Scalar)300L).As(DType.Int8));
        Assert.Contains("300 is out of range for int8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_block_lives_until_its_last_handle_is_disposed()
    {
        NDArray a = NDArray.From(new[] { 1.0, 2, 3, 4 });
        NDArray b = a.Reshape((2, 2));
        a.Dispose();
        Assert.Equal(4, b.GetDouble(1, 1));
        b.Dispose();
        Assert.Throws<ObjectDisposedException>(() => b.GetDouble(0, 0));
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(1e300, int.MaxValue)]
    [InlineData(-1e300, int.MinValue)]
    [InlineData(-2.9, -2)]
    public void Casts_from_floats_are_never_undefined(double value, int expected) =>
        Assert.Equal(expected, NDArray.From(new[] { value }).ToArray<int>()[0]);

    [Fact]
    public void Grids_of_one_axis_find_the_chunk_of_an_index()
    {
        var grid = new ChunkGrid([3, 4, 0, 5]);
        Assert.Equal(
            new[] { 0, 0, 0, 1, 1, 1, 1, 3, 3, 3, 3, 3 },
            Enumerable.Range(0, 12).Select(i => grid.ChunkOf(0, i))
        );
    }

    [Fact]
    public void The_nearest_name_is_suggested()
    {
        Assert.Equal(
            "no dimension 'latitude'; did you mean 'lat'? (there are: time, lat, lon)",
            Spelling.Unknown("dimension", "latitude", ["time", "lat", "lon"])
        );
        Assert.Equal("no variable 'xyz' (there are: pr, tas)", Spelling.Unknown("variable", "xyz", ["pr", "tas"]));
        // A long name comes from a file: nobody typed it, and to compare it would take the product of the lengths.
        string longest = new('a', 200);
        Assert.Equal(longest, Spelling.Nearest(longest[..^1] + "b", [new string('a', 300_000), longest]));
        Assert.Null(Spelling.Nearest(longest + "ab", [longest]));
        Assert.Equal(
            $"no calendar '{longest}…' (there are: noleap, {longest}…)",
            Spelling.Unknown("calendar", new string('a', 300_000), ["noleap", new string('a', 300_000)])
        );
    }
}
