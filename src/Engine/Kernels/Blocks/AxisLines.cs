using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// Runs work on the lines of a block along an axis: one line for each index on the other axes.
/// </summary>
internal static unsafe class AxisLines
{
    // Neighbouring lines are gathered together, so that each cache line is read once.
    private const int SideBySide = 16;

    // Of long lines fewer, as many as take this memory, but these at least.
    private const long MostBytes = 32 << 20;
    private const int LeastSideBySide = 4;

    // Sorting, selecting and ranking take about as long for an element as a simple function for this number.
    private const int CostOfElement = 8;

    /// <summary>Work on one line.</summary>
    /// <param name="line">The elements, a copy that may be changed.</param>
    /// <param name="result">Where the line's results go.</param>
    public delegate void Work<T, TResult>(Span<T> line, Span<TResult> result);

    /// <summary>The scratch bytes that <see cref="Run"/> needs for lines of these lengths.</summary>
    public static long ScratchBytes(long length, long resultLength) =>
        Side(length, resultLength) * 8 * (length + resultLength);

    private static long Side(long length, long resultLength) =>
        Math.Clamp(MostBytes / (8 * Math.Max(1, length + resultLength)), LeastSideBySide, SideBySide);

    /// <summary>Fills a block of results, line by line; free threads take some of the lines.</summary>
    /// <param name="input">The elements.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="result">Where the results go; its shape differs from the input's along the axis only.</param>
    /// <param name="work">
    /// The work on each line, which may use as much memory again as a line and its results take.
    /// </param>
    /// <param name="context">The call that asks for it.</param>
    public static void Run<T, TResult>(
        NDArray input,
        int axis,
        NDArray result,
        Work<T, TResult> work,
        in BlockContext context
    )
        where T : unmanaged
        where TResult : unmanaged
    {
        int n = checked((int)input.Shape[axis]),
            m = checked((int)result.Shape[axis]);
        Bounds.RequireSameExcept(axis, input.Shape, result.Shape);
        Bounds.Require(input.DType.Size == sizeof(T) && result.DType.Size == sizeof(TResult));
        (long outer, long inner) = input.Shape.Around(axis);
        // Wider elements are gathered in fewer lines, so that the lines take no more memory. Threads share the memory,
        // and each needs that of two lines.
        int most = (int)(Side(n, m) * 8 / Math.Max(8, Math.Max(sizeof(T), sizeof(TResult)))),
            threads = Math.Clamp(context.Parts?.Threads ?? 1, 1, Math.Max(1, most / 2)),
            side = (int)Math.Clamp(most / threads - 1, 1, Math.Max(1, inner));
        CancellationToken cancellation = context.Cancellation;
        if (inner == 0)
            return;
        long groups = (inner + side - 1) / side;
        if (context.Parts is { } parts && threads > 1 && outer * groups > 1)
            parts.Run(outer * groups, outer * inner * Math.Max(n, m) * CostOfElement, threads, Lines);
        else
            Lines(0, outer * groups);
        GC.KeepAlive(input);

        void Lines(long from, long to)
        {
            using NDArray lines = NDArray.Allocate(new Shape((long)side * n * sizeof(T)), DType.UInt8),
                results = NDArray.Allocate(new Shape((long)side * m * sizeof(TResult)), DType.UInt8);
            T* line = (T*)lines.Pointer;
            TResult* made = (TResult*)results.Pointer;
            for (long group = from; group < to; group++)
            {
                cancellation.ThrowIfCancellationRequested();
                (long o, long within) = Math.DivRem(group, groups);
                long first = within * side;
                int count = (int)Math.Min(side, inner - first);
                TResult* target = (TResult*)result.Pointer + o * m * inner + first;
                Gather((T*)input.Pointer + o * n * inner + first, inner, line, n, count);
                // A single line needs no copy of its results.
                TResult* goal = inner == 1 ? target : made;
                for (int j = 0; j < count; j++)
                    work(new Span<T>(line + (long)j * n, n), new Span<TResult>(goal + (long)j * m, m));
                if (inner > 1)
                    Scatter(made, m, count, target, inner);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather<T>(T* source, long stride, T* lines, int n, int count)
        where T : unmanaged
    {
        if (stride == 1)
        {
            Buffer.MemoryCopy(source, lines, (long)n * sizeof(T), (long)n * sizeof(T));
            return;
        }
        for (int i = 0; i < n; i++, source += stride)
        {
            for (int j = 0; j < count; j++)
                lines[(long)j * n + i] = source[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter<T>(T* results, int m, int count, T* target, long stride)
        where T : unmanaged
    {
        for (int k = 0; k < m; k++, target += stride)
        {
            for (int j = 0; j < count; j++)
                target[j] = results[(long)j * m + k];
        }
    }
}
