using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Replaces a power of 2 by a multiplication. The kernel of powers gives the same bits, but has to look at every
/// exponent first.
/// </summary>
public sealed class SimplifyPowers : IOptimizerPass
{
    /// <inheritdoc/>
    public string Name => "simplify-powers";

    /// <inheritdoc/>
    public string Summary => "squares computed as multiplications";

    /// <inheritdoc/>
    public ArrayExpr[] Run(ArrayExpr[] outputs, IReadOnlyList<ArrayExpr> nodes)
    {
        if (!nodes.Any(IsSquare))
            return outputs;
        var walk = new BottomUp(Simplify);
        return Array.ConvertAll(outputs, walk.Visit);
    }

    private static bool IsSquare(ArrayExpr node) =>
        node is ElementwiseExpr { Op.Name: "power" } power
        && power.Inputs[1] is FullExpr exponent
        && exponent.Value.ToDouble() == 2;

    private static ArrayExpr Simplify(ArrayExpr node)
    {
        if (!IsSquare(node))
            return node;
        ArrayExpr square = ElementwiseExpr.Create(OpTable.GetElementwise("square"), node.Inputs[0]);
        return square.DType == node.DType ? square : node;
    }
}
