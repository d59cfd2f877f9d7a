using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Rows;

namespace Gchunk.Engine.Expressions.Rewrites;

/// <summary>Reductions of complex numbers; a number with a NaN in either part is missing.</summary>
internal static class ComplexReductions
{
    /// <summary>Creates a reduction of a complex array.</summary>
    /// <exception cref="GchunkException">The reduction has no meaning for complex numbers.</exception>
    public static ArrayExpr Create(
        ReductionOp op,
        ArrayExpr input,
        int[]? axes,
        bool keepDims,
        ReductionOptions options
    )
    {
        if (op.OnComplex is { } row)
            return ReductionExpr.Create(row, input, axes, keepDims, options);
        switch (op.Name)
        {
            case "any" or "all":
                return Of(CastExpr.Create(input, DType.Bool));
            case "count":
                return Of(Exprs.Where(Exprs.IsNaN(input), FullExpr.Weak(double.NaN), FullExpr.Weak(1.0)));
            // The mean squared distance from the mean is that of the real parts and that of the imaginary parts.
            case "var" or "std":
                if (options.SkipNaN)
                {
                    ArrayExpr missing = FullExpr.Weak(new System.Numerics.Complex(double.NaN, double.NaN));
                    input = Exprs.Where(Exprs.IsNaN(input), missing, input);
                }
                bool isRoot = op.Name == "std";
                op = OpTable.GetReduction("var");
                ArrayExpr variance = Exprs.Add(Of(Exprs.Real(input)), Of(Exprs.Imag(input)));
                return isRoot ? Exprs.Sqrt(variance) : variance;
            default:
                throw DTypeRules.Undefined(op.Name, input.DType);
        }

        ArrayExpr Of(ArrayExpr array) => ReductionExpr.Create(op, array, axes, keepDims, options);
    }
}
