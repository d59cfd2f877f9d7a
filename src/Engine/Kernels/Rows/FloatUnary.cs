using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>A function of one float: float32 stays float32, everything else is computed in float64.</summary>
internal sealed unsafe class FloatUnary<TKernel>(string name, string summary) : ElementwiseOp(name, summary, 1)
    where TKernel : struct, IFloatUnaryKernel
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DTypeRules.Float(operands), 1);

    internal override bool Fetches => TKernel.HasVector && Sse.IsSupported;

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        RunRealFetching(type, a, b, c, result, length, default);

    private protected override void RunRealFetching(
        DType type,
        byte* a,
        byte* b,
        byte* c,
        byte* result,
        int length,
        FetchPattern ahead
    )
    {
        if (type == DType.Float32)
            Loop((float*)a, (float*)result, length, ahead);
        else
            Loop((double*)a, (double*)result, length, ahead);
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Float32)
            Scalar((float*)a, (float*)result, length);
        else
            Scalar((double*)a, (double*)result, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scalar<T>(T* x, T* result, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < length; i++)
            result[i] = TKernel.Invoke(x[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(T* x, T* result, int length, FetchPattern ahead)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!TKernel.HasVector)
        {
            Scalar(x, result, length);
            return;
        }
        int i = 0;
        FetchPattern.Walk walk = ahead.From((byte*)x);
        for (; i <= length - Vector512<T>.Count; i += Vector512<T>.Count)
        {
            // A 512-bit vector is a cache line.
            walk.Fetch();
            TKernel.Invoke(Vector512.Load(x + i)).Store(result + i);
        }
        if (i == length)
            return;
        // The remainder goes through the vector form too: the bits of a value must not depend on its position.
        T* rest = stackalloc T[Vector512<T>.Count];
        int left = length - i;
        new Span<T>(x + i, left).CopyTo(new Span<T>(rest, left));
        TKernel.Invoke(Vector512.Load(rest)).Store(rest);
        new Span<T>(rest, left).CopyTo(new Span<T>(result + i, left));
    }
}
