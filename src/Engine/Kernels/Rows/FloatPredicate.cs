using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>A predicate of one float; integers and bools are cast to float64. The result is bool.</summary>
internal sealed unsafe class FloatPredicate<TKernel>(string name, string summary) : ElementwiseOp(name, summary, 1)
    where TKernel : struct, IFloatPredicateKernel
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        new([DTypeRules.Float(operands)], DType.Bool);

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Float32)
            Loop((float*)a, result, length, true);
        else
            Loop((double*)a, result, length, true);
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Float32)
            Loop((float*)a, result, length, false);
        else
            Loop((double*)a, result, length, false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(T* x, byte* result, int length, bool vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        if (vector && Vector512.IsHardwareAccelerated)
        {
            for (; i <= length - BoolLanes.Step; i += BoolLanes.Step)
                Ask(x + i).Store(result + i);
        }
        else if (vector)
        {
            for (; i <= length - BoolLanes.HalfStep; i += BoolLanes.HalfStep)
                AskHalf(x + i).Store(result + i);
        }

        for (; i < length; i++)
            result[i] = TKernel.Invoke(x[i]) ? (byte)1 : (byte)0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Ask<T>(T* x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (sizeof(T) == 4)
        {
            return BoolLanes.Narrow(
                Mask(x, 0).AsInt32(),
                Mask(x, 1).AsInt32(),
                Mask(x, 2).AsInt32(),
                Mask(x, 3).AsInt32()
            );
        }

        return BoolLanes.Narrow(
            Mask(x, 0).AsInt64(),
            Mask(x, 1).AsInt64(),
            Mask(x, 2).AsInt64(),
            Mask(x, 3).AsInt64(),
            Mask(x, 4).AsInt64(),
            Mask(x, 5).AsInt64(),
            Mask(x, 6).AsInt64(),
            Mask(x, 7).AsInt64()
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Mask<T>(T* x, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TKernel.Invoke(Vector512.Load(x + k * Vector512<T>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> AskHalf<T>(T* x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (sizeof(T) == 4)
        {
            return BoolLanes.Narrow(
                HalfMask(x, 0).AsInt32(),
                HalfMask(x, 1).AsInt32(),
                HalfMask(x, 2).AsInt32(),
                HalfMask(x, 3).AsInt32()
            );
        }

        return BoolLanes.Narrow(
            HalfMask(x, 0).AsInt64(),
            HalfMask(x, 1).AsInt64(),
            HalfMask(x, 2).AsInt64(),
            HalfMask(x, 3).AsInt64(),
            HalfMask(x, 4).AsInt64(),
            HalfMask(x, 5).AsInt64(),
            HalfMask(x, 6).AsInt64(),
            HalfMask(x, 7).AsInt64()
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> HalfMask<T>(T* x, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TKernel.Invoke(Vector256.Load(x + k * Vector256<T>.Count));
}
