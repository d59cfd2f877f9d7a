using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Windows;

/// <summary>
/// Finds the quantiles of short windows: one window for each lane of two SIMD vectors slides along the axis, and its
/// values are kept in ascending order. A step compares each of them once, without branches. The lanes are neighbouring
/// lines, or parts of a line where a block has few lines.
/// </summary>
internal sealed unsafe class SortedLanes
{
    // The fewest windows of a part of a line.
    private const int ShortestPart = 512;

    private readonly RollingQuantileOp op;
    private readonly int window,
        each;

    // The places of the quantiles for each number of values that are not missing.
    private readonly (int Index, double Fraction)[] places;

    /// <summary>Prepares the places of the quantiles.</summary>
    /// <param name="op">The windows and the quantiles.</param>
    public SortedLanes(RollingQuantileOp op)
    {
        (this.op, window, each) = (op, (int)(op.Before + op.After + 1), op.Quantiles.Length);
        places = new (int, double)[(window + 1) * each];
        for (int present = 1; present <= window; present++)
        {
            for (int q = 0; q < each; q++)
                places[present * each + q] = op.Method.Locate(op.Quantiles[q], present);
        }
    }

    private static int Half => Vector<double>.Count;

    private static int Lanes => 2 * Half;

    /// <summary>The bytes that it needs.</summary>
    public static long ScratchBytes(long window, long each, long count)
    {
        long part = Part(window, count);
        return ((2 * window + 1 + part) * Lanes + part * Lanes * each + (window + 1) * each * 2) * sizeof(double);
    }

    private static long Part(long window, long count) =>
        Math.Min((count + Lanes - 1) / Lanes, Math.Max(ShortestPart, 4 * window));

    /// <summary>Writes the quantiles of the windows of a block, those of a window together.</summary>
    /// <param name="input">The block with its margins.</param>
    /// <param name="result">The results.</param>
    /// <param name="start">The index at which the block begins along the axis.</param>
    /// <param name="origin">The index of the first result.</param>
    /// <param name="cancellation">Ends it.</param>
    public void Run(NDArray input, NDArray result, long start, long origin, CancellationToken cancellation)
    {
        if (input.DType == DType.Float32)
            Run<float>(input, result, start, origin, cancellation);
        else
            Run<double>(input, result, start, origin, cancellation);
    }

    private void Run<T>(NDArray input, NDArray result, long start, long origin, CancellationToken cancellation)
        where T : unmanaged, IFloatingPoint<T>
    {
        long n = input.Shape[op.Axis],
            m = result.Shape[op.Axis];
        (long outer, long inner) = input.Shape.Around(op.Axis);
        long part = Part(window, m);
        using NDArray scratch = NDArray.Allocate(
            new Shape(((window + 1) + (part + window - 1)) * Lanes + part * Lanes * each),
            DType.Float64
        );
        double* sorted = (double*)scratch.Pointer,
            rows = sorted + (window + 1) * Lanes,
            found = rows + (part + window - 1) * Lanes;
        for (long o = 0; o < outer; o++)
        {
            T* source = (T*)input.Pointer + o * n * inner,
                target = (T*)result.Pointer + o * m * inner * each;
            if (inner >= Lanes)
            {
                for (long cell = 0; cell < inner; cell += Lanes)
                {
                    cancellation.ThrowIfCancellationRequested();
                    // The last lanes may be computed twice.
                    long at = Math.Min(cell, inner - Lanes);
                    var lanes = new Rows<T>((nint)(source + at), inner, n);
                    Slide(lanes, origin - op.Before - start, m, sorted, target + at * each, inner * each);
                }
                continue;
            }
            for (long cell = 0; cell < inner; cell++)
            {
                for (long done = 0; done < m; done += part * Lanes)
                {
                    cancellation.ThrowIfCancellationRequested();
                    long count = Math.Min(part, (m - done + Lanes - 1) / Lanes);
                    Spread(source + cell, inner, n, origin + done - op.Before - start, count, rows);
                    var lanes = new Rows<double>((nint)rows, Lanes, count + window - 1);
                    Slide(lanes, 0, count, sorted, found, Lanes * each);
                    Gather(found, target + (done * inner + cell) * each, inner, count, m - done);
                }
            }
        }
        GC.KeepAlive(input);
    }

    // Rows of lanes that are neighbours in memory.
    private readonly record struct Rows<T>(nint First, long Stride, long Count)
        where T : unmanaged;

