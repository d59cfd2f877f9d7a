using System.Text;

namespace Gchunk.Repl.Assistance.Python;

/// <summary>What a token of Python is.</summary>
internal enum PythonKind
{
    Name,
    Number,
    Text,
    Symbol,
}

/// <summary>A token, or a bracket with what it holds.</summary>
/// <param name="Space">The white space before it.</param>
internal abstract record PythonNode(string Space)
{
    /// <summary>Appends the code, without the space before it.</summary>
    public abstract void Write(StringBuilder code);

    /// <summary>Whether the node is this keyword or symbol.</summary>
    public bool Is(string text) =>
        this is PythonToken { Kind: PythonKind.Name or PythonKind.Symbol } token && token.Text == text;

    /// <summary>Whether the node is a bracket of this kind.</summary>
    public bool Opens(char bracket) => this is PythonGroup group && group.Open == bracket;

    /// <summary>Returns the code of nodes, without the space before the first.</summary>
    public static string Code(IReadOnlyList<PythonNode> nodes)
    {
        var code = new StringBuilder();
        for (int i = 0; i < nodes.Count; i++)
        {
            if (i > 0)
                code.Append(nodes[i].Space);
            nodes[i].Write(code);
        }
        return code.ToString();
    }

    /// <summary>Splits nodes at a symbol.</summary>
    public static List<List<PythonNode>> Split(IReadOnlyList<PythonNode> nodes, string symbol)
    {
        List<List<PythonNode>> parts =
        [
            [],
        ];
        foreach (var node in nodes)
        {
            if (node.Is(symbol))
                parts.Add([]);
            else
                parts[^1].Add(node);
        }
        return parts;
    }

    /// <summary>Joins nodes with a comma and a space.</summary>
    public static List<PythonNode> Join(IEnumerable<IReadOnlyList<PythonNode>> parts)
    {
        List<PythonNode> joined = [];
        foreach (var part in parts.Where(p => p.Count > 0))
        {
            if (joined.Count > 0)
                joined.Add(new PythonToken("", PythonKind.Symbol, ","));
            joined.Add(part[0] with { Space = joined.Count > 0 ? " " : "" });
            joined.AddRange(part.Skip(1));
        }
        return joined;
    }
}

/// <param name="Space">The white space before the token.</param>
/// <param name="Kind">What the token is.</param>
/// <param name="Text">The token as it stands in C#.</param>
internal sealed record PythonToken(string Space, PythonKind Kind, string Text) : PythonNode(Space)
{
    public override void Write(StringBuilder code) => code.Append(Text);
}

/// <param name="Space">The white space before the bracket.</param>
/// <param name="Open">The opening bracket.</param>
/// <param name="Nodes">What the brackets hold.</param>
internal sealed record PythonGroup(string Space, char Open, IReadOnlyList<PythonNode> Nodes) : PythonNode(Space)
{
    private char Close =>
        Open switch
        {
            '(' => ')',
            '[' => ']',
            _ => '}',
        };

    public override void Write(StringBuilder code) => code.Append(Open).Append(Code(Nodes)).Append(Close);
}
