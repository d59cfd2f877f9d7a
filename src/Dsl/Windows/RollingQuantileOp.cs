using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
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
    private const long Short = 128;

    private bool IsShort => Before + After + 1 <= Short;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        IsShort ? SortedLanes.ScratchBytes(Before + After + 1, Each, result[Axis]) : base.ScratchBytes(inputs, result);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        if (!IsShort)
            return base.Run(inputs, context);
        NDArray input = inputs[0];
        long n = input.Shape[Axis],
            m = context.Shape[Axis],
            start = Starts[context.Block[Axis]],
            origin = context.Origin[Axis];
        (long outer, long inner) = input.Shape.Around(Axis);
        Bounds.Require(
            input.DType == context.DType
                && input.Size == outer * n * inner
                && context.Shape.Size == outer * m * inner * Each
        );
        WindowMargins.Require(start, n, origin, m, Before, After, Length);
        NDArray result = context.Allocate(context.DType);
        if (m > 0)
            new SortedLanes(this).Run(input, result, start, origin, context.Cancellation);
        return result;
    }

    protected override IRollingOrder Slider(long start, long origin, int count) =>
        new RankedWindows(this, start, origin, count);

    protected override long SliderBytes(long window, long count) => RankedWindows.ScratchBytes(window, count);
}
