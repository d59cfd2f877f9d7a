using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Expressions.Rewrites;

/// <summary>
/// Comparisons of signed integers with uint64, which no integer dtype can both hold. They are exact, as in NumPy 2; in
/// float64, 2^53 and 2^53 + 1 would be equal.
/// </summary>
internal static class ExactComparison
{
    /// <summary>
    /// Rewrites a comparison as comparisons of one dtype each; returns null if the dtypes promote without loss or the
    /// operation is not a comparison.
    /// </summary>
    public static ArrayExpr? Rewrite(ElementwiseOp op, ReadOnlySpan<ArrayExpr> inputs)
    {
        if (inputs.Length != 2)
            return null;
        (ArrayExpr left, ArrayExpr right) = (inputs[0], inputs[1]);
        if (left.DType == DType.UInt64 && right.DType.IsSigned && !right.DType.IsFloat)
            return Swapped(op.Name) is { } swapped ? Compare(swapped, right, left) : null;
        if (right.DType == DType.UInt64 && left.DType.IsSigned && !left.DType.IsFloat)
            return Swapped(op.Name) is not null ? Compare(op.Name, left, right) : null;
        return null;
    }

    // A negative number is less than every unsigned one; any other is compared as uint64.
    private static ArrayExpr Compare(string name, ArrayExpr signed, ArrayExpr unsigned)
    {
        ArrayExpr asUnsigned = signed is FullExpr full
            ? new FullExpr(new Scalar(DType.UInt64, full.Value.Bits), DType.UInt64, full.Chunks)
            : CastExpr.Create(signed, DType.UInt64);
        ArrayExpr compared = Make(name, asUnsigned, unsigned),
            zero = FullExpr.Weak(0L);
        return name is "less" or "less_equal" or "not_equal"
            ? Make("logical_or", Make("less", signed, zero), compared)
            : Make("logical_and", Make("greater_equal", signed, zero), compared);
    }

    // The equivalent comparison with its operands swapped.
    private static string? Swapped(string name) =>
        name switch
        {
            "equal" or "not_equal" => name,
            "less" => "greater",
            "less_equal" => "greater_equal",
            "greater" => "less",
            "greater_equal" => "less_equal",
            _ => null,
        };

    private static ArrayExpr Make(string name, ArrayExpr a, ArrayExpr b) =>
        ElementwiseExpr.Create(OpTable.GetElementwise(name), a, b);
}
