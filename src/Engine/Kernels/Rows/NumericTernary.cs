using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>A function of three numbers, computed in their promoted dtype.</summary>
internal sealed unsafe class NumericTernary<TKernel>(string name, string summary) : ElementwiseOp(name, summary, 3)
    where TKernel : struct, INumericTernaryKernel
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DTypeRules.Promote(operands), 3);

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Number(type, new Loop(a, b, c, result, length, true));

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Number(type, new Loop(a, b, c, result, length, false));

    private readonly ref struct Loop(byte* a, byte* b, byte* c, byte* result, int length, bool vector) : INumberAction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = (T*)a,
                y = (T*)b,
                z = (T*)c,
                r = (T*)result;
            int n = length,
                i = 0;
            if (vector)
            {
                for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
                    TKernel.Invoke(Vector512.Load(x + i), Vector512.Load(y + i), Vector512.Load(z + i)).Store(r + i);
            }

            for (; i < n; i++)
                r[i] = TKernel.Invoke(x[i], y[i], z[i]);
        }
    }
}
