using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Masked;

/// <summary>
/// The operands for which a function is not defined, so that its result is masked there, as in numpy.ma.
/// </summary>
internal static class MaskedDomain
{
    // numpy.ma takes a divisor for 0 if the quotient would be beyond this.
    private const double Tiny = 2.2250738585072014e-308;

    /// <summary>Returns where the operands are outside the domain, or null if the function has none.</summary>
    public static ChunkedArray? Outside(string op, ReadOnlySpan<MaskedOperand> operands)
    {
        ChunkedArray x = operands[0].Values;
        return op switch
        {
            "sqrt" => x < 0.0,
            "log" or "log2" or "log10" => x <= 0.0,
            "arcsin" or "arccos" => Prelude.Abs(x) > 1.0,
            "arccosh" => x < 1.0,
            "arctanh" => Prelude.Abs(x) > 1 - 1e-15,
            "tan" => Prelude.Abs(Prelude.Cos(x)) < 1e-35,
            "divide" or "floor_divide" or "remainder" or "fmod" => Divisor(x, operands[1].Values),
            "power" => NotFinite(x, operands[1].Values),
            _ => null,
        };
    }

    private static ChunkedArray Divisor(ChunkedArray x, ChunkedArray y) =>
        Prelude.Abs(AsFloat(x)) * Tiny >= Prelude.Abs(AsFloat(y));

    private static ChunkedArray? NotFinite(ChunkedArray x, ChunkedArray y)
    {
        ChunkedArray power = Prelude.Pow(x, y);
        return power.DType.IsFloat ? !Prelude.IsFinite(power) : null;
    }

    private static ChunkedArray AsFloat(ChunkedArray x) => x.DType.IsFloat ? x : x.AsType(DType.Float64);
}
