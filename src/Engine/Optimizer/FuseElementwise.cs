using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Optimizer;

/// <summary>
/// Compiles each elementwise tree to one program, which its consumer (a reduction, a reshape, an output) evaluates tile
/// by tile. If two consumers use a tree, both compute it: reading a cheap source twice costs less than keeping the
/// result. A long tree is not computed again.
/// </summary>
public sealed class FuseElementwise : IOptimizerPass
{
    // A tree of more steps is read rather than computed again if its blocks are kept anyway; if it is longer still, its
    // blocks are kept for the sake of its consumers, although they may have to wait for a reduction over all of them.
    private const int MostStepsAgain = 8,
        MostStepsTwice = 64;

    /// <inheritdoc/>
    public string Name => "fuse-elementwise";

    /// <inheritdoc/>
    public string Summary => "elementwise trees evaluated tile by tile with their reduction";

    /// <inheritdoc/>
    public ArrayExpr[] Run(ArrayExpr[] outputs, IReadOnlyList<ArrayExpr> nodes)
    {
        int steps = nodes.Count(IsStep);
        if (steps == 0)
            return outputs;
        HashSet<UInt128> kept = steps > MostStepsAgain ? KeptTrees(outputs, nodes) : [];
        var compiled = new Dictionary<UInt128, ArrayExpr>();
        var done = new Dictionary<UInt128, ArrayExpr>();
        var pending = new Stack<ArrayExpr>(outputs);
        while (pending.TryPeek(out ArrayExpr? node))
        {
            if (done.ContainsKey(node.Hash))
            {
                pending.Pop();
                continue;
            }
            if (!compiled.TryGetValue(node.Hash, out ArrayExpr? current))
            {
                current = IsStep(node) ? FusedExpr.Create(node, n => ReferenceEquals(n, node) || IsInside(n)) : node;
                compiled[node.Hash] = current;
            }
            int before = pending.Count;
            foreach (ArrayExpr input in current.Inputs)
            {
                if (!done.ContainsKey(input.Hash))
                    pending.Push(input);
            }
            if (pending.Count == before)
                done[pending.Pop().Hash] = BottomUp.WithInputs(current, input => done[input.Hash]);
        }
        return Array.ConvertAll(outputs, o => done[o.Hash]);

        bool IsInside(ArrayExpr node) => IsStep(node) && !kept.Contains(node.Hash);
    }

    private static bool IsStep(ArrayExpr node) => node is ElementwiseExpr or CastExpr;

    // The trees whose blocks are kept: longer ones that a view or a block operation reads, and the longest of those that
    // several nodes use. Otherwise the tree of every step of a loop would contain those of all steps before.
    private static HashSet<UInt128> KeptTrees(ArrayExpr[] outputs, IReadOnlyList<ArrayExpr> order)
    {
        var uses = new Dictionary<UInt128, int>();
        var read = new HashSet<UInt128>();
        foreach (ArrayExpr output in outputs)
            uses[output.Hash] = 1;
        foreach (ArrayExpr node in order)
        {
            bool reads = node.IsPartOfRead || node is BlockOpExpr;
            foreach (ArrayExpr input in node.Inputs)
            {
                uses[input.Hash] = uses.GetValueOrDefault(input.Hash) + 1;
                if (reads)
                    read.Add(input.Hash);
            }
        }

        var kept = new HashSet<UInt128>();
        var trees = new Dictionary<UInt128, HashSet<UInt128>?>();
        foreach (ArrayExpr node in order)
        {
            if (IsStep(node))
            {
                HashSet<UInt128>? tree = TreeOf(node, trees, kept);
                int steps = tree?.Count ?? MostStepsTwice + 1;
                if (
                    (steps > MostStepsAgain && read.Contains(node.Hash))
                    || (steps > MostStepsTwice && uses.GetValueOrDefault(node.Hash) > 1)
                )
                {
                    kept.Add(node.Hash);
                }
                else
                {
                    trees[node.Hash] = tree;
                }
            }
            // A tree that no further node uses is forgotten: those of a million steps would fill the memory.
            foreach (ArrayExpr input in node.Inputs)
            {
                if (--uses[input.Hash] == 0)
                    trees.Remove(input.Hash);
            }
        }
        return kept;
    }

    // The distinct steps of a tree; null if there are more than matter.
    private static HashSet<UInt128>? TreeOf(
        ArrayExpr root,
        Dictionary<UInt128, HashSet<UInt128>?> trees,
        HashSet<UInt128> kept
    )
    {
        var tree = new HashSet<UInt128> { root.Hash };
        foreach (ArrayExpr input in root.Inputs)
        {
            if (!IsStep(input) || kept.Contains(input.Hash))
                continue;
            if (trees[input.Hash] is not { } below)
                return null;
            tree.UnionWith(below);
        }
        return tree.Count > MostStepsTwice ? null : tree;
    }
}
