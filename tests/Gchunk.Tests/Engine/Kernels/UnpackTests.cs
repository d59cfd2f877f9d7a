using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>Packed numbers are unpacked in one pass, with the bits that single steps give.</summary>
public class UnpackTests
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
        // The packed numbers may be used again in the same program.
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

    [Theory]
    [InlineData(DType.Int8, DType.Float32)]
    [InlineData(DType.UInt8, DType.Float64)]
    [InlineData(DType.Int16, DType.Float32)]
    [InlineData(DType.Int16, DType.Float64)]
    [InlineData(DType.UInt16, DType.Float32)]
    [InlineData(DType.Int32, DType.Float64)]
    [InlineData(DType.UInt32, DType.Float64)]
    [InlineData(DType.Int64, DType.Float64)]
    [InlineData(DType.UInt64, DType.Float64)]
    [InlineData(DType.Float32, DType.Float32)]
    [InlineData(DType.Float64, DType.Float64)]
    public void Every_combination_of_fields_gives_the_bits_of_single_operations(DType packed, DType result)
    {
        ChunkedArray raw = Prelude.FromArray(NDArray.From(Numbers(5000)), chunks: 1111).AsType(packed);
        foreach (
            double[] fills in (double[][])
                [
                    [],
                    [3],
                    [3, 7],
                ]
        )
        {
            foreach (double? scale in (double?[])[null, 0.25, -1e-3])
            {
                foreach (double? offset in (double?[])[null, 273.15])
                {
                    if (result == DType.Float32)
                        Check((float)(scale ?? 0), (float)(offset ?? 0));
                    else
                        Check(scale ?? 0, offset ?? 0);

                    void Check(double rounded, double roundedOffset)
                    {
                        double? s = scale is null ? null : rounded,
                            o = offset is null ? null : roundedOffset;
                        ChunkedArray cast = raw.AsType(result),
                            steps = cast;
                        foreach (double fill in fills)
                            steps = Prelude.Where(Prelude.Equal(cast, fill), double.NaN, steps);
                        if (s is { } by)
                            steps = steps * by;
                        if (o is { } add)
                            steps = steps + add;
                        ChunkedArray unpacked = Unpacked(raw, new UnpackOp(packed, fills, s, o, result));
                        Assert.Equal(result, unpacked.DType);
                        Assert.Equal(Bytes(steps.Compute()), Bytes(unpacked.Compute()));
                    }
                }
            }
        }
    }

    [Fact]
    public void An_unpacked_variable_is_one_step_of_its_program()
    {
        ChunkedArray raw = Prelude.FromArray(NDArray.From(Numbers(10)), chunks: 10),
            values = Decoded(raw, 2, 3);
        Assert.Equal([TileStep.Load, TileStep.Apply], Steps(values));
        Assert.Equal([TileStep.Load, TileStep.Apply, TileStep.Apply], Steps(values * values));
    }

    [Fact]
    public void The_fields_are_part_of_what_tells_expressions_apart()
    {
        ChunkedArray raw = Prelude.FromArray(NDArray.From(Numbers(10)), chunks: 10);
        Assert.Equal(Decoded(raw, 2, 3).Expression.Hash, Decoded(raw, 2, 3).Expression.Hash);
        UInt128[] hashes =
        [
            .. new UnpackOp[]
            {
                new(DType.Int32, [1], 2, 3, DType.Float64),
                new(DType.Int32, [2], 2, 3, DType.Float64),
                new(DType.Int32, [1, 2], 2, 3, DType.Float64),
                new(DType.Int32, [1], 0, 3, DType.Float64),
                new(DType.Int32, [1], null, 3, DType.Float64),
                new(DType.Int32, [1], 2, null, DType.Float64),
                new(DType.Int16, [1], 2, 3, DType.Float64),
                new(DType.Int32, [1], 2, 3, DType.Float32),
            }.Select(op => Unpacked(raw, op).Expression.Hash),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    private static TileStep[] Steps(ChunkedArray array) =>
        [
            .. TileProgram
                .Compile(array.Expression, n => n is ElementwiseExpr or CastExpr)
                .Program.Instructions.Select(i => i.Step),
        ];

    private static ChunkedArray Unpacked(ChunkedArray raw, UnpackOp op) =>
        new(ElementwiseExpr.Create(op, raw.Expression));

    private static ChunkedArray Decoded(ChunkedArray raw, double scale, double offset) =>
        Unpacked(raw, new UnpackOp(DType.Int32, [Fill], scale, offset, DType.Float64));

    private static unsafe byte[] Bytes(NDArray array)
    {
        byte[] bytes = new ReadOnlySpan<byte>(array.Pointer, (int)array.NBytes).ToArray();
        GC.KeepAlive(array);
        return bytes;
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
