using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Arrays;

/// <summary>
/// Comparisons of signed integers with uint64, which NumPy 2 compares by their exact values; checked against 128-bit
/// integers.
/// </summary>
public class ExactComparisonTests
{
    private static readonly ulong[] Unsigned =
    [
        0,
        1,
        7,
        127,
        (1UL << 53) - 1,
        1UL << 53,
        (1UL << 53) + 1,
        long.MaxValue - 1,
        long.MaxValue,
        1UL << 63,
        (1UL << 63) + 1,
        ulong.MaxValue - 6,
        ulong.MaxValue,
    ];
    private static readonly long[] Signed =
    [
        long.MinValue,
        long.MinValue + 1,
        -(1L << 53) - 1,
        -128,
        -7,
        -1,
        0,
        1,
        7,
        127,
        (1L << 53) - 1,
        1L << 53,
        (1L << 53) + 1,
        long.MaxValue - 1,
        long.MaxValue,
    ];

    private static readonly Dictionary<string, Func<Int128, Int128, bool>> Exact = new()
    {
        ["equal"] = (a, b) => a == b,
        ["not_equal"] = (a, b) => a != b,
        ["less"] = (a, b) => a < b,
        ["less_equal"] = (a, b) => a <= b,
        ["greater"] = (a, b) => a > b,
        ["greater_equal"] = (a, b) => a >= b,
    };

    public static TheoryData<string, DType> Cases
    {
        get
        {
            var data = new TheoryData<string, DType>();
            foreach (string name in Exact.Keys)
            {
                foreach (DType dtype in new[] { DType.Int8, DType.Int16, DType.Int32, DType.Int64 })
                    data.Add(name, dtype);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Signed_and_unsigned_integers_are_compared_exactly(string name, DType dtype)
    {
        int bits = dtype.Size * 8;
        long[] signed = [.. Signed.Where(s => s >= long.MinValue >> 64 - bits && s <= long.MaxValue >> 64 - bits)];
        ChunkedArray rows = FromArray(NDArray.From(signed).AsType(dtype), 4).Reshape((signed.Length, 1)),
            columns = FromArray(NDArray.From(Unsigned), 5);
        AssertTable(ChunkedArray.Elementwise(name, rows, columns), (i, j) => Exact[name](signed[i], Unsigned[j]));
        AssertTable(ChunkedArray.Elementwise(name, columns, rows), (i, j) => Exact[name](Unsigned[j], signed[i]));

        void AssertTable(ChunkedArray got, Func<int, int, bool> wanted)
        {
            Assert.Equal(DType.Bool, got.DType);
            bool[] values = got.Compute().ToArray<bool>();
            for (int i = 0; i < signed.Length; i++)
            {
                for (int j = 0; j < Unsigned.Length; j++)
                {
                    Assert.True(
                        values[i * Unsigned.Length + j] == wanted(i, j),
                        $"{name} of {dtype.Name} {signed[i]} and {Unsigned[j]}: {values[i * Unsigned.Length + j]}"
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(1L << 53)]
    public void A_full_array_of_one_value_is_compared_exactly_too(long value)
    {
        ChunkedArray full = Full(Unsigned.Length, value, dtype: DType.Int64),
            unsigned = FromArray(NDArray.From(Unsigned));
        Assert.Equal(Unsigned.Select(u => value < (Int128)u), (full < unsigned).Compute().ToArray<bool>());
        Assert.Equal(
            Unsigned.Select(u => value == (Int128)u),
            ChunkedArray.Elementwise("equal", unsigned, full).Compute().ToArray<bool>()
        );
    }
}
