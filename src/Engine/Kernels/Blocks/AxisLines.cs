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

    /// <summary>Work on one line.</summary>
    /// <param name="line">The elements, a copy that may be changed.</param>
    /// <param name="result">Where the line's results go.</param>
    public delegate void Work<T, TResult>(Span<T> line, Span<TResult> result);

    /// <summary>The scratch bytes that <see cref="Run"/> needs for lines of these lengths.</summary>
    public static long ScratchBytes(long length, long resultLength) =>
        Side(length, resultLength) * 8 * (length + resultLength);

    private static long Side(long length, long resultLength) =>
        Math.Clamp(MostBytes / (8 * Math.Max(1, length + resultLength)), LeastSideBySide, SideBySide);

    /// <summary>Fills a block of results, line by line.</summary>
    /// <param name="input">The elements.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="result">Where the results go; its shape differs from the input's along the axis only.</param>
    /// <param name="work">The work on each line.</param>
    /// <param name="cancellation">Cancels it.</param>
    public static void Run<T, TResult>(
        NDArray input,
        int axis,
        NDArray result,
        Work<T, TResult> work,
        CancellationToken cancellation
    )
        where T : unmanaged
        where TResult : unmanaged
    {
        int n = checked((int)input.Shape[axis]),
            m = checked((int)result.Shape[axis]);
        Bounds.RequireSameExcept(axis, input.Shape, result.Shape);
        Bounds.Require(input.DType.Size == sizeof(T) && result.DType.Size == sizeof(TResult));
        (long outer, long inner) = input.Shape.Around(axis);
        // Wider elements are gathered in fewer lines, so that the lines take no more memory.
        int side = (int)
            Math.Min(Side(n, m) * 8 / Math.Max(8, Math.Max(sizeof(T), sizeof(TResult))), Math.Max(1, inner));
        using NDArray lines = NDArray.Allocate(new Shape((long)side * n * sizeof(T)), DType.UInt8),
            results = NDArray.Allocate(new Shape((long)side * m * sizeof(TResult)), DType.UInt8);
        T* source = (T*)input.Pointer,
            line = (T*)lines.Pointer;
        TResult* target = (TResult*)result.Pointer,
            made = (TResult*)results.Pointer;
        for (long o = 0; o < outer; o++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (long first = 0; first < inner; first += side)
            {
                int count = (int)Math.Min(side, inner - first);
                Gather(source + o * n * inner + first, inner, line, n, count);
                for (int j = 0; j < count; j++)
                    work(new Span<T>(line + (long)j * n, n), new Span<TResult>(made + (long)j * m, m));
                Scatter(made, m, count, target + o * m * inner + first, inner);
            }
        }
        GC.KeepAlive(input);
    }

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
