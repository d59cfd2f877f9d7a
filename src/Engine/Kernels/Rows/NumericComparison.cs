using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>A comparison of two numbers in their promoted dtype; the result is bool.</summary>
internal sealed unsafe class NumericComparison<TKernel>(string name, string summary) : ElementwiseOp(name, summary, 2)
    where TKernel : struct, IComparisonKernel
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        new(DTypeRules.Repeat(DTypeRules.Promote(operands), 2), DType.Bool);

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Number(type, new Loop(a, b, result, length, true));

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Number(type, new Loop(a, b, result, length, false));

    private readonly ref struct Loop(byte* a, byte* b, byte* result, int length, bool vector) : INumberAction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = (T*)a,
                y = (T*)b;
            byte* r = result;
            int n = length,
                i = 0;
            if (vector && sizeof(T) == 8 && Vector512.IsHardwareAccelerated && Bmi2.X64.IsSupported)
            {
                // The eight bits of a comparison become eight bytes: narrowing eight vectors into one takes longer.
                for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
                {
                    ulong bits = Mask(x + i, y + i, 0).ExtractMostSignificantBits();
                    *(ulong*)(r + i) = Bmi2.X64.ParallelBitDeposit(bits, 0x0101010101010101);
                }
            }
            else if (vector && Vector512.IsHardwareAccelerated)
            {
                for (; i <= n - BoolLanes.Step; i += BoolLanes.Step)
                    Compare(x + i, y + i).Store(r + i);
            }
            else if (vector)
            {
                for (; i <= n - BoolLanes.HalfStep; i += BoolLanes.HalfStep)
                    CompareHalf(x + i, y + i).Store(r + i);
            }

            for (; i < n; i++)
                r[i] = TKernel.Invoke(x[i], y[i]) ? (byte)1 : (byte)0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<byte> Compare<T>(T* x, T* y)
            where T : unmanaged, INumber<T>
        {
            if (sizeof(T) == 1)
                return BoolLanes.One(Mask(x, y, 0).AsByte());
            if (sizeof(T) == 2)
                return BoolLanes.Narrow(Mask(x, y, 0).AsInt16(), Mask(x, y, 1).AsInt16());
            if (sizeof(T) == 4)
            {
                return BoolLanes.Narrow(
                    Mask(x, y, 0).AsInt32(),
                    Mask(x, y, 1).AsInt32(),
                    Mask(x, y, 2).AsInt32(),
                    Mask(x, y, 3).AsInt32()
                );
            }

            return BoolLanes.Narrow(
                Mask(x, y, 0).AsInt64(),
                Mask(x, y, 1).AsInt64(),
                Mask(x, y, 2).AsInt64(),
                Mask(x, y, 3).AsInt64(),
                Mask(x, y, 4).AsInt64(),
                Mask(x, y, 5).AsInt64(),
                Mask(x, y, 6).AsInt64(),
                Mask(x, y, 7).AsInt64()
            );
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector512<T> Mask<T>(T* x, T* y, int k)
            where T : unmanaged, INumber<T> =>
            TKernel.Invoke(Vector512.Load(x + k * Vector512<T>.Count), Vector512.Load(y + k * Vector512<T>.Count));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<byte> CompareHalf<T>(T* x, T* y)
            where T : unmanaged, INumber<T>
        {
            if (sizeof(T) == 1)
                return BoolLanes.One(HalfMask(x, y, 0).AsByte());
            if (sizeof(T) == 2)
                return BoolLanes.Narrow(HalfMask(x, y, 0).AsInt16(), HalfMask(x, y, 1).AsInt16());
            if (sizeof(T) == 4)
            {
                return BoolLanes.Narrow(
                    HalfMask(x, y, 0).AsInt32(),
                    HalfMask(x, y, 1).AsInt32(),
                    HalfMask(x, y, 2).AsInt32(),
                    HalfMask(x, y, 3).AsInt32()
                );
            }

            return BoolLanes.Narrow(
                HalfMask(x, y, 0).AsInt64(),
                HalfMask(x, y, 1).AsInt64(),
                HalfMask(x, y, 2).AsInt64(),
                HalfMask(x, y, 3).AsInt64(),
                HalfMask(x, y, 4).AsInt64(),
                HalfMask(x, y, 5).AsInt64(),
                HalfMask(x, y, 6).AsInt64(),
                HalfMask(x, y, 7).AsInt64()
            );
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<T> HalfMask<T>(T* x, T* y, int k)
            where T : unmanaged, INumber<T> =>
            TKernel.Invoke(Vector256.Load(x + k * Vector256<T>.Count), Vector256.Load(y + k * Vector256<T>.Count));
    }
}
