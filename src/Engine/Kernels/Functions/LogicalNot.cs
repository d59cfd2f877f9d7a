using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

internal sealed unsafe class LogicalNot(string name, string summary) : ElementwiseOp(name, summary, 1)
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands) => DTypeRules.Same(DType.Bool, 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Run(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        int i = 0;
        for (; i <= length - Vector512<byte>.Count; i += Vector512<byte>.Count)
            (Vector512.Load(a + i) ^ Vector512<byte>.One).Store(result + i);
        for (; i < length; i++)
            result[i] = (byte)(a[i] ^ 1);
    }

    internal override void RunScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        for (int i = 0; i < length; i++)
            result[i] = (byte)(a[i] ^ 1);
    }
}
