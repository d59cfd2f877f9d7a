using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>Every pair of dtypes: the vector loops compared with the conversion of one element alone.</summary>
public unsafe class CastingTests
{
    public static TheoryData<DType, DType> Pairs()
    {
        var data = new TheoryData<DType, DType>();
        foreach (DType from in DTypes.Real)
        {
            foreach (DType to in DTypes.Real)
                data.Add(from, to);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Many_values_are_converted_as_one_value_is(DType from, DType to)
    {
        const int Length = 141;
        using NDArray given = SpecialValues.Of(from, Length, 0),
            one = NDArray.Zeros(1, to);
        foreach (int length in (int[])[0, 1, 7, 15, 16, 17, 33, Length])
        {
            using NDArray many = NDArray.Zeros(Length, to);
            Casting.Convert(from, given.Pointer, to, many.Pointer, length);
            for (int i = 0; i < Length; i++)
            {
                Casting.Convert(from, given.Pointer + i * from.Size, to, one.Pointer, 1);
                double got = many.GetDouble(i),
                    wanted = i < length ? one.GetDouble(0) : 0;
                Assert.True(
                    got.Equals(wanted),
                    $"{given.GetDouble(i):R} at {i} of {length}: {got:R}, alone {wanted:R}"
                );
            }
        }
    }

    [Theory]
    [InlineData(DType.Int32, 2147483647, -2147483648)]
    [InlineData(DType.Int64, 9223372036854775807, -9223372036854775808)]
    [InlineData(DType.UInt8, 255, 0)]
    public void Floats_beyond_the_range_of_an_integer_take_its_ends(DType to, double most, double least)
    {
        foreach (DType from in (DType[])[DType.Float32, DType.Float64])
        {
            double[] values =
            [
                .. Enumerable
                    .Range(0, 40)
                    .Select(i =>
                        (i % 5) switch
                        {
                            0 => 1e30,
                            1 => -1e30,
                            2 => double.NaN,
                            3 => double.PositiveInfinity,
                            _ => 2.9,
                        }
                    ),
            ];
            using NDArray given = NDArray.From(values).AsType(from),
                result = given.AsType(to);
            for (int i = 0; i < 40; i++)
            {
                Assert.Equal(
                    (i % 5) switch
                    {
                        0 or 3 => most,
                        1 => least,
                        2 => 0,
                        _ => 2,
                    },
                    result.GetDouble(i)
                );
            }
        }
    }

    [Fact]
    public unsafe void Integers_of_eight_bytes_round_as_the_processor_rounds_them_where_it_has_no_instruction_for_many()
    {
        var random = new Random(5);
        long[] x =
        [
            long.MinValue,
            long.MinValue + 1,
            -1,
            0,
            1,
            (1L << 53) + 1,
            -(1L << 53) - 1,
            (1L << 53) + 3,
            (1L << 62) + (1L << 9),
            (1L << 62) + (1L << 9) + 1,
            long.MaxValue,
            uint.MaxValue,
            .. Enumerable.Range(0, 10_000).Select(i => random.NextInt64(long.MinValue, long.MaxValue) >> (i % 64)),
        ];
        var r = new double[x.Length];
        int done;
        fixed (long* from = x)
        fixed (double* to = r)
            done = Casting.Int64ToDoubleByHalves(from, to, x.Length);
        Assert.Equal(x.Length / 4 * 4, done);
        Assert.Equal(
            x.Take(done).Select(v => BitConverter.DoubleToInt64Bits(v)),
            r.Take(done).Select(BitConverter.DoubleToInt64Bits)
        );
    }
}
