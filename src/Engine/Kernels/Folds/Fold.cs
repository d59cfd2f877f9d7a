using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>The dtype of the result of a <see cref="Fold{TKernel, TSkipping}"/>.</summary>
internal enum FoldType
{
    /// <summary>The dtype of the elements.</summary>
    Same,

    /// <summary>
    /// The 8-byte integer of the same signedness for integers, int64 for bools; the dtype of the elements for floats.
    /// </summary>
    Wide,

    /// <summary>Bool.</summary>
    Truth,
}

/// <summary>
/// A reduction whose state is one number: a sum, a minimum. It accumulates in int64, uint64 or float64, so float32 sums
/// lose no precision on the way.
/// </summary>
/// <typeparam name="TKernel">The kernel that treats NaN as a value.</typeparam>
/// <typeparam name="TSkipping">The kernel that skips NaN.</typeparam>
internal sealed unsafe class Fold<TKernel, TSkipping>(string name, string summary, FoldType result)
    : ReductionOp(name, summary, 1)
    where TKernel : struct, IFoldKernel
    where TSkipping : struct, IFoldKernel
{
    public override bool HasIdentity => TKernel.HasIdentity;

    // Integers wrap, in any order to the same sum.
    public override bool CombinesExactly(DType type) => result is not FoldType.Wide || !type.IsFloat;

    public override DType ResultType(DType input) =>
        result switch
        {
            FoldType.Same => input,
            FoldType.Wide => input.IsFloat ? input : Widening.WideOf(input),
            _ => DType.Bool,
        };

    public override void Initialize(DType type, ReductionOptions options, ulong* state, long cells)
    {
        switch (Widening.WideOf(type))
        {
            case DType.Float64:
                Fill(
                    (double*)state,
                    cells,
                    options.SkipNaN ? TSkipping.Identity<double>() : TKernel.Identity<double>()
                );
                break;
            case DType.Int64:
                Fill((long*)state, cells, TKernel.Identity<long>());
                break;
            default:
                Fill(state, cells, TKernel.Identity<ulong>());
                break;
        }
    }

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
        long* own = (long*)state + cell;
        if (type == DType.Bool && TKernel.OfBools(*own, new ReadOnlySpan<byte>(values, length)) is { } folded)
        {
            *own = folded;
            return;
        }
        ulong* buffer = stackalloc ulong[type.Size == 8 ? 1 : Widening.Step];
        int step = type.Size == 8 ? int.MaxValue : Widening.Step;
        while (length > 0)
        {
            int taken = Math.Min(length, step);
            void* wide = Widening.Widen(type, values, taken, buffer);
            switch (Widening.WideOf(type))
            {
                case DType.Float64 when options.SkipNaN:
                    Run<double, TSkipping>((double*)wide, taken, (double*)state + cell);
                    break;
                case DType.Float64:
                    Run<double, TKernel>((double*)wide, taken, (double*)state + cell);
                    break;
                case DType.Int64:
                    Run<long, TKernel>((long*)wide, taken, (long*)state + cell);
                    break;
                default:
                    Run<ulong, TKernel>((ulong*)wide, taken, state + cell);
                    break;
            }
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
        ulong* buffer = stackalloc ulong[type.Size == 8 ? 1 : Widening.Step];
        int step = type.Size == 8 ? int.MaxValue : Widening.Step;
        ulong* states = state + cell;
        while (length > 0)
        {
            int taken = Math.Min(length, step);
            void* wide = Widening.Widen(type, values, taken, buffer);
            switch (Widening.WideOf(type))
            {
                case DType.Float64 when options.SkipNaN:
                    WideFold<double, TSkipping>.Each((double*)wide, (double*)states, taken);
                    break;
                case DType.Float64:
                    WideFold<double, TKernel>.Each((double*)wide, (double*)states, taken);
                    break;
                case DType.Int64:
                    WideFold<long, TKernel>.Each((long*)wide, (long*)states, taken);
                    break;
                default:
                    WideFold<ulong, TKernel>.Each((ulong*)wide, states, taken);
                    break;
            }
            values += (long)taken * type.Size;
            states += taken;
            length -= taken;
        }
    }

    public override void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells)
    {
        switch (Widening.WideOf(type))
        {
            case DType.Float64 when options.SkipNaN:
                WideFold<double, TSkipping>.Merge((double*)earlier, (double*)later, cells);
                break;
            case DType.Float64:
                WideFold<double, TKernel>.Merge((double*)earlier, (double*)later, cells);
                break;
            case DType.Int64:
                WideFold<long, TKernel>.Merge((long*)earlier, (long*)later, cells);
                break;
            default:
                WideFold<ulong, TKernel>.Merge(earlier, later, cells);
                break;
        }
    }

    public override void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* target)
    {
        DType to = ResultType(type);
        // Which of several NaN comes through depends on the order of the comparisons.
        if (type.IsFloat && result is FoldType.Same)
        {
            var values = (double*)state;
            for (long i = 0; i < cells; i++)
            {
                if (double.IsNaN(values[i]))
                    values[i] = double.NaN;
            }
        }
        for (long start = 0; start < cells; start += Widening.Step)
        {
            int taken = (int)Math.Min(Widening.Step, cells - start);
            if (to == DType.Float32)
            {
                for (int i = 0; i < taken; i++)
                    ((float*)target)[start + i] = (float)((double*)state)[start + i];
            }
            else
            {
                Casting.Convert(Widening.WideOf(type), (byte*)(state + start), to, target + start * to.Size, taken);
            }
        }
    }

    private static void Run<T, TFold>(T* values, int length, T* state)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
        where TFold : struct, IFoldKernel => *state = TFold.Merge(*state, WideFold<T, TFold>.Run(values, length));

    private static void Fill<T>(T* states, long cells, T value)
        where T : unmanaged
    {
        for (long i = 0; i < cells; i++)
            states[i] = value;
    }
}
