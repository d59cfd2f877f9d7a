using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Compiles each elementwise tree to one program, which its consumer (a reduction, a reshape, an output) evaluates tile
/// by tile. If two consumers use a tree, both compute it: reading a cheap source twice costs less than keeping the
/// result.
/// </summary>
public sealed class FuseElementwise : IOptimizerPass
{
    /// <inheritdoc/>
    public string Name => "fuse-elementwise";

    /// <inheritdoc/>
    public string Summary => "elementwise trees evaluated tile by tile with their reduction";

    /// <inheritdoc/>
    public ArrayExpr[] Run(ArrayExpr[] outputs)
    {
        var done = new Dictionary<UInt128, ArrayExpr>();
        return Array.ConvertAll(outputs, Visit);

        ArrayExpr Visit(ArrayExpr node)
        {
            if (done.TryGetValue(node.Hash, out ArrayExpr? known))
                return known;
            ArrayExpr current = node is ElementwiseExpr or CastExpr
                ? FusedExpr.Create(node, n => n is ElementwiseExpr or CastExpr)
                : node;
            if (current.Inputs.Count > 0)
            {
                var inputs = new ArrayExpr[current.Inputs.Count];
                for (int i = 0; i < inputs.Length; i++)
                    inputs[i] = Visit(current.Inputs[i]);
                current = current.With(inputs);
            }
            done[node.Hash] = current;
            return current;
        }
    }
}
