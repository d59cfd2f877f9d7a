using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// One rewriting of expressions. It keeps every output's values, shape, dtype and chunks: only where and how they are
/// computed changes.
/// </summary>
public interface IOptimizerPass
{
    /// <summary>The name by which it is switched and shown.</summary>
    string Name { get; }

    /// <summary>One sentence for the explanation.</summary>
    string Summary { get; }

    /// <summary>The expressions, rewritten together, so that what they share stays shared.</summary>
    ArrayExpr[] Run(ArrayExpr[] outputs);
}

/// <summary>Rewrites expressions from the inputs up, each distinct node once.</summary>
public sealed class BottomUp(Func<ArrayExpr, ArrayExpr> rewrite)
{
    private readonly Dictionary<UInt128, ArrayExpr> done = [];

    /// <summary>A node with its inputs rewritten, then itself.</summary>
    public ArrayExpr Visit(ArrayExpr node)
    {
        if (done.TryGetValue(node.Hash, out ArrayExpr? known))
            return known;
        ArrayExpr current = node;
        if (node.Inputs.Count > 0)
        {
            var inputs = new ArrayExpr[node.Inputs.Count];
            bool changed = false;
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = Visit(node.Inputs[i]);
                changed |= !ReferenceEquals(inputs[i], node.Inputs[i]);
            }
            if (changed)
                current = node.With(inputs);
        }
        ArrayExpr result = rewrite(current);
        done[node.Hash] = result;
        return result;
    }
}
