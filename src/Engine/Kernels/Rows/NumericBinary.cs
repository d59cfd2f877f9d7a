using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Rows;

/// <summary>A function of two numbers, computed in their promoted dtype; integers wrap.</summary>
internal class NumericBinary<TKernel>(string name, string summary, OnBool onBool = OnBool.Keep)
    : ElementwiseOp(name, summary, 2)
    where TKernel : struct, INumericBinaryKernel
{
    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DTypeRules.Number(operands, onBool, Name, "use logical_xor"), 2);

    internal override bool Fetches => TKernel.HasVector<double>() && Sse.IsSupported;

    protected override unsafe void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        TypeSwitch.Number(type, new Loop(a, b, result, length, true, default));

    private protected override unsafe void RunRealFetching(
        DType type,
        byte* a,
        byte* b,
        byte* c,
        byte* result,
        int length,
        FetchPattern ahead
    ) => TypeSwitch.Number(type, new Loop(a, b, result, length, true, ahead));

    private protected override unsafe void RunRealScalar(
        DType type,
        byte* a,
        byte* b,
        byte* c,
        byte* result,
        int length
    ) => TypeSwitch.Number(type, new Loop(a, b, result, length, false, default));

    private readonly unsafe ref struct Loop(byte* a, byte* b, byte* result, int length, bool vector, FetchPattern ahead)
        : INumberAction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            T* x = (T*)a,
                y = (T*)b,
                r = (T*)result;
            int n = length,
                i = 0;
            if (vector && TKernel.HasVector<T>())
            {
                FetchPattern.Walk walk = ahead.From(a);
                for (; ahead.IsNone && i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
                    TKernel.Invoke(Vector512.Load(x + i), Vector512.Load(y + i)).Store(r + i);
                for (; i <= n - Vector512<T>.Count; i += Vector512<T>.Count)
                {
                    walk.Fetch();
                    TKernel.Invoke(Vector512.Load(x + i), Vector512.Load(y + i)).Store(r + i);
                }
                // The remainder of floats goes through the vector form too: the bits of a value must not depend on its
                // position.
                if (i < n && (typeof(T) == typeof(double) || typeof(T) == typeof(float)))
                {
                    Rest(x + i, y + i, r + i, n - i);
                    return;
                }
            }
            for (; i < n; i++)
                r[i] = TKernel.Invoke(x[i], y[i]);
        }

        private static void Rest<T>(T* x, T* y, T* r, int left)
            where T : unmanaged, INumber<T>
        {
            T* rest = stackalloc T[2 * Vector512<T>.Count];
            new Span<T>(x, left).CopyTo(new Span<T>(rest, left));
            new Span<T>(y, left).CopyTo(new Span<T>(rest + Vector512<T>.Count, left));
            TKernel.Invoke(Vector512.Load(rest), Vector512.Load(rest + Vector512<T>.Count)).Store(rest);
            new Span<T>(rest, left).CopyTo(new Span<T>(r, left));
        }
    }
}

/// <summary>
/// A function of two numbers with another kernel for two bools: <c>add</c> of bools is their <c>or</c>.
/// </summary>
internal sealed class NumericBinary<TKernel, TOnBool>(string name, string summary)
    : NumericBinary<TKernel>(name, summary)
    where TKernel : struct, INumericBinaryKernel
    where TOnBool : struct, INumericBinaryKernel
{
    private readonly NumericBinary<TOnBool> onBools = new(name, summary);

    protected override unsafe void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Bool)
            onBools.Run(type, a, b, c, result, length);
        else
            base.RunReal(type, a, b, c, result, length);
    }

    private protected override unsafe void RunRealFetching(
        DType type,
        byte* a,
        byte* b,
        byte* c,
        byte* result,
        int length,
        FetchPattern ahead
    )
    {
        if (type == DType.Bool)
            onBools.Run(type, a, b, c, result, length);
        else
            base.RunRealFetching(type, a, b, c, result, length, ahead);
    }

    private protected override unsafe void RunRealScalar(
        DType type,
        byte* a,
        byte* b,
        byte* c,
        byte* result,
        int length
    )
    {
        if (type == DType.Bool)
            onBools.RunScalar(type, a, b, c, result, length);
        else
            base.RunRealScalar(type, a, b, c, result, length);
    }
}
