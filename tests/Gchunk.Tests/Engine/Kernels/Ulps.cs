using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>The distance between two results.</summary>
internal static class Ulps
{
    /// <summary>
    /// Returns the units in the last place between element i of two arrays; 0 for two NaNs, and for 0 and -0.
    /// </summary>
    public static long Between(NDArray a, NDArray b, long i)
    {
        Assert.Equal(a.DType, b.DType);
        return a.DType switch
        {
            DType.Float64 => Between(a.Span<double>()[(int)i], b.Span<double>()[(int)i]),
            DType.Float32 => Between(a.Span<float>()[(int)i], b.Span<float>()[(int)i]),
            DType.UInt64 => a.Span<ulong>()[(int)i] == b.Span<ulong>()[(int)i] ? 0 : long.MaxValue,
            DType.Int64 => a.Span<long>()[(int)i] == b.Span<long>()[(int)i] ? 0 : long.MaxValue,
            _ => a.GetDouble(i) == b.GetDouble(i) ? 0 : long.MaxValue,
        };
    }

    public static long Between(double a, double b)
    {
        if (double.IsNaN(a) || double.IsNaN(b))
            return double.IsNaN(a) == double.IsNaN(b) ? 0 : long.MaxValue;
        return Distance(Ordered(BitConverter.DoubleToInt64Bits(a)), Ordered(BitConverter.DoubleToInt64Bits(b)));
    }

    public static long Between(float a, float b)
    {
        if (float.IsNaN(a) || float.IsNaN(b))
            return float.IsNaN(a) == float.IsNaN(b) ? 0 : long.MaxValue;
        int x = BitConverter.SingleToInt32Bits(a),
            y = BitConverter.SingleToInt32Bits(b);
        return Distance(x < 0 ? -(x & int.MaxValue) : x, y < 0 ? -(y & int.MaxValue) : y);
    }

    private static long Ordered(long bits) => bits < 0 ? -(bits & long.MaxValue) : bits;

    private static long Distance(long a, long b)
    {
        Int128 distance = Int128.Abs((Int128)a - b);
        return distance > long.MaxValue ? long.MaxValue : (long)distance;
    }
}
