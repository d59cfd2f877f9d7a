using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Replaces a persisted array by the expression it was computed from, if the workers that held it are gone for good. It
/// is not a pass that can be disabled: without it there is no result.
/// </summary>
internal static class RecomputeLost
{
    public static ArrayExpr[] In(ArrayExpr[] outputs)
    {
        var walk = new BottomUp(Recompute);
        return Array.ConvertAll(outputs, walk.Visit);
    }

    private static ArrayExpr Recompute(ArrayExpr node) =>
        node is HeldExpr { Holder: { IsHeld: false }, Lineage: { } lineage } ? In([lineage])[0] : node;
}
