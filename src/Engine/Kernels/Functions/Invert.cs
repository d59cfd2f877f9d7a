using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>Inverts all bits of an integer, byte by byte; for a bool, the truth value.</summary>
internal sealed unsafe class Invert(string name, string summary) : ElementwiseOp(name, summary, 1)
{
    public override ElementwiseSignature Resolve(ReadOnlySpan<DType> operands)
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
    public override void Run(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        byte turned = Bits(type);
        int bytes = checked(length * type.Size),
            i = 0;
        for (; i <= bytes - Vector512<byte>.Count; i += Vector512<byte>.Count)
            (Vector512.Load(a + i) ^ Vector512.Create(turned)).Store(result + i);
        for (; i < bytes; i++)
            result[i] = (byte)(a[i] ^ turned);
    }

    internal override void RunScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        for (int i = 0; i < length * type.Size; i++)
            result[i] = (byte)(a[i] ^ Bits(type));
    }

    private static byte Bits(DType type) => type == DType.Bool ? (byte)1 : (byte)0xFF;
}
