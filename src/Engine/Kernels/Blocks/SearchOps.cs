using System.Numerics;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// The index, int64, at which each element of the first input would be inserted in the second one, a vector in
/// ascending order with NaN last. Both have the same dtype.
/// </summary>
/// <param name="Right">True for the last such index of equal elements, false for the first.</param>
internal sealed record SearchSortedOp(bool Right) : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsComplex;

    public override string Name => "searchsorted";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].Shape == context.Shape && inputs[0].DType == inputs[1].DType);
        NDArray result = context.Allocate(DType.Int64);
        if (inputs[0].DType.IsComplex)
        {
            using NDArray values = inputs[0].AsType(DType.Complex128),
                sorted = inputs[1].AsType(DType.Complex128);
            Span<long> at = result.Span<long>();
            for (int i = 0; i < at.Length; i++)
                at[i] = Search.Bound(sorted.Span<Complex>(), values.Span<Complex>()[i], Right);
            return result;
        }

        TypeSwitch.Number(inputs[0].DType, new Action(inputs[0], inputs[1], result, Right, context));
        return result;
    }

    private readonly unsafe struct Action(
        NDArray values,
        NDArray sorted,
        NDArray result,
        bool right,
        BlockContext context
    ) : INumberAction
    {
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* value = (T*)values.Pointer,
                edge = (T*)sorted.Pointer;
            long* at = (long*)result.Pointer;
            long length = sorted.Size,
                numbers = Search.Numbers(edge, length);
            bool last = right;
            CancellationToken cancellation = context.Cancellation;
            context.Divide(
                values.Size,
                values.Size * Search.Cost(numbers),
                (from, to) =>
                    Search.Bounds(
                        edge,
                        numbers,
                        value + from,
                        to - from,
                        last,
                        last ? length : numbers,
                        at + from,
                        cancellation
                    )
            );
            GC.KeepAlive(values);
            GC.KeepAlive(sorted);
        }
    }
}

/// <summary>
/// Whether each element of the first input is among those of the second one, a vector in ascending order with NaN last.
/// NaN is in no set. Both have the same dtype.
/// </summary>
/// <param name="Invert">True for whether it is not.</param>
internal sealed record IsInOp(bool Invert) : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsComplex;

    private const int TableLength = 1 << 14;

    public override string Name => "isin";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].Shape == context.Shape && inputs[0].DType == inputs[1].DType);
        NDArray result = context.Allocate(DType.Bool);
        if (inputs[0].DType.IsComplex)
        {
            using NDArray values = inputs[0].AsType(DType.Complex128),
                sorted = inputs[1].AsType(DType.Complex128);
            Span<bool> isIn = result.Span<bool>();
            Span<Complex> elements = sorted.Span<Complex>();
            for (int i = 0; i < isIn.Length; i++)
            {
                Complex value = values.Span<Complex>()[i];
                int at = Search.Bound(elements, value, right: false);
                isIn[i] = (at < elements.Length && elements[at] == value) != Invert;
            }
            return result;
        }

        TypeSwitch.Number(inputs[0].DType, new Action(inputs[0], inputs[1], result, Invert, context.Cancellation));
        return result;
    }

    private readonly unsafe struct Action(
        NDArray values,
        NDArray sorted,
        NDArray result,
        bool invert,
        CancellationToken cancellation
    ) : INumberAction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* value = (T*)values.Pointer,
                element = (T*)sorted.Pointer;
            bool* isIn = (bool*)result.Pointer;
            long numbers = Search.Numbers(element, sorted.Size);
            if (IsNarrow(element, numbers))
            {
                InTable(value, element, numbers, isIn);
                GC.KeepAlive(values);
                GC.KeepAlive(sorted);
                return;
            }
            for (long i = 0; i < values.Size; i++)
            {
                if ((i & 0xFFFFF) == 0xFFFFF)
                    cancellation.ThrowIfCancellationRequested();
                long at = Search.Bound(element, numbers, value[i], right: false);
                isIn[i] = (at < numbers && element[at] == value[i]) != invert;
            }
            GC.KeepAlive(values);
            GC.KeepAlive(sorted);
        }

        // Integers in a narrow range are looked up in a table. The difference of integers that are further apart than
        // their type can say wraps to a negative one, which is beyond every table.
        private static bool IsNarrow<T>(T* sorted, long count)
            where T : unmanaged, INumber<T> =>
            typeof(T) != typeof(float)
            && typeof(T) != typeof(double)
            && sizeof(T) >= sizeof(int)
            && count > 0
            && ulong.CreateTruncating(sorted[count - 1] - sorted[0]) < TableLength;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void InTable<T>(T* value, T* sorted, long count, bool* isIn)
            where T : unmanaged, INumber<T>
        {
            bool* table = stackalloc bool[TableLength];
            new Span<bool>(table, TableLength).Fill(invert);
            T least = sorted[0];
            for (long i = 0; i < count; i++)
                table[ulong.CreateTruncating(sorted[i] - least)] = !invert;
            for (long i = 0; i < values.Size; i++)
            {
                ulong offset = ulong.CreateTruncating(value[i] - least);
                isIn[i] = offset < TableLength ? table[offset] : invert;
            }
        }
    }
}

