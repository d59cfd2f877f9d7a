using Gchunk.Engine.Arrays;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>
/// Arrays of plain values with the ones that break kernels (NaN, infinities, both zeros, the ends of the integers)
/// among them.
/// </summary>
internal static class SpecialValues
{
    private static readonly double[] Floats =
    [
        double.NaN,
        double.PositiveInfinity,
        double.NegativeInfinity,
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        2,
        -2.5,
        1e300,
        -1e300,
        1e-300,
        5e-324,
        3,
        710,
        -746,
    ];

    /// <summary>
    /// Returns values that repeat with a period which divides no vector length, so that each lane sees each value.
    /// </summary>
    public static NDArray Of(DType type, int length, int operand)
    {
        var random = new Random(1000 * operand + (int)type);
        if (type.IsFloat)
        {
            var values = new double[length];
            for (int i = 0; i < length; i++)
                values[i] = random.Next(3) == 0 ? Floats[random.Next(Floats.Length)] : random.Next(-4000, 4000) / 16.0;
            using NDArray doubles = NDArray.From(values);
            return doubles.AsType(type);
        }
        var integers = new long[length];
        for (int i = 0; i < length; i++)
        {
            integers[i] =
                type == DType.Bool
                    ? random.Next(2)
                    : random.Next(6) switch
                    {
                        0 => 0,
                        1 => type.IsSigned ? long.MinValue >> 64 - 8 * type.Size : 0,
                        2 => type.IsSigned ? long.MaxValue >> 64 - 8 * type.Size : -1,
                        3 => -1,
                        _ => random.Next(-40, 100),
                    };
        }

        using NDArray longs = NDArray.From(integers);
        return longs.AsType(type);
    }
}
