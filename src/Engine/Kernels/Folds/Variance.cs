using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>The last step from the variance to the result.</summary>
internal interface IVarianceKernel
{
    static abstract double Finish(double variance);
}

internal readonly struct Var : IVarianceKernel
{
    public static double Finish(double variance) => variance;
}

internal readonly struct Std : IVarianceKernel
{
    public static double Finish(double variance) => Math.Sqrt(variance);
}

/// <summary>
/// The variance and the standard deviation. The state is the count, the mean and the sum of squared distances from the
/// mean, which is accurate however far the values are from 0.
/// </summary>
/// <remarks>
/// A run uses the corrected two-pass algorithm; runs and blocks are combined by the update for two samples; element by
/// element, a cell uses Welford's update, the special case of one value. Source: Chan, Golub and LeVeque, "Algorithms
/// for computing the sample variance: analysis and recommendations", The American Statistician 37 (1983), equations
/// 1.7, 1.5b and 1.3.
/// </remarks>
internal sealed unsafe class Variance<TKernel>(string name, string summary) : ReductionOp(name, summary, 3)
    where TKernel : struct, IVarianceKernel
{
    public override DType OperandType(DType input) => input.IsFloat ? input : DType.Float64;

    public override DType ResultType(DType input) => OperandType(input);

    public override void Initialize(DType type, ReductionOptions options, ulong* state, long cells) =>
        NativeMemory.Clear(state, (nuint)cells * 24);

    public override void FoldRun(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    )
    {
        double* buffer = stackalloc double[type == DType.Float64 ? 1 : Widening.Step];
        double* s = (double*)state + cell;
        // No more than the cache holds, since there are two passes over the values.
        int step = type == DType.Float64 ? 1 << 15 : Widening.Step;
        while (length > 0)
        {
            int taken = Math.Min(length, step);
            var wide = (double*)Widening.Widen(type, values, taken, buffer);
            double count = options.SkipNaN ? Count.Present(DType.Float64, (byte*)wide, taken) : taken;
            if (count > 0)
            {
                double mean =
                    (
                        options.SkipNaN
                            ? WideFold<double, NaNSum>.Run(wide, taken)
                            : WideFold<double, Sum>.Run(wide, taken)
                    ) / count;
                double squares = SumOfSquares(wide, taken, mean, options.SkipNaN, out double error);
                Merge(ref s[0], ref s[cells], ref s[2 * cells], count, mean, squares - error * error / count);
            }
            values += (long)taken * type.Size;
            length -= taken;
        }
    }

    /// <summary>
    /// Returns the sum of squared distances from the mean, and the sum of the distances, which is not 0 because the
    /// mean is rounded.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfSquares(double* values, int length, double mean, bool skip, out double error)
    {
        Vector512<double> means = Vector512.Create(mean),
            squares = Vector512<double>.Zero,
            moreSquares = squares,
            errors = squares,
            moreErrors = squares;
        int width = Vector512<double>.Count,
            i = 0;
        for (; i <= length - 2 * width; i += 2 * width)
        {
            Vector512<double> x = Vector512.Load(values + i),
                y = Vector512.Load(values + i + width);
            Vector512<double> p = x - means,
                q = y - means;
            if (skip)
            {
                p &= Vector512.Equals(x, x);
                q &= Vector512.Equals(y, y);
            }
            squares += p * p;
            moreSquares += q * q;
            errors += p;
            moreErrors += q;
        }
        squares += moreSquares;
        errors += moreErrors;
        double sum = WideFold<double, Sum>.Lanes(squares);
        error = WideFold<double, Sum>.Lanes(errors);
        for (; i < length; i++)
        {
            if (skip && double.IsNaN(values[i]))
                continue;
            double d = values[i] - mean;
            sum += d * d;
            error += d;
        }
        return sum;
    }

    private static void Merge(
        ref double count,
        ref double mean,
        ref double squares,
        double laterCount,
        double laterMean,
        double laterSquares
    )
    {
        if (laterCount == 0)
            return;
        if (count == 0)
        {
            (count, mean, squares) = (laterCount, laterMean, laterSquares);
            return;
        }
        double total = count + laterCount,
            distance = laterMean - mean;
        squares += laterSquares + distance * distance * (count * laterCount / total);
        mean += distance * (laterCount / total);
        count = total;
    }

    public override void FoldEach(
        DType type,
        ReductionOptions options,
        byte* values,
        int length,
        ulong* state,
        long cells,
        long cell,
        long position
    )
    {
        double* buffer = stackalloc double[type == DType.Float64 ? 1 : Widening.Step];
        int step = type == DType.Float64 ? int.MaxValue : Widening.Step;
        for (int done = 0; done < length; )
        {
            int taken = Math.Min(length - done, step);
            var wide = (double*)Widening.Widen(type, values + (long)done * type.Size, taken, buffer);
            double* s = (double*)state + cell + done;
            Each(wide, s, s + cells, s + 2 * cells, taken, options.SkipNaN);
            done += taken;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each(double* values, double* counts, double* means, double* squares, int length, bool skip)
    {
        int width = Vector512<double>.Count,
            i = 0;
        for (; i <= length - width; i += width)
        {
            Vector512<double> x = Vector512.Load(values + i),
                mean = Vector512.Load(means + i),
                square = Vector512.Load(squares + i),
                n = Vector512.Load(counts + i);
            Vector512<double> more = n + Vector512<double>.One,
                distance = x - mean,
                moved = mean + distance / more,
                grown = square + distance * (x - moved);
            if (skip)
            {
                Vector512<double> present = Vector512.Equals(x, x);
                (more, moved, grown) = (
                    Vector512.ConditionalSelect(present, more, n),
                    Vector512.ConditionalSelect(present, moved, mean),
                    Vector512.ConditionalSelect(present, grown, square)
                );
            }
            more.Store(counts + i);
            moved.Store(means + i);
            grown.Store(squares + i);
        }
        for (; i < length; i++)
        {
            double x = values[i];
            if (skip && double.IsNaN(x))
                continue;
            double distance = x - means[i];
            counts[i]++;
            means[i] += distance / counts[i];
            squares[i] += distance * (x - means[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells)
    {
        double* a = (double*)earlier,
            b = (double*)later;
        int width = Vector512<double>.Count;
        long i = 0;
        // The same as Merge, in the same order of operations, eight cells at a time.
        for (; i <= cells - width; i += width)
        {
            Vector512<double> n = Vector512.Load(a + i),
                mean = Vector512.Load(a + cells + i),
                square = Vector512.Load(a + 2 * cells + i);
            Vector512<double> laterN = Vector512.Load(b + i),
                laterMean = Vector512.Load(b + cells + i),
                laterSquare = Vector512.Load(b + 2 * cells + i);
            Vector512<double> total = n + laterN,
                distance = laterMean - mean,
                none = Vector512.Equals(n, Vector512<double>.Zero),
                noneLater = Vector512.Equals(laterN, Vector512<double>.Zero);
            Vector512<double> grown = square + (laterSquare + distance * distance * (n * laterN / total)),
                moved = mean + distance * (laterN / total);
            Vector512
                .ConditionalSelect(noneLater, mean, Vector512.ConditionalSelect(none, laterMean, moved))
                .Store(a + cells + i);
            Vector512
                .ConditionalSelect(noneLater, square, Vector512.ConditionalSelect(none, laterSquare, grown))
                .Store(a + 2 * cells + i);
            total.Store(a + i);
        }
        for (; i < cells; i++)
            Merge(ref a[i], ref a[cells + i], ref a[2 * cells + i], b[i], b[cells + i], b[2 * cells + i]);
    }

    public override void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result)
    {
        double* s = (double*)state;
        for (long i = 0; i < cells; i++)
        {
            double degrees = s[i] - options.Ddof;
            // Like NumPy: with too few values, nanvar gives NaN, and var divides by 0.
            double variance =
                degrees > 0 ? s[2 * cells + i] / degrees
                : options.SkipNaN || s[i] == 0 ? double.NaN
                : s[2 * cells + i] / 0;
            double value = TKernel.Finish(variance);
            if (type == DType.Float32)
                ((float*)result)[i] = (float)value;
            else
                ((double*)result)[i] = value;
        }
    }
}
