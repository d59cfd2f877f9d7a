using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// Quantiles of rolling windows along an axis, skipping NaN, at a cost that grows only with the logarithm of the window.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Before">The number of elements before each one that belong to its window.</param>
/// <param name="After">The number of elements after it.</param>
/// <param name="Least">The number of elements that must not be missing.</param>
/// <param name="Quantiles">The quantiles.</param>
/// <param name="Method">The interpolation between neighboring values.</param>
/// <param name="Starts">The index at which each block of the input begins, margins included.</param>
/// <param name="Length">The length of the axis.</param>
internal sealed record RollingQuantileOp(
    int Axis,
    long Before,
    long After,
    long Least,
    double[] Quantiles,
    QuantileMethod Method,
    long[] Starts,
    long Length
) : RollingOrderOp(Axis, Before, After, Least, Starts, Length)
{
    public override string Name => "dsl.rolling-quantile";

    protected override int Each => Quantiles.Length;

    /// <summary>Makes the lazy array.</summary>
    public static ArrayExpr Create(
        ArrayExpr input,
        int axis,
        long before,
        long after,
        long least,
        double[] quantiles,
        QuantileMethod method
    )
    {
        input = CastExpr.Create(input, input.DType == DType.Float32 ? DType.Float32 : DType.Float64);
        ChunkGrid grid = input.Chunks;
        long length = input.Shape[axis];
        (input, long[] starts) = WindowMargins.Of(input, axis, before, after);
        var chunks = new long[grid.Shape.Rank + 1][];
        for (int a = 0; a < grid.Shape.Rank; a++)
            chunks[a] = grid.Sizes(a).ToArray();
        chunks[^1] = [quantiles.Length];
        return new BlockOpExpr(
            new RollingQuantileOp(axis, before, after, least, quantiles, method, starts, length),
            [input],
            [
                [.. Enumerable.Range(0, input.Rank)],
            ],
            input.DType,
            new ChunkGrid(chunks)
        );
    }

    // Up to this length, the values of a window are kept in order; of a longer one, the ranks of its elements are.
    private const long Short = 64;

    protected override IRollingOrder Slider(long start, long origin, int count) =>
        Before + After + 1 <= Short
            ? new SortedLanes(this, start, origin, count)
            : new RankedWindows(this, start, origin, count);

    protected override long SliderBytes(long window, long count) =>
        window <= Short ? SortedLanes.ScratchBytes(window, count) : RankedWindows.ScratchBytes(window, count);
}
