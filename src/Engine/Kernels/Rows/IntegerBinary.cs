using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>
/// A function of two integers, or of two bools if the row allows it, computed in their promoted dtype.
/// </summary>
internal sealed unsafe class IntegerBinary<TKernel>(string name, string summary, OnBool onBool = OnBool.Keep)
    : ElementwiseOp(name, summary, 2)
    where TKernel : struct, IIntegerBinaryKernel
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands)
    {
        DType type = DTypeRules.Number(operands, onBool, Name, "use the logical functions");
        if (type.IsFloat)
        {
            string power = Name == "bitwise_xor" ? "; ^ is no power, that is Pow(x, 2) or x.Pow(2)" : "";
            throw new GchunkException(
                $"{Name} is defined for integers and bools, not for {operands[0].Name} and {operands[1].Name}{power}; convert with AsType(DType.Int64), or combine comparisons: (x > 0) & (y > 0)"
            );
        }

        return DTypeRules.Same(type, 2);
    }

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Integer(type, new Loop(a, b, result, length, true));

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Integer(type, new Loop(a, b, result, length, false));

    private readonly ref struct Loop(byte* a, byte* b, byte* result, int length, bool vector) : IIntegerAction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>()
            where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
        {
            T* x = (T*)a,
                y = (T*)b,
                r = (T*)result;
            int n = length,
                i = 0;
            if (vector && TKernel.HasVector<T>())
            {
                for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
                    TKernel.Invoke(Vector512.Load(x + i), Vector512.Load(y + i)).Store(r + i);
            }

            for (; i < n; i++)
                r[i] = TKernel.Invoke(x[i], y[i]);
        }
    }
}
