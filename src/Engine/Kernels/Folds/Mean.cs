using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>
/// The sum divided by the count; the state holds both. The mean of no values is NaN; integers are averaged as float64.
/// </summary>
internal sealed unsafe class Mean(string name, string summary) : ReductionOp(name, summary, 2)
{
    public override DType OperandType(DType input) => input.IsFloat ? input : DType.Float64;

    public override DType ResultType(DType input) => OperandType(input);

    public override void Initialize(DType type, ReductionOptions options, ulong* state, long cells) =>
        NativeMemory.Clear(state, (nuint)cells * 16);

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
        int step = type == DType.Float64 ? int.MaxValue : Widening.Step;
        while (length > 0)
        {
            int taken = Math.Min(length, step);
            var wide = (double*)Widening.Widen(type, values, taken, buffer);
            ((double*)state)[cell] += options.SkipNaN
                ? WideFold<double, NaNSum>.Run(wide, taken)
                : WideFold<double, Sum>.Run(wide, taken);
            state[cells + cell] += (ulong)(options.SkipNaN ? Count.Present(DType.Float64, (byte*)wide, taken) : taken);
            values += (long)taken * type.Size;
            length -= taken;
        }
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
            double* sums = (double*)state + cell + done;
            ulong* counts = state + cells + cell + done;
            if (options.SkipNaN)
                Each<NaNSum>(wide, sums, counts, taken, true);
            else
                Each<Sum>(wide, sums, counts, taken, false);
            done += taken;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each<TSum>(double* values, double* sums, ulong* counts, int length, bool skip)
        where TSum : struct, IFoldKernel
    {
        int width = Vector512<double>.Count,
            i = 0;
        for (; i <= length - width; i += width)
        {
            Vector512<double> value = Vector512.Load(values + i);
            TSum.Fold(Vector512.Load(sums + i), value).Store(sums + i);
            // A mask with all bits set is -1.
            Vector512<ulong> counted = skip ? Vector512.Equals(value, value).AsUInt64() : Vector512<ulong>.AllBitsSet;
            (Vector512.Load(counts + i) - counted).Store(counts + i);
        }
        for (; i < length; i++)
        {
            sums[i] = TSum.Fold(sums[i], values[i]);
            if (!skip || !double.IsNaN(values[i]))
                counts[i]++;
        }
    }

    public override bool FoldsTogether(DType type) => type is DType.Float64 or DType.Float32;

    public override void FoldTogether(
        DType type,
        ReductionOptions options,
        byte** values,
        int runs,
        int length,
        ulong* state,
        long cells,
        long cell,
        bool begins
    )
    {
        double* sums = (double*)state + cell;
        ulong* counts = state + cells + cell;
        if (type == DType.Float64 && options.SkipNaN)
            FoldCells<double, NaNSum>((double**)values, runs, length, sums, counts, true, begins);
        else if (type == DType.Float64)
            FoldCells<double, Sum>((double**)values, runs, length, sums, counts, false, begins);
        else if (options.SkipNaN)
            FoldCells<float, NaNSum>((float**)values, runs, length, sums, counts, true, begins);
        else
            FoldCells<float, Sum>((float**)values, runs, length, sums, counts, false, begins);
    }

    // Sixteen cells at a time: their sums and counts stay in registers while the runs pass.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FoldCells<T, TSum>(
        T** values,
        int runs,
        int length,
        double* sums,
        ulong* counts,
        bool skip,
        bool begins
    )
        where T : unmanaged, IFloatingPointIeee754<T>
        where TSum : struct, IFoldKernel
    {
        const int Width = 8;
        int i = 0;
        for (; i <= length - 2 * Width; i += 2 * Width)
        {
            Vector512<double> low = Vector512<double>.Zero,
                high = low;
            Vector512<ulong> lowCount = Vector512<ulong>.Zero,
                highCount = lowCount;
            if (!begins)
            {
                (low, high) = (Vector512.Load(sums + i), Vector512.Load(sums + i + Width));
                (lowCount, highCount) = (Vector512.Load(counts + i), Vector512.Load(counts + i + Width));
            }
            for (int run = 0; run < runs; run++)
            {
                Vector512<double> first,
                    second;
                if (typeof(T) == typeof(double))
                {
                    (first, second) = (
                        Vector512.Load((double*)values[run] + i),
                        Vector512.Load((double*)values[run] + i + Width)
                    );
                }
                else
                {
                    (first, second) = Vector512.Widen(Vector512.Load((float*)values[run] + i));
                }

                (low, high) = (TSum.Fold(low, first), TSum.Fold(high, second));
                // A mask with all bits set is -1.
                lowCount -= skip ? Vector512.Equals(first, first).AsUInt64() : Vector512<ulong>.AllBitsSet;
                highCount -= skip ? Vector512.Equals(second, second).AsUInt64() : Vector512<ulong>.AllBitsSet;
            }
            low.Store(sums + i);
            high.Store(sums + i + Width);
            lowCount.Store(counts + i);
            highCount.Store(counts + i + Width);
        }
        for (; i < length; i++)
        {
            double sum = begins ? 0 : sums[i];
            ulong count = begins ? 0 : counts[i];
            for (int run = 0; run < runs; run++)
            {
                double value = double.CreateTruncating(values[run][i]);
                sum = TSum.Fold(sum, value);
                if (!skip || !double.IsNaN(value))
                    count++;
            }
            (sums[i], counts[i]) = (sum, count);
        }
    }

    public override void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells)
    {
        WideFold<double, Sum>.Merge((double*)earlier, (double*)later, cells);
        WideFold<ulong, Sum>.Merge(earlier + cells, later + cells, cells);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result)
    {
        for (long i = 0; i < cells; i++)
        {
            double mean = ((double*)state)[i] / state[cells + i];
            if (type == DType.Float32)
                ((float*)result)[i] = (float)mean;
            else
                ((double*)result)[i] = mean;
        }
    }
}
