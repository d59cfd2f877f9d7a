using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>Packed integers are made values in one pass, with the bits that the steps one by one give.</summary>
public class UnpackStepTests
{
    private const int Fill = -2147483647;

    [Theory]
    [InlineData(1, 1e-4, 0.0)]
    [InlineData(7, -0.1, 3.3)]
    [InlineData(8, 1e300, 1e308)]
    [InlineData(4099, 1e-4, 273.15)]
    public void The_bits_are_those_of_the_steps_one_by_one(int length, double scale, double offset)
    {
        int[] numbers = Numbers(length);
        ChunkedArray raw = Prelude.FromArray(NDArray.From(numbers), chunks: 1000),
            values = Decoded(raw, scale, offset);
        Assert.Equal(
            Bits(numbers, scale, offset),
            values.Compute().ToArray<double>().Select(BitConverter.DoubleToInt64Bits)
        );
        // What is between may be needed later, and so may the numbers themselves.
        ChunkedArray wide = raw.AsType(DType.Float64);
        double[] both = (Decoded(raw, scale, offset) + wide).Compute().ToArray<double>(),
            twice = (values * values).Compute().ToArray<double>();
        for (int i = 0; i < length; i++)
        {
            double value = BitConverter.Int64BitsToDouble(Bits([numbers[i]], scale, offset).Single());
            Assert.Equal(BitConverter.DoubleToInt64Bits(value + numbers[i]), BitConverter.DoubleToInt64Bits(both[i]));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value * value), BitConverter.DoubleToInt64Bits(twice[i]));
        }
    }

    [Fact]
    public void The_steps_of_a_decoded_variable_are_found_and_others_are_not()
    {
        ChunkedArray raw = Prelude.FromArray(NDArray.From(Numbers(10)), chunks: 10),
            wide = raw.AsType(DType.Float64);
        ChunkedArray decoded = Decoded(raw, 2, 3);
        Assert.Equal((true, 2), Find(decoded));
        Assert.Equal((true, 3), Find(decoded * decoded));
        Assert.False(Find(decoded + wide).Found);
        Assert.False(Find(Prelude.Where(Prelude.Equal(wide, (double)Fill), 0.0, wide) * 2.0 + 3.0).Found);
        Assert.False(Find(Prelude.Where(Prelude.Equal(wide, (double)Fill), double.NaN, wide) * 2.0 - 3.0).Found);
        Assert.False(Find(Prelude.Where(Prelude.Equal(wide, (double)Fill), double.NaN, wide) * wide + 3.0).Found);
        Assert.False(Find(Decoded(raw.AsType(DType.Int64), 2, 3)).Found);
    }

    private static (bool Found, int Steps) Find(ChunkedArray array)
    {
        (TileProgram program, ArrayExpr[] inputs) = TileProgram.Compile(
            array.Expression,
            n => n is ElementwiseExpr or CastExpr
        );
        TileInstruction[] steps = [.. program.Instructions];
        bool found =
            UnpackStep.Find(ref steps, i => inputs[i] is FullExpr full ? full.Value.ToDouble() : null) is not null;
        return (found, steps.Length);
    }

    private static ChunkedArray Decoded(ChunkedArray raw, double scale, double offset)
    {
        ChunkedArray wide = raw.AsType(DType.Float64);
        return Prelude.Where(Prelude.Equal(wide, (double)Fill), double.NaN, wide) * scale + offset;
    }

    private static int[] Numbers(int length)
    {
        var random = new Random(length);
        return
        [
            .. Enumerable
                .Range(0, length)
                .Select(i =>
                    (i % 5) switch
                    {
                        0 => Fill,
                        1 => int.MinValue,
                        2 => int.MaxValue,
                        _ => random.Next(int.MinValue, int.MaxValue),
                    }
                ),
        ];
    }

    private static IEnumerable<long> Bits(IEnumerable<int> numbers, double scale, double offset)
    {
        foreach (int number in numbers)
        {
            double value = number == Fill ? double.NaN : number;
            value *= scale;
            value += offset;
            yield return BitConverter.DoubleToInt64Bits(value);
        }
    }
}
