using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// Quantiles of rolling windows along an axis, skipping NaN, at a cost that grows only with the logarithm of the window;
/// each block comes with the margins that its windows extend into. The quantiles lie along a new last axis.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Before">The number of elements before each one that belong to its window.</param>
/// <param name="After">The number of elements after it.</param>
/// <param name="Least">The number of elements that must not be missing.</param>
/// <param name="Quantiles">The quantiles.</param>
/// <param name="Method">The interpolation between neighboring values.</param>
/// <param name="Starts">The index at which each block of the input begins, margins included.</param>
/// <param name="Length">The length of the axis.</param>
internal sealed unsafe record RollingQuantileOp(
    int Axis,
    long Before,
    long After,
    long Least,
    double[] Quantiles,
    QuantileMethod Method,
    long[] Starts,
    long Length
) : BlockOp
{
    public override string Name => "dsl.rolling-quantile";

    public override bool Takes(DType dtype) => dtype is DType.Float32 or DType.Float64;

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

    // Some lines and their results, and what slides along a line.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        long n = inputs[0][Axis],
            inner = 1;
        for (int a = Axis + 1; a < inputs[0].Rank; a++)
            inner *= inputs[0][a];
        long m = result[Axis],
            window = Before + After + 1;
        return Lanes(n, inner) * (n + m * Quantiles.Length) * sizeof(double)
            + (window <= Short ? SortedLanes.ScratchBytes(window, m) : RankedWindows.ScratchBytes(window, m));
    }

    // Neighbouring lanes share lines of the cache.
    private static long Lanes(long n, long inner) => n > 1 << 18 ? 1 : Math.Min(8, Math.Max(1, inner));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0];
        long n = input.Shape[Axis],
            m = context.Shape[Axis],
            outer = 1,
            inner = 1;
        for (int a = 0; a < Axis; a++)
            outer *= input.Shape[a];
        for (int a = Axis + 1; a < input.Rank; a++)
            inner *= input.Shape[a];
        long start = Starts[context.Block[Axis]],
            origin = context.Origin[Axis],
            each = Quantiles.Length;
        Bounds.Require(
            input.DType == context.DType
                && input.Size == outer * n * inner
                && context.Shape.Size == outer * m * inner * each
        );
        WindowMargins.Require(start, n, origin, m, Before, After, Length);
        NDArray result = context.Allocate(context.DType);
        if (m == 0)
            return result;
        var lanes = (int)Lanes(n, inner);
        var lane = new double[lanes * n];
        var found = new double[lanes * m * each];
        IRollingOrder slide =
            Before + After + 1 <= Short
                ? new SortedLanes(this, start, origin, checked((int)m))
                : new RankedWindows(this, start, origin, checked((int)m));
        bool single = input.DType == DType.Float32;
        for (long o = 0; o < outer; o++)
        {
            for (long cell = 0; cell < inner; cell += lanes)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                int width = (int)Math.Min(lanes, inner - cell);
                for (long i = 0; i < n; i++)
                {
                    long at = (o * n + i) * inner + cell;
                    for (int l = 0; l < width; l++)
                        lane[l * n + i] = single ? ((float*)input.Pointer)[at + l] : ((double*)input.Pointer)[at + l];
                }
                for (int l = 0; l < width; l++)
                    slide.Run(lane.AsSpan((int)(l * n), (int)n), found.AsSpan((int)(l * m * each), (int)(m * each)));
                for (long i = 0; i < m; i++)
                {
                    long at = ((o * m + i) * inner + cell) * each;
                    for (int l = 0; l < width; l++)
                    {
                        for (long q = 0; q < each; q++, at++)
                        {
                            double value = found[(l * m + i) * each + q];
                            if (single)
                                ((float*)result.Pointer)[at] = (float)value;
                            else
                                ((double*)result.Pointer)[at] = value;
                        }
                    }
                }
            }
        }
        GC.KeepAlive(input);
        return result;
    }
}
