using System.Numerics;
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
        NDArray result = NDArray.Allocate(context.Shape, DType.Int64);
        if (inputs[0].DType.IsComplex)
        {
            using NDArray values = inputs[0].AsType(DType.Complex128),
                sorted = inputs[1].AsType(DType.Complex128);
            Span<long> at = result.Span<long>();
            for (int i = 0; i < at.Length; i++)
                at[i] = Search.Bound(sorted.Span<Complex>(), values.Span<Complex>()[i], Right);
            return result;
        }

        TypeSwitch.Number(inputs[0].DType, new Action(inputs[0], inputs[1], result, Right, context.Cancellation));
        return result;
    }

    private readonly unsafe struct Action(
        NDArray values,
        NDArray sorted,
        NDArray result,
        bool right,
        CancellationToken cancellation
    ) : INumberAction
    {
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* value = (T*)values.Pointer,
                edge = (T*)sorted.Pointer;
            long* at = (long*)result.Pointer;
            for (long i = 0; i < values.Size; i++)
            {
                if ((i & 0xFFFFF) == 0xFFFFF)
                    cancellation.ThrowIfCancellationRequested();
                at[i] = Search.Bound(edge, sorted.Size, value[i], right);
            }
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

    public override string Name => "isin";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[0].Shape == context.Shape && inputs[0].DType == inputs[1].DType);
        NDArray result = NDArray.Allocate(context.Shape, DType.Bool);
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
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* value = (T*)values.Pointer,
                element = (T*)sorted.Pointer;
            bool* isIn = (bool*)result.Pointer;
            for (long i = 0; i < values.Size; i++)
            {
                if ((i & 0xFFFFF) == 0xFFFFF)
                    cancellation.ThrowIfCancellationRequested();
                long at = Search.Bound(element, sorted.Size, value[i], right: false);
                isIn[i] = (at < sorted.Size && element[at] == value[i]) != invert;
            }
            GC.KeepAlive(values);
            GC.KeepAlive(sorted);
        }
    }
}

/// <summary>Binary search.</summary>
internal static unsafe class Search
{
    /// <summary>Returns where a value would be inserted in ascending elements, of which NaN is the greatest.</summary>
    public static long Bound<T>(T* ascending, long length, T value, bool right)
        where T : unmanaged, INumber<T>
    {
        long low = 0;
        while (length > 0)
        {
            long half = length / 2;
            T element = ascending[low + half];
            bool beyond = right ? !IsLess(value, element) : IsLess(element, value);
            low = beyond ? low + half + 1 : low;
            length = beyond ? length - half - 1 : half;
        }
        return low;
    }

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

    private static bool IsLess<T>(T a, T b)
        where T : unmanaged, INumber<T> => a < b || (T.IsNaN(b) && !T.IsNaN(a));
}
