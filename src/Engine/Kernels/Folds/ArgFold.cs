using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Folds;

/// <summary>The rule by which an <see cref="ArgFold{TKernel}"/> selects one of the values of a wide type.</summary>
internal unsafe interface IArgFoldKernel
{
    /// <summary>True if the result is the position of the selected value rather than the value.</summary>
    static abstract bool GivesPosition { get; }

    /// <summary>True to select the last of equally good values rather than the first.</summary>
    static abstract bool PrefersLater { get; }

    /// <summary>
    /// Returns the index of the best value of a run, or -1 if all are missing or the best is worse than the one held.
    /// </summary>
    /// <param name="values">The values of the run.</param>
    /// <param name="length">The number of values.</param>
    /// <param name="skipNaN">Whether NaN is missing.</param>
    /// <param name="held">The best value of other runs; null if there is none.</param>
    static abstract int Pick<T>(T* values, int length, bool skipNaN, T* held)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>;

    /// <summary>Returns a positive number if a value is better than another, 0 if they are equally good.</summary>
    static abstract int Compare<T>(T value, T other)
        where T : unmanaged, INumber<T>;

    /// <summary>True if values are compared several at a time by <see cref="Better"/>.</summary>
    static virtual bool HasVector => false;

    /// <summary>Returns a mask of the values that are better than others, by <see cref="Compare"/>.</summary>
    static virtual Vector512<T> Better<T>(Vector512<T> values, Vector512<T> others)
        where T : unmanaged, INumber<T> => throw new UnreachableException();
}

/// <summary>
/// A reduction that selects one of the values, by size or by position: its state is that value and its position.
/// </summary>
/// <remarks>
/// Blocks need not come in the order of positions, so the position decides between equal values. Positions are indices
/// of the flattened reduced axes, in C order. If all values are missing, the value is NaN and the position -1; NumPy
/// raises an error, which a lazy result cannot.
/// </remarks>
internal sealed unsafe class ArgFold<TKernel>(string name, string summary) : ReductionOp(name, summary, 2)
    where TKernel : struct, IArgFoldKernel
{
    public override bool HasIdentity => false;

    public override bool UsesPositions => true;

    public override bool CombinesExactly(DType type) => true;

    public override DType ResultType(DType input) => TKernel.GivesPosition ? DType.Int64 : input;

    public override void Initialize(DType type, ReductionOptions options, ulong* state, long cells)
    {
        for (long i = 0; i < cells; i++)
        {
            state[i] = type.IsFloat ? BitConverter.DoubleToUInt64Bits(double.NaN) : 0;
            ((long*)state)[cells + i] = -1;
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
        ulong* buffer = stackalloc ulong[type.Size == 8 ? 1 : Widening.Step];
        int step = type.Size == 8 ? int.MaxValue : Widening.Step;
        for (int done = 0; done < length; )
        {
            int taken = Math.Min(length - done, step);
            void* wide = Widening.Widen(type, values + (long)done * type.Size, taken, buffer);
            switch (Widening.WideOf(type))
            {
                case DType.Float64:
                    Run((double*)wide, taken, options.SkipNaN, state, cells, cell, position + done);
                    break;
                case DType.Int64:
                    Run((long*)wide, taken, false, state, cells, cell, position + done);
                    break;
                default:
                    Run((ulong*)wide, taken, false, state, cells, cell, position + done);
                    break;
            }
            done += taken;
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
        for (int done = 0; done < length; )
        {
            int taken = Math.Min(length - done, step);
            void* wide = Widening.Widen(type, values + (long)done * type.Size, taken, buffer);
            switch (Widening.WideOf(type))
            {
                case DType.Float64:
                    Each((double*)wide, taken, options.SkipNaN, state, cells, cell + done, position);
                    break;
                case DType.Int64:
                    Each((long*)wide, taken, false, state, cells, cell + done, position);
                    break;
                default:
                    Each((ulong*)wide, taken, false, state, cells, cell + done, position);
                    break;
            }
            done += taken;
        }
    }

    public override void Combine(DType type, ReductionOptions options, ulong* earlier, ulong* later, long cells)
    {
        switch (Widening.WideOf(type))
        {
            case DType.Float64:
                Merge<double>(earlier, later, cells);
                break;
            case DType.Int64:
                Merge<long>(earlier, later, cells);
                break;
            default:
                Merge<ulong>(earlier, later, cells);
                break;
        }
    }

    public override void Finish(DType type, ReductionOptions options, ulong* state, long cells, byte* result)
    {
        if (TKernel.GivesPosition)
        {
            Buffer.MemoryCopy(state + cells, result, cells * 8, cells * 8);
            return;
        }
        for (long start = 0; start < cells; start += Widening.Step)
        {
            Casting.Convert(
                Widening.WideOf(type),
                (byte*)(state + start),
                type,
                result + start * type.Size,
                (int)Math.Min(Widening.Step, cells - start)
            );
        }
    }

    private static void Run<T>(T* values, int length, bool skipNaN, ulong* state, long cells, long cell, long position)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        int best = TKernel.Pick(values, length, skipNaN, ((long*)state)[cells + cell] < 0 ? null : (T*)state + cell);
        if (best >= 0)
            Update(values[best], position + best, state, cells, cell);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each<T>(T* values, int length, bool skipNaN, ulong* state, long cells, long cell, long position)
        where T : unmanaged, INumber<T>
    {
        int i = 0;
        if (TKernel.HasVector && Vector512<T>.Count == Vector512<long>.Count)
            i = EachVector(values, length, skipNaN, (T*)state + cell, (long*)state + cells + cell, position);
        for (; i < length; i++)
        {
            if (!skipNaN || !T.IsNaN(values[i]))
                Update(values[i], position, state, cells, cell + i);
        }
    }

    // Returns how many values were taken. Among equally good values the earlier position stays.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int EachVector<T>(T* values, int length, bool skipNaN, T* holders, long* positions, long position)
        where T : unmanaged, INumber<T>
    {
        Vector512<long> own = Vector512.Create(position);
        int i = 0;
        for (; i <= length - Vector512<long>.Count; i += Vector512<long>.Count)
        {
            Vector512<T> value = Vector512.Load(values + i),
                holder = Vector512.Load(holders + i);
            Vector512<long> held = Vector512.Load(positions + i);
            Vector512<long> better = TKernel.Better(value, holder).AsInt64(),
                worse = TKernel.Better(holder, value).AsInt64(),
                takes = Vector512.LessThan(held, Vector512<long>.Zero) | better;
            takes |= ~worse & Vector512.LessThan(own, held);
            if (skipNaN)
                takes &= Vector512.Equals(value, value).AsInt64();
            if (takes == Vector512<long>.Zero)
                continue;
            Vector512.ConditionalSelect(takes.As<long, T>(), value, holder).Store(holders + i);
            Vector512.ConditionalSelect(takes, own, held).Store(positions + i);
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Merge<T>(ulong* earlier, ulong* later, long cells)
        where T : unmanaged, INumber<T>
    {
        for (long i = 0; i < cells; i++)
        {
            long position = ((long*)later)[cells + i];
            if (position >= 0)
                Update(((T*)later)[i], position, earlier, cells, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update<T>(T value, long position, ulong* state, long cells, long cell)
        where T : unmanaged, INumber<T>
    {
        ref T holder = ref ((T*)state)[cell];
        ref long held = ref ((long*)state)[cells + cell];
        int better = held < 0 ? 1 : TKernel.Compare(value, holder);
        if (better > 0 || better == 0 && (TKernel.PrefersLater ? position > held : position < held))
            (holder, held) = (value, position);
    }
}