/// <summary>Binary search.</summary>
internal static unsafe class Search
{
    /// <summary>Returns how many of ascending elements, of which NaN is the greatest, are not NaN.</summary>
    public static long Numbers<T>(T* ascending, long length)
        where T : unmanaged, INumber<T>
    {
        while (length > 0 && T.IsNaN(ascending[length - 1]))
            length--;
        return length;
    }

    /// <summary>
    /// Returns the index of the first of ascending numbers that is not less than a value or, on the right, of the first
    /// that is greater.
    /// </summary>
    /// <remarks>
    /// The steps are the same for all values, and a step is a choice without a jump: the processor cannot foresee which
    /// half a value is in.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Bound<T>(T* ascending, long length, T value, bool right)
        where T : unmanaged, INumber<T>
    {
        if (length == 0)
            return 0;
        T* low = ascending;
        while (length > 1)
        {
            long half = length / 2;
            low += half & -(long)Unsafe.BitCast<bool, byte>(IsBefore(low[half - 1], value, right));
            length -= half;
        }
        return low - ascending + (IsBefore(*low, value, right) ? 1 : 0);
    }

    // Searches that run side by side: each waits for its memory and its comparisons, not for those of the others.
    private const int SideBySide = 8;

    /// <summary>The cost of a search among a number of elements, in elements of a simple function.</summary>
    public static long Cost(long length) => 2 + BitOperations.Log2((ulong)length + 1);

    /// <summary>Writes the <see cref="Bound{T}"/> of each of several values, and a given index for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bounds<T>(
        T* ascending,
        long length,
        T* values,
        long count,
        bool right,
        long ofNaN,
        long* at,
        CancellationToken cancellation
    )
        where T : unmanaged, INumber<T>
    {
        long i = 0;
        T** low = stackalloc T*[SideBySide];
        for (; length > 0 && i <= count - SideBySide; i += SideBySide)
        {
            if ((i & 0xFFFFF) == 0)
                cancellation.ThrowIfCancellationRequested();
            for (int k = 0; k < SideBySide; k++)
                low[k] = ascending;
            T* value = values + i;
            for (long left = length; left > 1; )
            {
                long half = left / 2;
                if (right)
                {
                    for (int k = 0; k < SideBySide; k++)
                        low[k] += half & -(long)Unsafe.BitCast<bool, byte>(low[k][half - 1] <= value[k]);
                }
                else
                {
                    for (int k = 0; k < SideBySide; k++)
                        low[k] += half & -(long)Unsafe.BitCast<bool, byte>(low[k][half - 1] < value[k]);
                }
                left -= half;
            }
            for (int k = 0; k < SideBySide; k++)
            {
                at[i + k] = T.IsNaN(value[k])
                    ? ofNaN
                    : low[k] - ascending + (IsBefore(*low[k], value[k], right) ? 1 : 0);
            }
        }
        for (; i < count; i++)
            at[i] = T.IsNaN(values[i]) ? ofNaN : Bound(ascending, length, values[i], right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBefore<T>(T element, T value, bool right)
        where T : unmanaged, INumber<T> => right ? element <= value : element < value;

    /// <summary>Returns where a complex number would be inserted, in NumPy's order.</summary>
    public static int Bound(ReadOnlySpan<Complex> ascending, Complex value, bool right)
    {
        int low = 0,
            length = ascending.Length;
        while (length > 0)
        {
            int half = length / 2,
                order = ComplexOrder<Complex>.Instance.Compare(ascending[low + half], value);
            bool beyond = right ? order <= 0 : order < 0;
            low = beyond ? low + half + 1 : low;
            length = beyond ? length - half - 1 : half;
        }
        return low;
    }
}
