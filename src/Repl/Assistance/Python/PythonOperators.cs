namespace Gchunk.Repl.Assistance.Python;

/// <summary>Writes the operators that C# does not have as calls.</summary>
internal static class PythonOperators
{
    /// <summary>
    /// Returns the nodes with <c>a ** b</c>, <c>a @ b</c> and <c>a // b</c> as calls; the given ones if there are none.
    /// The right one of two powers comes first, as in Python.
    /// </summary>
    public static List<PythonNode> AsCalls(List<PythonNode> nodes, PythonChoices choices)
    {
        foreach (
            var (symbol, function) in new[]
            {
                ("**", choices.Numbers ? "Math.Pow" : "Pow"),
                ("@", "MatMul"),
                ("//", "FloorDivide"),
            }
        )
        {
            for (int at; (at = nodes.FindLastIndex(n => n.Is(symbol))) > 0 && at < nodes.Count - 1; )
            {
                int start = at - 1,
                    end = at + 1;
                while (
                    start > 0
                    && (nodes[start] is PythonGroup || nodes[start].Is(".") || nodes[start - 1].Is("."))
                    && (EndsPrimary(nodes[start - 1]) || nodes[start - 1].Is("."))
                )
                {
                    start--;
                }
                if (nodes[end].Is("-"))
                    end++;
                while (
                    end + 1 < nodes.Count
                    && (nodes[end + 1] is PythonGroup || nodes[end + 1].Is(".") || nodes[end].Is("."))
                )
                {
                    end++;
                }
                if (end >= nodes.Count)
                    return nodes;
                PythonNode[] call =
                [
                    new PythonToken(nodes[start].Space, PythonKind.Name, function),
                    new PythonGroup(
                        "",
                        '(',
                        PythonNode.Join([Bare(nodes[start..at]), Bare(nodes[(at + 1)..(end + 1)])])
                    ),
                ];
                nodes = [.. nodes.Take(start), .. call, .. nodes.Skip(end + 1)];
            }
        }
        return nodes;
    }

    /// <summary>Whether a member, a call or an index may follow.</summary>
    public static bool EndsPrimary(PythonNode node) =>
        node
            is PythonGroup
                or PythonToken { Kind: PythonKind.Text }
                or PythonToken { Kind: PythonKind.Name, Text: not ("in" or "is" or "return" or "new" or "await") };

    // (a + b) as an argument needs no brackets.
    private static IReadOnlyList<PythonNode> Bare(IReadOnlyList<PythonNode> nodes) =>
        nodes is [PythonGroup { Open: '(' } group] && !group.Nodes.Any(n => n.Is(",")) ? group.Nodes : nodes;
}
