using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>The first operand is cast to bool, the others to their promoted dtype.</summary>
internal sealed unsafe class Where(string name, string summary) : ElementwiseOp(name, summary, 3)
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands)
    {
        DType type = DTypes.Promote(operands[1], operands[2]);
        return new([DType.Bool, type, type], type);
    }

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Number(type, new Loop(a, b, c, result, length, true));

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Number(type, new Loop(a, b, c, result, length, false));

    private readonly ref struct Loop(byte* condition, byte* b, byte* c, byte* result, int length, bool vector)
        : INumberAction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            byte* test = condition;
            T* x = (T*)b,
                y = (T*)c,
                r = (T*)result;
            int n = length,
                i = 0;
            if (vector)
            {
                for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
                {
                    Vector512
                        .ConditionalSelect(BoolLanes.Widen<T>(test + i), Vector512.Load(x + i), Vector512.Load(y + i))
                        .Store(r + i);
                }
            }

            for (; i < n; i++)
                r[i] = test[i] != 0 ? x[i] : y[i];
        }
    }
}
