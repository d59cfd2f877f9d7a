using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>A function of two truth values; any number but 0 is true, including NaN. The result is bool.</summary>
internal sealed unsafe class Logical<TKernel>(string name, string summary) : ElementwiseOp(name, summary, 2)
    where TKernel : struct, IIntegerBinaryKernel
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) => DTypeRules.Same(DType.Bool, 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        int i = 0;
        for (; i <= length - Vector512<byte>.Count; i += Vector512<byte>.Count)
            TKernel.Invoke(Vector512.Load(a + i), Vector512.Load(b + i)).Store(result + i);
        for (; i < length; i++)
            result[i] = TKernel.Invoke(a[i], b[i]);
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        for (int i = 0; i < length; i++)
            result[i] = TKernel.Invoke(a[i], b[i]);
    }
}
