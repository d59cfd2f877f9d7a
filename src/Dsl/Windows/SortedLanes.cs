using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// Finds the quantiles of short windows along a line: one window for each lane of a SIMD vector slides along a part of
/// the line of its own, and its values are kept in ascending order. A step compares each of them once, without branches.
/// </summary>
/// <param name="op">The windows and the quantiles.</param>
/// <param name="start">The index of the line's first element.</param>
/// <param name="origin">The index of the first result.</param>
/// <param name="count">The number of results.</param>
internal sealed unsafe class SortedLanes(RollingQuantileOp op, long start, long origin, int count) : IRollingOrder
{
    private readonly int window = (int)(op.Before + op.After + 1),
        part = (count + Lanes - 1) / Lanes;

    // What enters the windows, one row for each step. Missing values stay, as NaN.
    private readonly double[] rows = new double[((count + Lanes - 1) / Lanes + (int)(op.Before + op.After)) * Lanes];

    // The values in ascending order, infinity in place of missing ones, and a row of infinities behind them.
    private readonly double[] sorted = new double[((int)(op.Before + op.After) + 2) * Lanes];
    private readonly (int Index, double Fraction)[] places = new (int, double)[op.Quantiles.Length];

    private static int Lanes => Vector<double>.Count;

    /// <summary>The bytes that it needs.</summary>
    public static long ScratchBytes(long window, long count) => (count + (2 * window + 2) * Lanes) * sizeof(double);

    /// <summary>Writes the quantiles of each window of a line.</summary>
    public void Run(ReadOnlySpan<double> line, Span<double> found)
    {
        Fill(line);
        for (int q = 0; q < places.Length; q++)
            places[q] = op.Method.Locate(op.Quantiles[q], window);
        fixed (double* row = rows)
        fixed (double* values = sorted)
        fixed (double* target = found)
            Slide(row, values, target);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(ReadOnlySpan<double> line)
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            long first = origin + (long)lane * part - op.Before - start;
            int length = part + window - 1,
                from = (int)Math.Clamp(-first, 0, length),
                to = (int)Math.Clamp(line.Length - first, from, length);
            for (int r = 0; r < from; r++)
                rows[r * Lanes + lane] = double.NaN;
            for (int r = from; r < to; r++)
                rows[r * Lanes + lane] = line[(int)(first + r)] + 0.0;
            for (int r = to; r < length; r++)
                rows[r * Lanes + lane] = double.NaN;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Slide(double* rows, double* sorted, double* found)
    {
        Vector<double> none = new(double.PositiveInfinity),
            least = new(double.NegativeInfinity),
            whole = new(window),
            counts = Vector<double>.Zero;
        for (int r = 0; r <= window; r++)
            none.Store(sorted + r * Lanes);
        int steps = part + window - 1;
        for (int t = 0; t < steps; t++)
        {
            Vector<double> made = Vector.Load(rows + t * Lanes),
                present = Vector.AsVectorDouble(Vector.Equals(made, made)),
                old = none;
            counts += Vector.BitwiseAnd(present, Vector<double>.One);
            made = Vector.ConditionalSelect(present, made, none);
            if (t >= window)
            {
                old = Vector.Load(rows + (t - window) * Lanes);
                present = Vector.AsVectorDouble(Vector.Equals(old, old));
                counts -= Vector.BitwiseAnd(present, Vector<double>.One);
                old = Vector.ConditionalSelect(present, old, none);
            }
            Vector<double> next = Vector.Load(sorted),
                before = least;
            double* end = sorted + window * Lanes;
            for (double* at = sorted; at < end; at += Lanes)
            {
                Vector<double> own = next;
                next = Vector.Load(at + Lanes);
                Vector<double> kept = Vector.ConditionalSelect(Vector.LessThan(own, old), own, next);
                Vector.MaxNative(before, Vector.MinNative(kept, made)).Store(at);
                before = kept;
            }
            if (t < window - 1)
                continue;
            if (Vector.EqualsAll(counts, whole))
                PickAll(sorted, found, t - window + 1);
            else
                PickEach(sorted, counts, found, t - window + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PickAll(double* sorted, double* found, int step)
    {
        double* picked = stackalloc double[Lanes];
        for (int q = 0; q < places.Length; q++)
        {
            (int index, double fraction) = places[q];
            Vector<double> value = Vector.Load(sorted + index * Lanes);
            if (fraction != 0)
                value = op.Method.Between(value, Vector.Load(sorted + (index + 1) * Lanes), fraction);
            value.Store(picked);
            double* target = found + (long)step * places.Length + q;
            for (int lane = 0; lane < Lanes && lane * part + step < count; lane++, target += part * places.Length)
                *target = picked[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PickEach(double* sorted, Vector<double> counts, double* found, int step)
    {
        for (int lane = 0; lane < Lanes && lane * part + step < count; lane++)
        {
            var present = (int)counts[lane];
            for (int q = 0; q < places.Length; q++)
            {
                double value = double.NaN;
                if (present >= op.Least && present > 0)
                {
                    (int index, double fraction) =
                        present == window ? places[q] : op.Method.Locate(op.Quantiles[q], present);
                    value = sorted[index * Lanes + lane];
                    if (fraction != 0)
                        value = op.Method.Between(value, sorted[(index + 1) * Lanes + lane], fraction);
                }
                found[(lane * part + step) * places.Length + q] = value;
            }
        }
    }
}
