using System.Numerics;
using System.Runtime.CompilerServices;

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
    }

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
                Run<T, Least>(op, source, target, table, origin, count, isMean: false);
                break;
            case RollingKind.Max:
                Run<T, Greatest>(op, source, target, table, origin, count, isMean: false);
                break;
            default:
                Run<T, Total>(op, source, target, table, origin, count, op.Kind == RollingKind.Mean);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T, TFold>(
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
        (long before, long after, long least, long length) = (op.Before, op.After, op.Least, op.Length);
        long window = before + after + 1,
            counted = Math.Max(0, origin - before),
            dropped = counted,
            missing = 0,
            // The segment in which the window ends.
            start = (Math.Min(length, origin + after + 1) - 1) / window * window,
            prefixOf = -1,
            prefixTo = 0,
            tableOf = -1,
            tableFrom = 0;
        double prefix = TFold.Identity;
        for (long i = 0; i < count; i++)
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

    private readonly struct Total : IFold
    {
        public static double Identity => 0;

        public static double Both(double a, double b) => a + b;
    }

    private readonly struct Least : IFold
    {
        public static double Identity => double.PositiveInfinity;

        public static double Both(double a, double b) => Math.Min(a, b);
    }

    private readonly struct Greatest : IFold
    {
        public static double Identity => double.NegativeInfinity;

        public static double Both(double a, double b) => Math.Max(a, b);
    }
}
