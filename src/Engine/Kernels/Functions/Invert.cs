using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>Inverts all bits of an integer, byte by byte; for a bool, the truth value.</summary>
internal sealed unsafe class Invert(string name, string summary) : ElementwiseOp(name, summary, 1)
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands)
    {
        if (operands[0].IsFloat)
        {
            throw new GchunkException(
                $"{Name} is defined for integers and bools, not for {operands[0].Name}; use logical_not, or convert with AsType(DType.Int64)"
            );
        }

        return DTypeRules.Same(operands[0], 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        byte turned = Bits(type);
        int bytes = checked(length * type.Size),
            i = 0;
        for (; i <= bytes - Vector512<byte>.Count; i += Vector512<byte>.Count)
            (Vector512.Load(a + i) ^ Vector512.Create(turned)).Store(result + i);
        for (; i < bytes; i++)
            result[i] = (byte)(a[i] ^ turned);
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        for (int i = 0; i < length * type.Size; i++)
            result[i] = (byte)(a[i] ^ Bits(type));
    }

    private static byte Bits(DType type) => type == DType.Bool ? (byte)1 : (byte)0xFF;
}
