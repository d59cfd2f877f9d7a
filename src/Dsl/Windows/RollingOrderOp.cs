using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// What the order of the elements of rolling windows along an axis gives, skipping NaN; each block comes with the margins
/// that its windows extend into. The results of a window lie along a new last axis.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Before">The number of elements before each one that belong to its window.</param>
/// <param name="After">The number of elements after it.</param>
/// <param name="Least">The number of elements that must not be missing.</param>
/// <param name="Starts">The index at which each block of the input begins, margins included.</param>
/// <param name="Length">The length of the axis.</param>
internal abstract unsafe record RollingOrderOp(
    int Axis,
    long Before,
    long After,
    long Least,
    long[] Starts,
    long Length
) : BlockOp
{
    public override bool Takes(DType dtype) => dtype is DType.Float32 or DType.Float64;

    /// <summary>The number of results of each window.</summary>
    protected abstract int Each { get; }

    /// <summary>Makes what slides along the lines of a block.</summary>
    /// <param name="start">The index of a line's first element.</param>
    /// <param name="origin">The index of the first result.</param>
    /// <param name="count">The number of results.</param>
    protected abstract IRollingOrder Slider(long start, long origin, int count);

    /// <summary>The bytes that this needs.</summary>
    protected abstract long SliderBytes(long window, long count);

    // Some lines and their results, and what slides along a line.
    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        long n = inputs[0][Axis],
            inner = 1;
        for (int a = Axis + 1; a < inputs[0].Rank; a++)
            inner *= inputs[0][a];
        long m = result[Axis];
        return Lanes(n, inner) * (n + m * Each) * sizeof(double) + SliderBytes(Before + After + 1, m);
    }

    // Neighbouring lanes share lines of the cache.
    private static long Lanes(long n, long inner) => n > 1 << 18 ? 1 : Math.Min(8, Math.Max(1, inner));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0];
        long n = input.Shape[Axis],
            m = context.Shape[Axis];
        (long outer, long inner) = input.Shape.Around(Axis);
        long start = Starts[context.Block[Axis]],
            origin = context.Origin[Axis],
            each = Each;
        Bounds.Require(
            input.DType == context.DType
                && input.Size == outer * n * inner
                && context.Shape.Size == outer * m * inner * each
        );
        WindowMargins.Require(start, n, origin, m, Before, After, Length);
        NDArray result = context.Allocate(context.DType);
        if (m == 0)
            return result;
        IRollingOrder slide = Slider(start, origin, checked((int)m));
        bool single = input.DType == DType.Float32;
        if (inner == 1 && !single)
        {
            for (long o = 0; o < outer; o++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var line = new ReadOnlySpan<double>((double*)input.Pointer + o * n, checked((int)n));
                slide.Run(line, new Span<double>((double*)result.Pointer + o * m * each, checked((int)(m * each))));
            }

            GC.KeepAlive(input);
            return result;
        }
        var lanes = (int)Lanes(n, inner);
        using NDArray scratch = NDArray.Allocate(new Shape(lanes * (n + m * each)), DType.Float64);
        Span<double> lane = scratch.Span<double>()[..checked((int)(lanes * n))],
            found = scratch.Span<double>()[lane.Length..];
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
                    {
                        lane[(int)(l * n + i)] = single
                            ? ((float*)input.Pointer)[at + l]
                            : ((double*)input.Pointer)[at + l];
                    }
                }
                for (int l = 0; l < width; l++)
                    slide.Run(lane.Slice((int)(l * n), (int)n), found.Slice((int)(l * m * each), (int)(m * each)));
                for (long i = 0; i < m; i++)
                {
                    long at = ((o * m + i) * inner + cell) * each;
                    for (int l = 0; l < width; l++)
                    {
                        for (long q = 0; q < each; q++, at++)
                        {
                            double value = found[(int)((l * m + i) * each + q)];
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
