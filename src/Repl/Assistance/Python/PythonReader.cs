using System.Text.RegularExpressions;

namespace Gchunk.Repl.Assistance.Python;

/// <summary>Reads a line of Python as nodes. Texts and numbers become those of C#.</summary>
internal static partial class PythonReader
{
    // Nobody types longer lines or deeper brackets, and files may hold them.
    private const int MostCharacters = 2000;
    private const int MostBrackets = 40;

    private static readonly string[] Symbols =
    [
        "**=",
        "//=",
        "...",
        "**",
        "//",
        "->",
        "=>",
        ":=",
        "==",
        "!=",
        "<=",
        ">=",
        "+=",
        "-=",
        "*=",
        "/=",
        "%=",
        "&=",
        "|=",
        "^=",
        "&&",
        "||",
        "..",
        "<<",
        ">>",
    ];

    /// <param name="line">The line.</param>
    /// <param name="comment">The comment at the end, without its sign; null if there is none.</param>
    /// <param name="texts">Whether a text is written otherwise in C#.</param>
    /// <returns>The nodes; null if the line is too long or its brackets or quotes are not closed.</returns>
    public static List<PythonNode>? Read(string line, out string? comment, out bool texts)
    {
        comment = null;
        texts = false;
        if (line.Length > MostCharacters)
            return null;
        var open = new Stack<(char Bracket, string Space, List<PythonNode> Outside)>();
        List<PythonNode> nodes = [];
        int at = 0;
        while (at < line.Length)
        {
            string space = Blank().Match(line, at).Value;
            at += space.Length;
            if (at == line.Length)
                break;
            char next = line[at];
            if (next == '#')
            {
                comment = line[(at + 1)..];
                break;
            }
            if (next is '(' or '[' or '{')
            {
                if (open.Count == MostBrackets)
                    return null;
                open.Push((next, space, nodes));
                nodes = [];
                at++;
            }
            else if (next is ')' or ']' or '}')
            {
                if (!open.TryPop(out var bracket) || next != (bracket.Bracket == '(' ? ')' : bracket.Bracket + 2))
                    return null;
                bracket.Outside.Add(new PythonGroup(bracket.Space, bracket.Bracket, nodes));
                nodes = bracket.Outside;
                at++;
            }
            else if (Quoted().Match(line, at) is { Success: true } text)
            {
                string written = CSharpText(text);
                texts |= written != text.Value;
                nodes.Add(new PythonToken(space, PythonKind.Text, written));
                at += text.Length;
            }
            else if (next is '\'' or '"')
            {
                return null;
            }
            else
            {
                var token = Token(line, at);
                int length = Length(line, at, token);
                // 4j is an imaginary number.
                if (token.Kind == PythonKind.Number && Imaginary().IsMatch(line, at + length))
                {
                    token = token with { Text = token.Text + " * Complex.ImaginaryOne" };
                    length++;
                    texts = true;
                }
                nodes.Add(token with { Space = space });
                at += length;
            }
        }
        return open.Count == 0 ? nodes : null;
    }

    private static PythonToken Token(string line, int at)
    {
        if (Name().Match(line, at) is { Success: true } name)
            return new PythonToken("", PythonKind.Name, name.Value);
        if (Number().Match(line, at) is { Success: true } number)
        {
            // C# has no 1. without digits after the point.
            return new PythonToken(
                "",
                PythonKind.Number,
                number.Value.EndsWith('.') ? number.Value + "0" : number.Value
            );
        }
        string symbol =
            Symbols.FirstOrDefault(s => string.CompareOrdinal(line, at, s, 0, s.Length) == 0) ?? line[at].ToString();
        return new PythonToken("", PythonKind.Symbol, symbol);
    }

    private static int Length(string line, int at, PythonToken token) =>
        token.Kind == PythonKind.Number ? Number().Match(line, at).Length : token.Text.Length;

    private static string CSharpText(Match text)
    {
        string prefix = text.Groups["prefix"].Value.ToLowerInvariant(),
            value = text.Groups["one"].Success ? text.Groups["one"].Value : text.Groups["two"].Value;
        if (text.Groups["one"].Success)
            value = value.Replace("\\'", "'", StringComparison.Ordinal);
        if (prefix.AsSpan().ContainsAny('$', '@'))
            return text.Value;
        if (prefix.Contains('r', StringComparison.Ordinal))
            return "@\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        if (text.Groups["one"].Success)
            value = UnescapedQuote().Replace(value, "\\\"");
        if (!prefix.Contains('f', StringComparison.Ordinal))
            return "\"" + value + "\"";
        value = Hole().Replace(value, m => m.Value.Replace("\\\"", "\"", StringComparison.Ordinal).Replace('\'', '"'));
        return "$\"" + Format().Replace(value, FormatOf) + "\"";
    }

    [GeneratedRegex(@"\G[jJ](?![A-Za-z0-9_])")]
    private static partial Regex Imaginary();

    [GeneratedRegex(@"\G\s*")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\G[\p{L}_][\p{L}\p{Nd}_]*")]
    private static partial Regex Name();

    [GeneratedRegex(
        @"\G(0[xXbB][0-9a-fA-F_]+|([0-9][0-9_]*(\.(?!\.)[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?[fFdDmMuUlL]?)"
    )]
    private static partial Regex Number();

    [GeneratedRegex("""\G(?<prefix>[rRbBfFuU]{0,2}|[$@]{0,2})('(?<one>([^'\\]|\\.)*)'|"(?<two>([^"\\]|\\.)*)")""")]
    private static partial Regex Quoted();

    [GeneratedRegex("""(?<!\\)["]""")]
    private static partial Regex UnescapedQuote();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(
        @":(?<side>[<>]?)(?<zero>0?)(?<width>[0-9]*)(?<comma>,?)(\.(?<places>[0-9]+))?(?<form>[dfeEgGs%]?)\}"
    )]
    private static partial Regex Format();

    // {x:8.3f} is {x,8:F3}, {n:03d} is {n:D3}, {n:>5d} is {n,5}, {v:.1%} is {v:P1}, {n:,} is {n:N0}.
    private static string FormatOf(Match given)
    {
        string width = given.Groups["width"].Value,
            places = given.Groups["places"].Value,
            form = given.Groups["form"].Value.ToUpperInvariant();
        bool zeros = given.Groups["zero"].Length > 0 && form == "D";
        string aligned = width.Length == 0 || zeros ? "" : "," + (given.Groups["side"].Value == "<" ? "-" : "") + width;
        string written =
            zeros ? "D" + width
            : given.Groups["comma"].Length > 0 ? "N" + (places.Length > 0 ? places : "0")
            : form is "D" or "S" or "" ? ""
            : (form == "%" ? "P" : form) + places;
        return $"{aligned}{(written.Length > 0 ? ":" + written : "")}}}";
    }
}
