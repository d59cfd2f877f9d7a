namespace Gchunk.Engine.Expressions;

/// <summary>The nodes of expressions in an order in which they can be worked on without recursion.</summary>
internal static class ExprOrder
{
    /// <summary>
    /// Returns every distinct node that the roots reach, each once and after its inputs.
    /// </summary>
    /// <param name="roots">The roots.</param>
    /// <param name="isKnown">Returns true for nodes to leave out, with everything below them; null for none.</param>
    public static List<ArrayExpr> InputsFirst(IEnumerable<ArrayExpr> roots, Func<ArrayExpr, bool>? isKnown = null)
    {
        var order = new List<ArrayExpr>();
        var seen = new HashSet<UInt128>();
        var path = new Stack<(ArrayExpr Node, int Next)>();
        foreach (ArrayExpr root in roots)
        {
            Enter(root);
            while (path.TryPop(out var step))
            {
                if (step.Next == step.Node.Inputs.Count)
                {
                    order.Add(step.Node);
                    continue;
                }
                path.Push((step.Node, step.Next + 1));
                Enter(step.Node.Inputs[step.Next]);
            }
        }
        return order;

        void Enter(ArrayExpr node)
        {
            if (seen.Add(node.Hash) && isKnown?.Invoke(node) != true)
                path.Push((node, 0));
        }
    }

    /// <summary>
    /// Returns a node and the nodes that it is read from. A node with several inputs is followed once, however many
    /// paths lead to it.
    /// </summary>
    /// <param name="root">The node.</param>
    /// <param name="isFollowed">Returns true for nodes whose inputs are read in their place.</param>
    public static IEnumerable<ArrayExpr> ThroughReads(ArrayExpr root, Func<ArrayExpr, bool> isFollowed)
    {
        var walk = new Stack<ArrayExpr>([root]);
        HashSet<ArrayExpr>? seen = null;
        while (walk.TryPop(out ArrayExpr? next))
        {
            yield return next;
            if (!isFollowed(next))
                continue;
            if (next.Inputs.Count > 1 && !(seen ??= new(ReferenceEqualityComparer.Instance)).Add(next))
                continue;
            foreach (ArrayExpr input in next.Inputs)
                walk.Push(input);
        }
    }
}
