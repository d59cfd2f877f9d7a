using Gchunk.Engine.Expressions.Calls;

namespace Gchunk.Engine.Planning;

/// <summary>
/// A graph of calls in depth-first order: the inputs of a call come before it, as close to it as possible.
/// </summary>
public sealed class CallGraph
{
    private readonly List<CallExpr> nodes = [];
    private readonly Dictionary<CallExpr, int> number = new(ReferenceEqualityComparer.Instance);
    private readonly int[] inputStart;
    private readonly int[] inputs;
    private readonly int[] consumerStart;
    private readonly int[] consumers;

    private CallGraph(IReadOnlyList<CallExpr> roots)
    {
        foreach (CallExpr root in roots)
            Visit(root);
        Roots = [.. roots.Select(NumberOf)];
        inputStart = new int[nodes.Count + 1];
        for (int n = 0; n < nodes.Count; n++)
            inputStart[n + 1] = inputStart[n] + nodes[n].Inputs.Count;
        inputs = new int[inputStart[^1]];
        consumerStart = new int[nodes.Count + 1];
        InputCount = new int[nodes.Count];
        for (int n = 0; n < nodes.Count; n++)
        {
            for (int i = 0; i < nodes[n].Inputs.Count; i++)
            {
                int input = inputs[inputStart[n] + i] = NumberOf(nodes[n].Inputs[i]);
                if (input < 0)
                    continue;
                consumerStart[input + 1]++;
                InputCount[n]++;
            }
        }

        for (int i = 1; i < consumerStart.Length; i++)
            consumerStart[i] += consumerStart[i - 1];
        consumers = new int[consumerStart[^1]];
        int[] next = [.. consumerStart];
        for (int n = 0; n < nodes.Count; n++)
        {
            foreach (int input in Inputs(n))
            {
                if (input >= 0)
                    consumers[next[input]++] = n;
            }
        }
    }

    /// <summary>The calls that the roots need, each once, in order.</summary>
    public IReadOnlyList<CallExpr> Nodes => nodes;

    /// <summary>The index of each root among the nodes, or -1 for a constant.</summary>
    public int[] Roots { get; }

    /// <summary>
    /// For each node, the number of its inputs that are calls. An input that is used twice counts twice.
    /// </summary>
    public int[] InputCount { get; }

    /// <summary>Creates the graph of the calls that roots need.</summary>
    public static CallGraph Plan(IReadOnlyList<CallExpr> roots) => new(roots);

    /// <summary>Returns the indices of a node's inputs: -1 for a constant.</summary>
    public ReadOnlySpan<int> Inputs(int node) =>
        inputs.AsSpan(inputStart[node], inputStart[node + 1] - inputStart[node]);

    private int NumberOf(CallExpr node) => node is ConstantCall ? -1 : number[node];

    /// <summary>Returns the nodes that use the value of a node. A node that uses it twice is there twice.</summary>
    public ReadOnlySpan<int> Consumers(int node) =>
        consumers.AsSpan(consumerStart[node], consumerStart[node + 1] - consumerStart[node]);

    // With an explicit stack, because chains of calls may be of any length.
    private void Visit(CallExpr root)
    {
        var stack = new Stack<(CallExpr Node, int Input)>();
        if (root is not ConstantCall && number.TryAdd(root, -1))
            stack.Push((root, 0));
        while (stack.TryPop(out (CallExpr Node, int Input) top))
        {
            int input = top.Input;
            IReadOnlyList<CallExpr> inputs = top.Node.Inputs;
            while (input < inputs.Count && (inputs[input] is ConstantCall || !number.TryAdd(inputs[input], -1)))
                input++;
            if (input < inputs.Count)
            {
                stack.Push((top.Node, input + 1));
                stack.Push((inputs[input], 0));
                continue;
            }
            number[top.Node] = nodes.Count;
            nodes.Add(top.Node);
        }
    }
}
