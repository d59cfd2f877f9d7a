using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Windows;

/// <summary>What <see cref="RollingFoldOp"/> computes of each window.</summary>
internal enum RollingKind
{
    Sum,
    Mean,
    Min,
    Max,
}

/// <summary>
/// Sums, means and extremes of rolling windows along an axis, at a cost that does not grow with the window; each block
/// comes with the margins that its windows extend into.
/// </summary>
/// <remarks>
/// The axis is cut into segments of the window's length, from its first element on. A window ends one segment and begins
/// the next, so its sum is a sum back from the end of one plus a sum from the start of the other (M. van Herk, "A fast
/// algorithm for local minimum and maximum filters", Pattern Recognition Letters 13, 1992). Nothing is subtracted: an
/// infinity leaves no NaN behind, and the bits do not depend on the blocks. Sums are in float64.
/// </remarks>
/// <param name="Axis">The axis.</param>
/// <param name="Before">The number of elements before each one that belong to its window.</param>
/// <param name="After">The number of elements after it.</param>
/// <param name="Least">The number of elements that must not be missing.</param>
/// <param name="Kind">What is computed.</param>
/// <param name="Starts">The index at which each block of the input begins, margins included.</param>
/// <param name="Length">The length of the axis.</param>
internal sealed unsafe record RollingFoldOp(
    int Axis,
    long Before,
    long After,
    long Least,
    RollingKind Kind,
    long[] Starts,
    long Length
) : BlockOp
{
    // The bytes of the sums back from the end of a segment, which should stay in the cache.
    private const long TableBytes = 1 << 18;

    public override string Name => "dsl.rolling-fold";

    public override bool Takes(DType dtype) => dtype is DType.Float32 or DType.Float64;

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result)
    {
        long inner = 1;
        for (int a = Axis + 1; a < result.Rank; a++)
            inner *= result[a];
        long rows = Rows(inputs[0][Axis]);
        return (rows + 2) * Lanes(inner, rows) * sizeof(double)
            + inputs[0][Axis]
            + (inner == 1 ? RollingLine.ScratchBytes(Before + After + 1, result[Axis]) : 0);
    }

    private long Rows(long n) => Math.Min(n, Before + After + 1);

    private static long Lanes(long inner, long rows) =>
        Math.Min(inner, Math.Max(16, TableBytes / sizeof(double) / Math.Max(1, rows)));

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0];
        long n = input.Shape[Axis],
            m = context.Shape[Axis];
        (long outer, long inner) = input.Shape.Around(Axis);
        long start = Starts[context.Block[Axis]],
            origin = context.Origin[Axis];
        Bounds.RequireSameExcept(Axis, input.Shape, context.Shape);
        Bounds.Require(input.DType == context.DType);
        WindowMargins.Require(start, n, origin, m, Before, After, Length);
        NDArray result = context.Allocate(context.DType);
        if (m == 0 || inner == 0)
            return result;
        CancellationToken stop = context.Cancellation;
        if (input.DType == DType.Float32)
            Fold((float*)input.Pointer, (float*)result.Pointer, n, m, outer, inner, start, origin, stop);
        else
            Fold((double*)input.Pointer, (double*)result.Pointer, n, m, outer, inner, start, origin, stop);
        GC.KeepAlive(input);
        return result;
    }

    private void Fold<T>(
        T* input,
        T* result,
        long n,
        long m,
        long outer,
        long inner,
        long start,
        long origin,
        CancellationToken cancellation
    )
        where T : unmanaged, IFloatingPoint<T>
    {
        long rows = Rows(n);
        int lanes = (int)Lanes(inner, rows);
        using NDArray scratch = NDArray.Allocate(new Shape((rows + 2) * lanes), DType.Float64);
        double* table = (double*)scratch.Pointer,
            prefix = table + rows * lanes,
            counts = prefix + lanes;
        if (inner == 1)
        {
            for (long o = 0; o < outer; o++)
            {
                cancellation.ThrowIfCancellationRequested();
                RollingLine.Run(this, input + o * n - start, result + o * m, table, origin, m);
            }

            return;
        }
        var flags = new bool[n];
        for (long o = 0; o < outer; o++)
        {
            for (long cell = 0; cell < inner; cell += lanes)
            {
                cancellation.ThrowIfCancellationRequested();
                int width = (int)Math.Min(lanes, inner - cell);
                var tile = new Tile<T>(
                    input + o * n * inner + cell - start * inner,
                    result + o * m * inner + cell,
                    inner,
                    width,
                    table,
                    prefix,
                    counts
                );
                switch (Kind)
                {
                    case RollingKind.Min:
                        Run<T, RollingLine.Least>(tile, origin, m, flags);
                        break;
                    case RollingKind.Max:
                        Run<T, RollingLine.Greatest>(tile, origin, m, flags);
                        break;
                    default:
                        Run<T, RollingLine.Total>(tile, origin, m, flags);
                        break;
                }
            }
        }
    }

    // Some neighbouring lanes. The pointer to the input is that of index 0 of the axis, which may lie outside of it.
    private readonly record struct Tile<T>(
        nint Source,
        nint Target,
        long Stride,
        int Width,
        nint TableAt,
        nint PrefixAt,
        nint CountsAt
    )
        where T : unmanaged, IFloatingPoint<T>
    {
        public Tile(T* source, T* target, long stride, int width, double* table, double* prefix, double* counts)
            : this((nint)source, (nint)target, stride, width, (nint)table, (nint)prefix, (nint)counts) { }

        public T* Row(long index) => (T*)Source + index * Stride;

        public T* Result(long index) => (T*)Target + index * Stride;

        public double* Table(long row) => (double*)TableAt + row * Width;

        public double* Prefix => (double*)PrefixAt;

        public double* Counts => (double*)CountsAt;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<T, TFold>(in Tile<T> tile, long origin, long m, bool[] flags)
        where T : unmanaged, IFloatingPoint<T>
        where TFold : struct, RollingLine.IFold
    {
        long window = Before + After + 1,
            prefixOf = -1,
            prefixTo = 0,
            tableOf = -1,
            tableFrom = 0,
            counted = Math.Max(0, origin - Before),
            dropped = counted,
            first = counted,
            incomplete = 0;
        int width = tile.Width;
        new Span<double>(tile.Counts, width).Clear();
        for (long i = 0; i < m; i++)
        {
            long from = Math.Max(0, origin + i - Before),
                to = Math.Min(Length, origin + i + After + 1),
                segment = (to - 1) / window,
                start = segment * window;
            // Missing values are counted only in the rows that have any.
            for (; counted < to; counted++)
            {
                bool has = RollingLine.HasMissing(tile.Row(counted), width);
                flags[counted - first] = has;
                if (has)
                    Count(tile.Row(counted), tile.Counts, width, 1);
                incomplete += has ? 1 : 0;
            }
            for (; dropped < from; dropped++)
            {
                if (!flags[dropped - first])
                    continue;
                Count(tile.Row(dropped), tile.Counts, width, -1);
                incomplete--;
            }
            if (from <= start)
            {
                if (prefixOf != segment)
                {
                    (prefixOf, prefixTo) = (segment, start);
                    new Span<double>(tile.Prefix, width).Fill(TFold.Identity);
                }
                for (; prefixTo < to; prefixTo++)
                    Add<T, TFold>(tile.Row(prefixTo), tile.Prefix, tile.Prefix, width);
            }
            double* suffix = null;
            if (from != start)
            {
                long of = from / window,
                    end = from < start ? start : to;
                if (tableOf != of)
                {
                    (tableOf, tableFrom) = (of, from);
                    new Span<double>(tile.Table(end - 1 - tableFrom), width).Fill(TFold.Identity);
                    Add<T, TFold>(
                        tile.Row(end - 1),
                        tile.Table(end - 1 - tableFrom),
                        tile.Table(end - 1 - tableFrom),
                        width
                    );
                    for (long r = end - 2; r >= from; r--)
                        Add<T, TFold>(tile.Row(r), tile.Table(r + 1 - tableFrom), tile.Table(r - tableFrom), width);
                }
                suffix = tile.Table(from - tableFrom);
            }
            double* prefix = from <= start ? tile.Prefix : null;
            Write<T, TFold>(tile.Result(i), suffix, prefix, incomplete == 0 ? null : tile.Counts, to - from, width);
        }
    }

    // Adds a step where an element is missing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count<T>(T* row, double* counts, int width, double step)
        where T : unmanaged, IFloatingPoint<T>
    {
        for (int c = 0; c < width; c++)
            counts[c] += T.IsNaN(row[c]) ? step : 0;
    }

    // Combines other results with the elements of a row that are not missing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<T, TFold>(T* row, double* sums, double* target, int width)
        where T : unmanaged, IFloatingPoint<T>
        where TFold : struct, RollingLine.IFold
    {
        int c = 0;
        double identity = TFold.Identity;
        if (typeof(T) == typeof(double) && width >= Vector<double>.Count)
        {
            var none = new Vector<double>(identity);
            for (; c <= width - Vector<double>.Count; c += Vector<double>.Count)
            {
                Vector<double> v = Vector.Load((double*)row + c),
                    present = Vector.ConditionalSelect(Vector.Equals(v, v), v, none);
                Vector.Store(TFold.Both(Vector.Load(sums + c), present), target + c);
            }
        }
        for (; c < width; c++)
        {
            double value = double.CreateTruncating(row[c]);
            target[c] = TFold.Both(sums[c], double.IsNaN(value) ? identity : value);
        }
    }

    // The result of both parts of a window, or of the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write<T, TFold>(T* target, double* suffix, double* prefix, double* missing, long length, int width)
        where T : unmanaged, IFloatingPoint<T>
        where TFold : struct, RollingLine.IFold
    {
        double* one = suffix is null ? prefix : suffix,
            two = suffix is null || prefix is null ? null : prefix;
        int c = 0;
        if (typeof(T) == typeof(double) && width >= Vector<double>.Count)
        {
            Vector<double> least = new(Least),
                nan = new(double.NaN),
                whole = new(length);
            for (; c <= width - Vector<double>.Count; c += Vector<double>.Count)
            {
                Vector<double> value = Vector.Load(one + c),
                    count = missing is null ? whole : whole - Vector.Load(missing + c);
                if (two is not null)
                    value = TFold.Both(value, Vector.Load(two + c));
                if (Kind == RollingKind.Mean)
                    value /= count;
                Vector.Store(
                    Vector.ConditionalSelect(Vector.GreaterThanOrEqual(count, least), value, nan),
                    (double*)target + c
                );
            }
        }
        for (; c < width; c++)
        {
            double value = two is null ? one[c] : TFold.Both(one[c], two[c]),
                count = missing is null ? length : length - missing[c];
            if (Kind == RollingKind.Mean)
                value /= count;
            target[c] = T.CreateTruncating(count >= Least ? value : double.NaN);
        }
    }
}
