using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Puts a multiplication in the place of a power of 2, which the kernel of powers gives the same bits for but has to
/// look at every exponent first.
/// </summary>
public sealed class SimplifyPowers : IOptimizerPass
{
    /// <inheritdoc/>
    public string Name => "simplify-powers";

    /// <inheritdoc/>
    public string Summary => "squares made multiplications";

    /// <inheritdoc/>
    public ArrayExpr[] Run(ArrayExpr[] outputs)
    {
        var walk = new BottomUp(Simplify);
        return Array.ConvertAll(outputs, walk.Visit);
    }

    private static ArrayExpr Simplify(ArrayExpr node)
    {
        if (
            node is not ElementwiseExpr { Op.Name: "power" } power
            || power.Inputs[1] is not FullExpr exponent
            || exponent.Value.ToDouble() != 2
        )
        {
            return node;
        }

        ArrayExpr square = ElementwiseExpr.Create(OpTable.GetElementwise("square"), power.Inputs[0]);
        return square.DType == node.DType ? square : node;
    }
}
