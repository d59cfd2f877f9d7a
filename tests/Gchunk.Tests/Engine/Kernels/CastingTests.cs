using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>Every pair of dtypes, the vector loops against what one element alone gives.</summary>
public unsafe class CastingTests
{
    public static TheoryData<DType, DType> Pairs()
    {
        var data = new TheoryData<DType, DType>();
        foreach (DType from in DTypes.All)
            foreach (DType to in DTypes.All)
                data.Add(from, to);
        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void ManyAreConvertedAsOne(DType from, DType to)
    {
        const int Length = 141;
        using NDArray given = SpecialValues.Of(from, Length, 0), one = NDArray.Zeros(1, to);
        foreach (int length in (int[])[0, 1, 7, 15, 16, 17, 33, Length])
        {
            using NDArray many = NDArray.Zeros(Length, to);
            Casting.Convert(from, given.Pointer, to, many.Pointer, length);
            for (int i = 0; i < Length; i++)
            {
                Casting.Convert(from, given.Pointer + i * from.Size, to, one.Pointer, 1);
                double got = many.GetDouble(i), wanted = i < length ? one.GetDouble(0) : 0;
                Assert.True(got.Equals(wanted), $"{given.GetDouble(i):R} at {i} of {length}: {got:R}, alone {wanted:R}");
            }
        }
    }

    [Theory]
    [InlineData(DType.Int32, 2147483647, -2147483648)]
    [InlineData(DType.Int64, 9223372036854775807, -9223372036854775808)]
    [InlineData(DType.UInt8, 255, 0)]
    public void FloatsBeyondAnIntegersRangeTakeItsEnds(DType to, double most, double least)
    {
        foreach (DType from in (DType[])[DType.Float32, DType.Float64])
        {
            double[] values = [.. Enumerable.Range(0, 40).Select(i => (i % 5) switch { 0 => 1e30, 1 => -1e30, 2 => double.NaN, 3 => double.PositiveInfinity, _ => 2.9 })];
            using NDArray given = NDArray.From(values).AsType(from), result = given.AsType(to);
            for (int i = 0; i < 40; i++) Assert.Equal((i % 5) switch { 0 or 3 => most, 1 => least, 2 => 0, _ => 2 }, result.GetDouble(i));
        }
    }
}
