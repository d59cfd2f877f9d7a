using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Indexing;

/// <summary>Masks and positions select elements of every width, with loops of their own for 4 and 8 bytes.</summary>
public class ElementWidthTests
{
    [Theory]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int16)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Complex128)]
    public void Masks_and_positions_select_the_same_elements_as_a_loop(DType type)
    {
        const int N = 3001;
        var random = new Random(7);
        bool[] mask = [.. Enumerable.Range(0, N).Select(_ => random.Next(3) == 0)];
        long[] positions = [.. Enumerable.Range(0, N).Select(_ => (long)random.Next(-N, N))];
        ChunkedArray x = (Prelude.Arange(N) % 251).AsType(type);
        double[] kept = [.. Enumerable.Range(0, N).Where(i => mask[i]).Select(i => (double)(i % 251))],
            taken = [.. positions.Select(p => (double)((p < 0 ? p + N : p) % 251))];
        ChunkedArray selector = Prelude.FromArray(NDArray.From(mask));
        Assert.Equal(kept, Numbers(x[selector]));
        Assert.Equal(kept, Numbers(Prelude.Stack([x, x], axis: 0)[":1"].Compress(selector, axis: 1)[0]));
        Assert.Equal(taken, Numbers(x.Take(positions)));
        Assert.Equal(
            [.. Enumerable.Range(0, N).Where(i => mask[i]).Select(i => (double)i)],
            Numbers(selector.NonZero()[0])
        );
    }

    private static double[] Numbers(ChunkedArray x) =>
        (x.DType.IsComplex ? Prelude.Real(x) : x).AsType(DType.Float64).Compute().ToArray<double>();
}
