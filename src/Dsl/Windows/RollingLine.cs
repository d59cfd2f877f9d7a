using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// Folds the windows of a single line, whose elements are neighbours in memory, as <see cref="RollingFoldOp"/> does with
/// many lines at once: the same sums in the same order, so the same bits.
/// </summary>
internal static unsafe class RollingLine
{
    /// <summary>How two results are combined.</summary>
    public interface IFold
    {
        /// <summary>The result of no elements.</summary>
        static abstract double Identity { get; }

        /// <summary>Combines two results.</summary>
        static abstract double Both(double a, double b);

        /// <inheritdoc cref="Both(double, double)"/>
        static abstract Vector<double> Both(Vector<double> a, Vector<double> b);
    }

    // Segments that are computed at a time: their sums do not wait for each other.
    private const int Together = 4;

    /// <summary>The bytes that it needs besides the table.</summary>
    public static long ScratchBytes(long window, long count) =>
        window <= count / Together ? Together * window * sizeof(double) : 0;

    /// <summary>Writes the result of each window.</summary>
    /// <param name="op">The windows.</param>
    /// <param name="source">The place of index 0 of the axis, which may lie outside of the block.</param>
    /// <param name="target">The results.</param>
    /// <param name="table">Room for the sums back from the end of a segment.</param>
    /// <param name="origin">The index of the first result.</param>
    /// <param name="count">The number of results.</param>
    public static void Run<T>(RollingFoldOp op, T* source, T* target, double* table, long origin, long count)
        where T : unmanaged, IFloatingPoint<T>
    {
        switch (op.Kind)
        {
            case RollingKind.Min:
                All<T, Least>(op, source, target, table, origin, count, isMean: false);
                break;
            case RollingKind.Max:
                All<T, Greatest>(op, source, target, table, origin, count, isMean: false);
                break;
            default:
                All<T, Total>(op, source, target, table, origin, count, op.Kind == RollingKind.Mean);
                break;
        }
    }

    private static void All<T, TFold>(
        RollingFoldOp op,
        T* source,
        T* target,
        double* table,
        long origin,
        long count,
        bool isMean
    )
        where T : unmanaged, IFloatingPoint<T>
        where TFold : struct, IFold
    {
        long window = op.Before + op.After + 1,
            // The first segment whose windows are all wanted, and the segments before it.
            first = Math.Max(op.Before, origin) + op.After + window,
            last = Math.Min(op.Length, origin + count + op.After) / window,
            from = Math.Max(0, origin - op.Before),
            to = Math.Min(op.Length, origin + count + op.After);
        first /= window;
        long groups = (last - first) / Together;
        if (ScratchBytes(window, count) == 0 || groups < 1 || op.Least > window || HasMissing(source + from, to - from))
        {
            Run<T, TFold>(op, source, target, table, origin, 0, count, isMean);
            return;
        }
        long begin = first * window - op.After - origin,
            end = begin + groups * Together * window;
        Run<T, TFold>(op, source, target, table, origin, 0, begin, isMean);
        using NDArray scratch = NDArray.Allocate(new Shape(Together * window), DType.Float64);
        for (long g = 0; g < groups; g++)
        {
            Segments<T, TFold>(
                source + (first + g * Together) * window,
                target + begin + g * Together * window,
                (double*)scratch.Pointer,
                window,
                isMean
            );
        }
        Run<T, TFold>(op, source, target, table, origin, end, count, isMean);
    }

    // The windows that end in some whole segments, without missing values: the table has the sums back from the ends of
    // the segments before them, and is overwritten by the results.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Segments<T, TFold>(T* source, T* target, double* table, long window, bool isMean)
        where T : unmanaged, IFloatingPoint<T>
        where TFold : struct, IFold
    {
        T* b = source + window,
            c = b + window,
            d = c + window;
        double* tableB = table + window,
            tableC = tableB + window,
            tableD = tableC + window;
        double one = TFold.Identity,
            two = one,
            three = one,
            four = one;
        for (long r = window - 1; r > 0; r--)
        {
            table[r] = one = TFold.Both(one, double.CreateTruncating((source - window)[r]));
            tableB[r] = two = TFold.Both(two, double.CreateTruncating(source[r]));
            tableC[r] = three = TFold.Both(three, double.CreateTruncating(b[r]));
            tableD[r] = four = TFold.Both(four, double.CreateTruncating(c[r]));
        }
        one = two = three = four = TFold.Identity;
        for (long r = 0; r < window - 1; r++)
        {
            one = TFold.Both(one, double.CreateTruncating(source[r]));
            two = TFold.Both(two, double.CreateTruncating(b[r]));
            three = TFold.Both(three, double.CreateTruncating(c[r]));
            four = TFold.Both(four, double.CreateTruncating(d[r]));
            table[r] = TFold.Both(table[r + 1], one);
            tableB[r] = TFold.Both(tableB[r + 1], two);
            tableC[r] = TFold.Both(tableC[r + 1], three);
            tableD[r] = TFold.Both(tableD[r + 1], four);
        }
        // The last window is the segment itself.
        table[window - 1] = TFold.Both(one, double.CreateTruncating(source[window - 1]));
        tableB[window - 1] = TFold.Both(two, double.CreateTruncating(b[window - 1]));
        tableC[window - 1] = TFold.Both(three, double.CreateTruncating(c[window - 1]));
        tableD[window - 1] = TFold.Both(four, double.CreateTruncating(d[window - 1]));
        long count = Together * window,
            i = 0;
        double size = isMean ? window : 1;
        if (typeof(T) == typeof(double))
        {
            var sizes = new Vector<double>(size);
            for (; i <= count - Vector<double>.Count; i += Vector<double>.Count)
                (Vector.Load(table + i) / sizes).Store((double*)target + i);
        }
        for (; i < count; i++)
            target[i] = T.CreateTruncating(table[i] / size);
    }

