using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal sealed unsafe class LogicalNot(string name, string summary) : ElementwiseOp(name, summary, 1)
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) => DTypeRules.Same(DType.Bool, 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        int i = 0;
        for (; i <= length - Vector512<byte>.Count; i += Vector512<byte>.Count)
            (Vector512.Load(a + i) ^ Vector512<byte>.One).Store(result + i);
        for (; i < length; i++)
            result[i] = (byte)(a[i] ^ 1);
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        for (int i = 0; i < length; i++)
            result[i] = (byte)(a[i] ^ 1);
    }
}