    // Copies parts of a line into lanes. What lies beyond the ends is missing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread<T>(T* line, long stride, long n, long first, long count, double* rows)
        where T : unmanaged, IFloatingPoint<T>
    {
        long length = count + window - 1;
        for (int lane = 0; lane < Lanes; lane++)
        {
            long begin = first + lane * count,
                from = Math.Clamp(-begin, 0, length),
                to = Math.Clamp(n - begin, from, length);
            double* at = rows + lane;
            for (long r = 0; r < from; r++)
                at[r * Lanes] = double.NaN;
            for (long r = from; r < to; r++)
                at[r * Lanes] = double.CreateTruncating(line[(begin + r) * stride]);
            for (long r = to; r < length; r++)
                at[r * Lanes] = double.NaN;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather<T>(double* found, T* target, long stride, long count, long left)
        where T : unmanaged, IFloatingPoint<T>
    {
        for (int lane = 0; lane < Lanes; lane++)
        {
            long many = Math.Min(count, left - lane * count);
            T* to = target + lane * count * stride * each;
            for (long i = 0; i < many; i++)
            {
                for (int q = 0; q < each; q++)
                    to[i * stride * each + q] = T.CreateTruncating(found[(i * Lanes + lane) * each + q]);
            }
        }
    }

    // Slides windows that begin at a row, one for each lane.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Slide<TIn, TOut>(in Rows<TIn> rows, long first, long count, double* sorted, TOut* found, long step)
        where TIn : unmanaged
        where TOut : unmanaged, IFloatingPoint<TOut>
    {
        int half = Half,
            lanes = Lanes;
        Vector<double> none = new(double.PositiveInfinity),
            least = new(double.NegativeInfinity),
            whole = new(window),
            countsA = Vector<double>.Zero,
            countsB = Vector<double>.Zero;
        for (int r = 0; r <= window; r++)
        {
            none.Store(sorted + r * lanes);
            none.Store(sorted + r * lanes + half);
        }
        double* end = sorted + window * lanes;
        for (long t = 0; t < count + window - 1; t++)
        {
            Load(rows, first + t, out Vector<double> madeA, out Vector<double> madeB);
            Vector<double> oldA = none,
                oldB = none,
                real = Vector.AsVectorDouble(Vector.Equals(madeA, madeA));
            countsA += Vector.BitwiseAnd(real, Vector<double>.One);
            madeA = Vector.ConditionalSelect(real, madeA, none);
            real = Vector.AsVectorDouble(Vector.Equals(madeB, madeB));
            countsB += Vector.BitwiseAnd(real, Vector<double>.One);
            madeB = Vector.ConditionalSelect(real, madeB, none);
            if (t >= window)
            {
                Load(rows, first + t - window, out oldA, out oldB);
                real = Vector.AsVectorDouble(Vector.Equals(oldA, oldA));
                countsA -= Vector.BitwiseAnd(real, Vector<double>.One);
                oldA = Vector.ConditionalSelect(real, oldA, none);
                real = Vector.AsVectorDouble(Vector.Equals(oldB, oldB));
                countsB -= Vector.BitwiseAnd(real, Vector<double>.One);
                oldB = Vector.ConditionalSelect(real, oldB, none);
            }
            Vector<double> nextA = Vector.Load(sorted),
                nextB = Vector.Load(sorted + half),
                beforeA = least,
                beforeB = least;
            for (double* at = sorted; at < end; at += lanes)
            {
                Vector<double> ownA = nextA,
                    ownB = nextB;
                nextA = Vector.Load(at + lanes);
                nextB = Vector.Load(at + lanes + half);
                Vector<double> keptA = Vector.ConditionalSelect(Vector.LessThan(ownA, oldA), ownA, nextA),
                    keptB = Vector.ConditionalSelect(Vector.LessThan(ownB, oldB), ownB, nextB);
                Vector.MaxNative(beforeA, Vector.MinNative(keptA, madeA)).Store(at);
                Vector.MaxNative(beforeB, Vector.MinNative(keptB, madeB)).Store(at + half);
                (beforeA, beforeB) = (keptA, keptB);
            }
            if (t < window - 1)
                continue;
            TOut* target = found + (t - window + 1) * step;
            if (Vector.EqualsAll(countsA, whole) && Vector.EqualsAll(countsB, whole))
            {
                PickAll(sorted, target);
            }
            else
            {
                PickEach(sorted, countsA, target, 0);
                PickEach(sorted, countsB, target, half);
            }
        }
    }

    // The elements of a row, which is missing beyond the ends. Zeros have one sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load<T>(in Rows<T> rows, long row, out Vector<double> a, out Vector<double> b)
        where T : unmanaged
    {
        if ((ulong)row >= (ulong)rows.Count)
        {
            a = b = new Vector<double>(double.NaN);
            return;
        }
        T* at = (T*)rows.First + row * rows.Stride;
        if (typeof(T) == typeof(float))
            Vector.Widen(Vector.Load((float*)at), out a, out b);
        else
            (a, b) = (Vector.Load((double*)at), Vector.Load((double*)at + Half));
        a += Vector<double>.Zero;
        b += Vector<double>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PickAll<T>(double* sorted, T* target)
        where T : unmanaged, IFloatingPoint<T>
    {
        double* picked = stackalloc double[Lanes];
        for (int q = 0; q < each; q++)
        {
            (int index, double fraction) = places[window * each + q];
            double* at = sorted + index * Lanes;
            Vector<double> a = Vector.Load(at),
                b = Vector.Load(at + Half);
            if (fraction != 0)
            {
                a = op.Method.Between(a, Vector.Load(at + Lanes), fraction);
                b = op.Method.Between(b, Vector.Load(at + Lanes + Half), fraction);
            }
            if (each == 1)
            {
                if (typeof(T) == typeof(float))
                {
                    Vector.Narrow(a, b).Store((float*)target);
                    return;
                }
                a.Store((double*)target);
                b.Store((double*)target + Half);
                return;
            }
            a.Store(picked);
            b.Store(picked + Half);
            for (int lane = 0; lane < Lanes; lane++)
                target[lane * each + q] = T.CreateTruncating(picked[lane]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PickEach<T>(double* sorted, Vector<double> counts, T* target, int first)
        where T : unmanaged, IFloatingPoint<T>
    {
        for (int lane = first; lane < first + Half; lane++)
        {
            var present = (int)counts[lane - first];
            for (int q = 0; q < each; q++)
            {
                double value = double.NaN;
                if (present >= op.Least && present > 0)
                {
                    (int index, double fraction) = places[present * each + q];
                    value = sorted[index * Lanes + lane];
                    if (fraction != 0)
                        value = op.Method.Between(value, sorted[(index + 1) * Lanes + lane], fraction);
                }
                target[lane * each + q] = T.CreateTruncating(value);
            }
        }
    }
}
