using System.Numerics;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Kernels;

/// <summary>
/// Integers are divided as doubles where these are exact: beside big integers, at the edges of that range and beyond it.
/// </summary>
public class IntegerDivisionTests
{
    private static readonly long[] edges =
    [
        .. new long[] { 0, 1, 2, 3, 7, 1000, int.MaxValue, 1L << 31, 1L << 32, 1L << 51, 1L << 52, 1L << 53, 1L << 62 }
            .SelectMany(e => new[] { e - 1, e, e + 1, -e - 1, -e, 1 - e })
            .Append(long.MaxValue)
            .Append(long.MinValue),
    ];

    [Theory]
    [InlineData(DType.Int64)]
    [InlineData(DType.UInt64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.UInt32)]
    [InlineData(DType.Int16)]
    public void Quotients_and_remainders_are_exact(DType dtype)
    {
        var random = new Random(3);
        // Near pairs of a multiple and its divisor a rounded quotient would be the wrong integer.
        (long A, long B)[] pairs =
        [
            .. edges.SelectMany(a => edges.Select(b => (a, b))),
            .. Enumerable
                .Range(0, 5000)
                .Select(_ =>
                {
                    long b = random.NextInt64(1, 1L << random.Next(1, 40));
                    return (b * random.NextInt64(1L << random.Next(1, 24)) - random.Next(0, 2), b);
                }),
        ];
        NDArray a = NDArray.From(Array.ConvertAll(pairs, p => p.A)).AsType(dtype),
            b = NDArray.From(Array.ConvertAll(pairs, p => p.B)).AsType(dtype);
        BigInteger[] dividends = Integers(a),
            divisors = Integers(b);
        BigInteger[] quotients = new BigInteger[pairs.Length],
            remainders = new BigInteger[pairs.Length],
            truncated = new BigInteger[pairs.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            if (divisors[i].IsZero)
                continue;
            quotients[i] = BigInteger.DivRem(dividends[i], divisors[i], out BigInteger rest);
            (truncated[i], remainders[i]) = (rest, rest);
            if (!rest.IsZero && rest.Sign != divisors[i].Sign)
            {
                quotients[i]--;
                remainders[i] += divisors[i];
            }
            // The only quotient beyond the type wraps, as in NumPy.
            if (dtype is DType.Int64 or DType.Int32 or DType.Int16 && quotients[i] == -(Least(dtype)))
                quotients[i] = Least(dtype);
        }
        ChunkedArray x = FromArray(a),
            y = FromArray(b);
        Assert.Equal(quotients, Integers(FloorDivide(x, y).Compute()));
        Assert.Equal(remainders, Integers(Remainder(x, y).Compute()));
        Assert.Equal(truncated, Integers(FMod(x, y).Compute()));
    }

    private static BigInteger Least(DType dtype) => -(BigInteger.One << (dtype.Size * 8 - 1));

    private static BigInteger[] Integers(NDArray array) =>
        array.DType == DType.UInt64
            ? Array.ConvertAll(array.ToArray<ulong>(), v => new BigInteger(v))
            : Array.ConvertAll(array.AsType(DType.Int64).ToArray<long>(), v => new BigInteger(v));
}