    /// <summary>True if an element is missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool HasMissing<T>(T* values, long count)
        where T : unmanaged, IFloatingPoint<T>
    {
        long i = 0;
        if (typeof(T) == typeof(double))
        {
            for (; i <= count - Vector<double>.Count; i += Vector<double>.Count)
            {
                Vector<double> v = Vector.Load((double*)values + i);
                if (!Vector.EqualsAll(v, v))
                    return true;
            }
        }
        for (; i < count; i++)
        {
            if (T.IsNaN(values[i]))
                return true;
        }

        return false;
    }

    // Some of the results.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T, TFold>(
        RollingFoldOp op,
        T* source,
        T* target,
        double* table,
        long origin,
        long first,
        long count,
        bool isMean
    )
        where T : unmanaged, IFloatingPoint<T>
        where TFold : struct, IFold
    {
        (long before, long after, long least, long length) = (op.Before, op.After, op.Least, op.Length);
        long window = before + after + 1,
            counted = Math.Max(0, origin + first - before),
            dropped = counted,
            missing = 0,
            // The segment in which the window ends.
            start = (Math.Min(length, origin + first + after + 1) - 1) / window * window,
            prefixOf = -1,
            prefixTo = 0,
            tableOf = -1,
            tableFrom = 0;
        double prefix = TFold.Identity;
        for (long i = first; i < count; i++)
        {
            long from = Math.Max(0, origin + i - before),
                to = Math.Min(length, origin + i + after + 1);
            for (; counted < to; counted++)
                missing += T.IsNaN(source[counted]) ? 1 : 0;
            for (; dropped < from; dropped++)
                missing -= T.IsNaN(source[dropped]) ? 1 : 0;
            if (to - 1 >= start + window)
                start += window;
            double value = TFold.Identity;
            if (from != start)
            {
                long of = from < start ? start - window : start,
                    end = from < start ? start : to;
                if (tableOf != of)
                {
                    (tableOf, tableFrom) = (of, from);
                    double suffix = TFold.Identity;
                    for (long r = end - 1; r >= from; r--)
                    {
                        suffix = TFold.Both(suffix, Present<T, TFold>(source[r]));
                        table[r - from] = suffix;
                    }
                }
                value = table[from - tableFrom];
            }
            if (from <= start)
            {
                if (prefixOf != start)
                    (prefixOf, prefixTo, prefix) = (start, start, TFold.Identity);
                for (; prefixTo < to; prefixTo++)
                    prefix = TFold.Both(prefix, Present<T, TFold>(source[prefixTo]));
                value = from == start ? prefix : TFold.Both(value, prefix);
            }
            long present = to - from - missing;
            if (isMean)
                value /= present;
            target[i] = T.CreateTruncating(present >= least ? value : double.NaN);
        }
    }

    private static double Present<T, TFold>(T element)
        where T : unmanaged, IFloatingPoint<T>
        where TFold : struct, IFold
    {
        double value = double.CreateTruncating(element);
        return double.IsNaN(value) ? TFold.Identity : value;
    }

    /// <summary>The sum.</summary>
    public readonly struct Total : IFold
    {
        public static double Identity => 0;

        public static double Both(double a, double b) => a + b;

        public static Vector<double> Both(Vector<double> a, Vector<double> b) => a + b;
    }

    /// <summary>The least element.</summary>
    public readonly struct Least : IFold
    {
        public static double Identity => double.PositiveInfinity;

        public static double Both(double a, double b) => Math.Min(a, b);

        public static Vector<double> Both(Vector<double> a, Vector<double> b) => Vector.Min(a, b);
    }

    /// <summary>The greatest element.</summary>
    public readonly struct Greatest : IFold
    {
        public static double Identity => double.NegativeInfinity;

        public static double Both(double a, double b) => Math.Max(a, b);

        public static Vector<double> Both(Vector<double> a, Vector<double> b) => Vector.Max(a, b);
    }
}
