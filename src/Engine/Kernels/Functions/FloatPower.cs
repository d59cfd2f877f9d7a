using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Kernels.Functions;

/// <summary>The power in float64, whatever the operands, so that integers may have negative exponents.</summary>
internal sealed unsafe class FloatPower(string name, string summary) : ElementwiseOp(name, summary, 2)
{
    private readonly NumericBinary<Pow> power = new(name, summary);

    protected override ElementwiseSignature ResolveReal(ReadOnlySpan<DType> operands) =>
        DTypeRules.Same(DType.Float64, 2);

    protected override void RunReal(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        power.Run(type, a, b, c, result, length);

    private protected override void RunRealScalar(DType type, byte* a, byte* b, byte* c, byte* result, int length) =>
        power.RunScalar(type, a, b, c, result, length);
}
