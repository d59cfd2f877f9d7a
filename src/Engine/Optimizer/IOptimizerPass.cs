using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// A rewrite of expressions. It keeps the values, shape, dtype and chunks of every output: only where and how they are
/// computed changes.
/// </summary>
public interface IOptimizerPass
{
    /// <summary>The name by which the pass is shown and disabled.</summary>
    string Name { get; }

    /// <summary>A short description for the explanation.</summary>
    string Summary { get; }

    /// <summary>Rewrites expressions together, so that shared nodes stay shared.</summary>
    /// <param name="outputs">The expressions.</param>
    /// <param name="nodes">Every distinct node that they reach, each after its inputs.</param>
    /// <returns>The rewritten expressions; <paramref name="outputs"/> itself if there is nothing to rewrite.</returns>
    ArrayExpr[] Run(ArrayExpr[] outputs, IReadOnlyList<ArrayExpr> nodes);
}

/// <summary>Rewrites expressions from the inputs up, each distinct node once.</summary>
public sealed class BottomUp(Func<ArrayExpr, ArrayExpr> rewrite)
{
    private readonly Dictionary<UInt128, ArrayExpr> done = [];

    /// <summary>Rewrites the inputs of a node, then the node itself.</summary>
    public ArrayExpr Visit(ArrayExpr root)
    {
        foreach (ArrayExpr node in ExprOrder.InputsFirst([root], n => done.ContainsKey(n.Hash)))
            done[node.Hash] = rewrite(WithInputs(node, input => done[input.Hash]));
        return done[root.Hash];
    }

    /// <summary>Returns a node with rewritten inputs; the node itself if none of them changed.</summary>
    internal static ArrayExpr WithInputs(ArrayExpr node, Func<ArrayExpr, ArrayExpr> rewritten)
    {
        if (node.Inputs.Count == 0)
            return node;
        var inputs = new ArrayExpr[node.Inputs.Count];
        bool changed = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = rewritten(node.Inputs[i]);
            changed |= !ReferenceEquals(inputs[i], node.Inputs[i]);
        }
        return changed ? node.With(inputs) : node;
    }
}
