using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>
/// x 2^n, for whole numbers n, which are cast to the dtype of x: in it, they are exact or far beyond its range. A plain
/// number has been cast already.
/// </summary>
internal sealed unsafe class Ldexp(string name, string summary) : ElementwiseOp(name, summary, 2)
{
    // Beyond these, any number becomes 0 or infinite.
    private const double MostExponent = 5000;

    // A whole number added to these is in the low bits of the sum.
    private const double Rounder = 3L << 51;
    private const float RounderOfFloat = 3 << 22;

    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DTypeRules.Float(operands[..1]), 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        int i = 0;
        if (type == DType.Float32)
        {
            for (; i <= length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                Vector512<float> n = Vector512.Load((float*)b + i);
                if (!AreNormal(n, -126, 127))
                    Scalar(type, a, b, result, i, i + Vector512<float>.Count);
                else
                    (Vector512.Load((float*)a + i) * Power(n)).Store((float*)result + i);
            }
        }
        else
        {
            for (; i <= length - Vector512<double>.Count; i += Vector512<double>.Count)
            {
                Vector512<double> n = Vector512.Load((double*)b + i);
                if (!AreNormal(n, -1022, 1023))
                    Scalar(type, a, b, result, i, i + Vector512<double>.Count);
                else
                    (Vector512.Load((double*)a + i) * Power(n)).Store((double*)result + i);
            }
        }

        Scalar(type, a, b, result, i, length);
    }

    // Whether all powers of two are normal numbers: one multiplication by them rounds once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreNormal<T>(Vector512<T> n, T least, T most)
        where T : unmanaged, INumber<T> =>
        Vector512.GreaterThanOrEqualAll(n, Vector512.Create(least))
        && Vector512.LessThanOrEqualAll(n, Vector512.Create(most));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Power(Vector512<double> n) =>
        ((Vector512.Truncate(n) + Vector512.Create(Rounder)).AsInt64() + Vector512.Create(1023L) << 52).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Power(Vector512<float> n) =>
        ((Vector512.Truncate(n) + Vector512.Create(RounderOfFloat)).AsInt32() + Vector512.Create(127) << 23).AsSingle();

    private static void Scalar(DType type, byte* a, byte* b, byte* result, int from, int to)
    {
        if (type == DType.Float32)
        {
            for (int i = from; i < to; i++)
                ((float*)result)[i] = float.ScaleB(((float*)a)[i], Exponent(((float*)b)[i]));
        }
        else
        {
            for (int i = from; i < to; i++)
                ((double*)result)[i] = double.ScaleB(((double*)a)[i], Exponent(((double*)b)[i]));
        }
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        Scalar(type, a, b, result, 0, length);

    private static int Exponent(double n) => (int)Math.Clamp(n, -MostExponent, MostExponent);
}
