using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Replaces a persisted array by the expression it was computed from, if the workers that held it are gone for good. It
/// is not a pass that can be disabled: without it there is no result.
/// </summary>
internal static class RecomputeLost
{
    /// <summary>Rewrites expressions.</summary>
    /// <param name="outputs">The expressions.</param>
    /// <param name="nodes">Every node that they reach.</param>
    /// <returns>Null if nothing is lost.</returns>
    public static ArrayExpr[]? In(ArrayExpr[] outputs, List<ArrayExpr> nodes)
    {
        if (!nodes.Exists(IsLost))
            return null;
        var walk = new BottomUp(Recompute);
        return Array.ConvertAll(outputs, walk.Visit);
    }

    private static bool IsLost(ArrayExpr node) => node is HeldExpr { Holder: { IsHeld: false }, Lineage: not null };

    private static ArrayExpr Recompute(ArrayExpr node)
    {
        if (!IsLost(node))
            return node;
        ArrayExpr[] lineage = [((HeldExpr)node).Lineage!];
        return (In(lineage, ExprOrder.InputsFirst(lineage)) ?? lineage)[0];
    }
}
