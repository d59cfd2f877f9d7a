using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Engine.Execution;

/// <summary>
/// An operand that is the same everywhere is held once for all tiles: the result has the bits that a whole array of it
/// gives.
/// </summary>
public class ConstantOperandTests
{
    // More than a tile, and not a multiple of its pieces.
    private const int Length = 5003;

    public static TheoryData<string, Func<ChunkedArray, ChunkedArray, ChunkedArray>> Operations =>
        new()
        {
            { "second", (x, c) => x * c },
            { "first", (x, c) => c - x },
            { "both orders", (x, c) => (x + c) / (c - x) },
            { "comparison", (x, c) => x > c },
            { "another dtype than the constant's", (x, c) => Ldexp(x, c.AsType(DType.Int64)) },
            { "condition", (x, c) => Where(x > c, x, c) },
            { "limits", (x, c) => x.Clip(-c, c) },
            { "constants alone", (x, c) => (c + c) * x },
            { "narrow", (x, c) => x.AsType(DType.Float32) * c.AsType(DType.Float32) + x },
        };

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_constant_gives_what_an_array_of_it_gives(
        string _,
        Func<ChunkedArray, ChunkedArray, ChunkedArray> operation
    )
    {
        ChunkedArray x = Rand.Normal(Length, seed: 4).Persist();
        double[] filled = new double[Length];
        filled.AsSpan().Fill(0.75);
        double[] expected = Values(operation(x, FromArray(filled)));
        Assert.Equal(expected, Values(operation(x, Full(Length, 0.75))));
        Assert.Equal(expected, Values(operation(x, FromArray(new[] { 0.75 }).BroadcastTo(Length))));
    }

    private static double[] Values(ChunkedArray x)
    {
        using NDArray values = x.AsType(DType.Float64).Compute();
        return values.ToArray<double>();
    }
}
