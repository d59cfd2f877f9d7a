using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions.Rewrites;

/// <summary>
/// Operations on float16 and bfloat16: computed in float32 and rounded, as in NumPy. No kernel knows these dtypes.
/// </summary>
internal static class HalfOperations
{
    /// <summary>Returns whether an operand of an operation is float16 or bfloat16.</summary>
    public static bool Concerns(ReadOnlySpan<ArrayExpr> operands)
    {
        foreach (ArrayExpr operand in operands)
        {
            if (operand.DType.IsHalf)
                return true;
        }

        return false;
    }

    /// <summary>Rewrites an elementwise operation of which an operand is float16 or bfloat16.</summary>
    public static ArrayExpr Rewrite(ElementwiseOp op, ReadOnlySpan<ArrayExpr> operands)
    {
        DType? strong = null;
        var wide = new ArrayExpr[operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            wide[i] = Widened(operands[i]);
            bool isMask = op.Name == "where" && i == 0;
            if (!isMask && operands[i] is not FullExpr { IsWeak: true })
                strong = strong is { } s ? DTypes.Promote(s, operands[i].DType) : operands[i].DType;
        }
        ArrayExpr result = ElementwiseExpr.Create(op, wide);
        return strong is { IsHalf: true } half ? Rounded(result, half) : result;
    }

    /// <summary>Creates a reduction of an array of float16 or bfloat16.</summary>
    public static ArrayExpr Reduce(
        ReductionOp op,
        ArrayExpr input,
        int[]? axes,
        bool keepDims,
        ReductionOptions options
    ) => Rounded(ReductionExpr.Create(op, Widened(input), axes, keepDims, options), input.DType);

    private static ArrayExpr Widened(ArrayExpr array) =>
        array.DType.IsHalf ? CastExpr.Create(array, DType.Float32) : array;

    // A mask, an index or a complex number stays.
    private static ArrayExpr Rounded(ArrayExpr result, DType half) =>
        result.DType == DType.Float32 ? CastExpr.Create(result, half) : result;
}
