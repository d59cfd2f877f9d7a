using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>A function of one number of any dtype that keeps the dtype; integers wrap.</summary>
internal sealed unsafe class NumericUnary<TKernel>(string name, string summary, OnBool onBool = OnBool.Keep)
    : ElementwiseOp(name, summary, 1)
    where TKernel : struct, INumericUnaryKernel
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DTypeRules.Number(operands, onBool, Name, "use logical_not"), 1);

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Number(type, new Loop(a, result, length, TKernel.HasVector));

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Number(type, new Loop(a, result, length, false));

    private readonly ref struct Loop(byte* a, byte* result, int length, bool vector) : INumberAction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = (T*)a,
                r = (T*)result;
            int n = length,
                i = 0;
            if (vector)
            {
                for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
                    TKernel.Invoke(Vector512.Load(x + i)).Store(r + i);
            }

            for (; i < n; i++)
                r[i] = TKernel.Invoke(x[i]);
        }
    }
}
