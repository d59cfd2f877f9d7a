using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Puts what a persisted array was computed from in its place, where the workers that held it are gone for good. No
/// pass that can be switched off: without it there is no result.
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
