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

    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DTypeRules.Float(operands[..1]), 2);

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length)
    {
        if (type == DType.Float32)
        {
            for (int i = 0; i < length; i++)
                ((float*)result)[i] = float.ScaleB(((float*)a)[i], Exponent(((float*)b)[i]));
        }
        else
        {
            for (int i = 0; i < length; i++)
                ((double*)result)[i] = double.ScaleB(((double*)a)[i], Exponent(((double*)b)[i]));
        }
    }

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        Run(type, a, b, c, result, length);

    private static int Exponent(double n) => (int)Math.Clamp(n, -MostExponent, MostExponent);
}
