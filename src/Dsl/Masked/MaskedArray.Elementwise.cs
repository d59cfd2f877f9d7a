using Gchunk.Dsl.Masked;

namespace Gchunk.Dsl;

public sealed partial class MaskedArray
{
    /// <summary>
    /// Applies an elementwise operation, given by its name. The result is masked where an operand is, and where the
    /// operation is not defined: the logarithm of 0, a division by 0.
    /// </summary>
    public static MaskedArray Elementwise(string op, params ReadOnlySpan<MaskedOperand> operands)
    {
        var values = new ChunkedArray[operands.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = operands[i].Values;
        ChunkedArray result = ChunkedArray.Elementwise(op, values);
        if (op == "where")
        {
            ChunkedArray chosen = Prelude.Where(values[0], operands[1].Mask, operands[2].Mask);
            return new MaskedArray(result, operands[0].IsMasked ? operands[0].Mask | chosen : chosen);
        }

        ChunkedArray? mask = MaskedDomain.Outside(op, operands);
        foreach (MaskedOperand operand in operands)
        {
            if (operand.IsMasked)
                mask = mask is null ? operand.Mask : mask | operand.Mask;
        }

        return new MaskedArray(result, mask ?? false);
    }
}
