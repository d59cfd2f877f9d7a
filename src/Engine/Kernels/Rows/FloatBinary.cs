using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>
/// A function of two floats: computed in float32 if both operands fit it, otherwise in float64, as are integers.
/// </summary>
internal sealed unsafe class FloatBinary<TKernel>(string name, string summary) : ElementwiseOp(name, summary, 2)
    where TKernel : struct, IFloatBinaryKernel
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DTypeRules.Float(operands), 2);

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Float32)
            Loop((float*)a, (float*)b, (float*)result, length);
        else
            Loop((double*)a, (double*)b, (double*)result, length);
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Float32)
            Scalar((float*)a, (float*)b, (float*)result, length);
        else
            Scalar((double*)a, (double*)b, (double*)result, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scalar<T>(T* a, T* b, T* result, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < length; i++)
            result[i] = TKernel.Invoke(a[i], b[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(T* a, T* b, T* result, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!TKernel.HasVector)
        {
            Scalar(a, b, result, length);
            return;
        }
        int width = Vector512<T>.Count,
            i = 0;
        for (; i <= length - width; i += width)
            TKernel.Invoke(Vector512.Load(a + i), Vector512.Load(b + i)).Store(result + i);
        if (i == length)
            return;
        // The remainder goes through the vector form too: the bits of a value must not depend on its position.
        T* rest = stackalloc T[2 * width];
        int left = length - i;
        new Span<T>(a + i, left).CopyTo(new Span<T>(rest, left));
        new Span<T>(b + i, left).CopyTo(new Span<T>(rest + width, left));
        TKernel.Invoke(Vector512.Load(rest), Vector512.Load(rest + width)).Store(rest);
        new Span<T>(rest, left).CopyTo(new Span<T>(result + i, left));
    }
}
