using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Ml.Clustering;

/// <summary>Blocks that an estimator persisted for itself.</summary>
internal static class HeldBlocks
{
    /// <summary>
    /// Frees the memory of an array that was persisted and that nothing uses any more, rather than leaving it to the
    /// garbage collector. Blocks on worker processes go with the expression.
    /// </summary>
    public static void Release(ArrayExpr expr)
    {
        if (expr is not BlocksExpr persisted)
            return;
        foreach (NDArray block in persisted.Blocks)
            block.Dispose();
    }
}
