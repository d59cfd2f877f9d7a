namespace Gchunk.Repl.Assistance.Python;

/// <summary>What is written where C# has several ways. Which of them is right, the compiler knows.</summary>
/// <param name="Length">The property that <c>len</c> becomes.</param>
/// <param name="Declare">Whether an assignment declares its variable.</param>
/// <param name="Tuples">
/// Whether a single pair of a dimension and its value is a tuple, and a tuple of dimensions are several arguments.
/// </param>
/// <param name="Numbers">Whether powers and truth values are those of numbers, not of arrays.</param>
/// <param name="Arrays">Whether lists of numbers are arrays: <c>new[] { 1, 2 }</c>.</param>
internal sealed record PythonChoices(string Length, bool Declare, bool Tuples, bool Numbers, bool Arrays = false);

/// <summary>Translates a line of Python to C#.</summary>
internal static class PythonStatement
{
    private static readonly PythonChoices[] Choices =
    [
        .. from length in new[] { "Shape[0]", "Count", "Length" }
        from declare in new[] { false, true }
        from tuples in new[] { false, true }
        from numbers in new[] { true, false }
        select new PythonChoices(length, declare, tuples, numbers),
        .. from declare in new[] { false, true }
        from typed in new[] { "Shape[0]", "Count" }
        select new PythonChoices(typed, declare, Tuples: false, Numbers: false, Arrays: true),
    ];

    /// <summary>
    /// Returns the ways to write a line in C#, the likeliest first; none if the line cannot be read or is no Python.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="isDeclared">Whether a name is declared in the session.</param>
    /// <param name="capitals">Whether the capitals of names alone are reason enough to write a line anew.</param>
    public static IEnumerable<string> InCSharp(string line, Func<string, bool> isDeclared, bool capitals = false)
    {
        if (PythonReader.Read(line, out string? comment, out bool texts) is not { Count: > 0 } nodes)
            yield break;
        string indent = nodes[0].Space,
            end = comment is null ? "" : " //" + comment;
        // x **= 2 is x = x ** 2.
        if (nodes.FindIndex(n => n.Is("**=") || n.Is("//=")) is > 0 and var power && power + 1 < nodes.Count)
        {
            var sign = (PythonToken)nodes[power];
            nodes =
            [
                .. nodes[..power],
                sign with
                {
                    Text = "=",
                },
                nodes[0] with
                {
                    Space = " ",
                },
                .. nodes[1..power],
                sign with
                {
                    Text = sign.Text[..2],
                },
                new PythonGroup(" ", '(', nodes[(power + 1)..]),
            ];
            texts = true;
        }
        HashSet<string> seen = [line.Trim()];
        // What is not declared yet is declared by an assignment.
        bool fresh = nodes[0] is PythonToken { Kind: PythonKind.Name, Text: var target } && !isDeclared(target);
        foreach (var choices in Choices.OrderBy(c => c.Declare != fresh))
        {
            var expression = new PythonExpression(isDeclared, choices);
            bool changed = Statement(nodes, expression, choices.Declare, out string code);
            if ((changed || expression.Changed || texts || comment is not null || capitals) && seen.Add(code))
                yield return indent + code + (code.Length > 0 ? end : end.TrimStart());
        }
    }

    /// <summary>Whether a line is the head of a block of Python, which more lines do not complete in C#.</summary>
    public static bool IsBlockHead(string line) =>
        PythonReader.Read(line, out _, out _)
            is [
                PythonToken
                {
                    Text: "for" or "while" or "if" or "def" or "with" or "class" or "try",
                    Kind: PythonKind.Name
                },
                ..,
                var last,
            ]
        && last.Is(":");

    private static bool Statement(List<PythonNode> nodes, PythonExpression expression, bool declare, out string code)
    {
        if (Block(nodes, expression) is { } block)
        {
            code = block;
            return true;
        }
        int sign = nodes.FindIndex(n => n.Is("="));
        if (nodes[0].Is("lambda") && Function(nodes, expression) is { } function)
        {
            code = function;
            return true;
        }
        if (sign <= 0)
        {
            code = PythonNode.Code(expression.Sequence(nodes));
            return false;
        }
        var left = nodes[..sign];
        string target = PythonNode.Code(
                left.Exists(n => n is PythonGroup || n.Is(".")) ? expression.Sequence(left) : left
            ),
            value = PythonNode.Code(expression.Sequence(nodes[(sign + 1)..]));
        // n: int = 3 states a type.
        if (left is [PythonToken { Kind: PythonKind.Name } stated, var of, _, ..] && of.Is(":"))
        {
            code = $"{OfType(left[2..])} {stated.Text} = {value}";
            return true;
        }
        // a, b = f() takes a value apart.
        bool several = left.Exists(n => n.Is(",")),
            named =
                left.TrueForAll(n => n is PythonToken { Kind: PythonKind.Name } || n.Is(","))
                && (several || left.Count == 1);
        if (several)
            target = $"({target})";
        if (nodes[(sign + 1)..].Exists(n => n.Is(",")))
            value = $"({value})";
        if (declare && nodes[sign + 1].Is("lambda"))
            value = Function(nodes[(sign + 1)..], expression) ?? value;
        // da.values = x makes another array of the same labels.
        if (left is [PythonToken owner, _, PythonToken { Text: "values" or "data" }] && left[1].Is("."))
            (target, value) = (owner.Text, $"{owner.Text}.WithValues({value})");
        // d = {'a': 1} and d = dict(a=1) make a dictionary.
        if (named && nodes[(sign + 1)..] is [PythonToken { Text: "dict" }, PythonGroup { Open: '(' } entries])
        {
            var items = PythonNode.Split(entries.Nodes, ",").Where(p => p.Exists(n => n.Is("=")));
            value = Dictionary(
                [
                    .. items.Select(p =>
                        (List<PythonNode>)
                            [
                                new PythonToken("", PythonKind.Text, $"\"{PythonNode.Code(p[..1])}\""),
                                new PythonToken("", PythonKind.Symbol, ":"),
                                .. p[2..],
                            ]
                    ),
                ],
                expression
            );
        }
        if (named && nodes[(sign + 1)..] is [PythonGroup { Open: '{' } map])
        {
            var pairs = PythonNode.Split(map.Nodes, ",").Where(p => p.Count > 0).ToArray();
            if (pairs.All(p => p.Exists(n => n.Is(":"))))
                value = Dictionary(pairs, expression);
        }
        bool typeless = value.StartsWith('[');
        code = declare && named ? $"{(typeless ? TypeOf(value) : "var")} {target} = {value}" : $"{target} = {value}";
        return declare && named || several;
    }

    // A function that is no argument states the types of its parameters.
    private static string? Function(List<PythonNode> lambda, PythonExpression expression)
    {
        int colon = lambda.FindIndex(n => n.Is(":"));
        if (colon < 0)
            return null;
        var parameters = PythonNode.Split(lambda[1..colon], ",").Where(p => p.Count > 0);
        string body = PythonNode.Code(expression.Item(lambda[(colon + 1)..])).TrimEnd(';').TrimStart();
        return $"({string.Join(", ", parameters.Select(p => "double " + PythonNode.Code(p).Trim()))}) => {body}";
    }

    private static string Dictionary(List<PythonNode>[] pairs, PythonExpression expression)
    {
        var written = pairs
            .Select(p => (Colon: p.FindIndex(n => n.Is(":")), Nodes: p))
            .Select(p =>
                (
                    Key: PythonNode.Code(expression.Item(p.Nodes[..p.Colon])),
                    Value: PythonNode.Code(expression.Item(p.Nodes[(p.Colon + 1)..]))
                )
            )
            .ToArray();
        string type =
            written.Any(w => w.Value.StartsWith('[')) ? TypeOf(string.Concat(written.Select(w => w.Value)))
            : written.Any(w => w.Value.StartsWith('"')) ? "string"
            : written.Length > 0 && written.All(w => int.TryParse(w.Value, out _)) ? "int"
            : "double";
        return $"new Dictionary<string, {type}>"
            + (
                written.Length == 0
                    ? "()"
                    : $" {{ {string.Join(", ", written.Select(w => $"[{w.Key}] = {w.Value}"))} }}"
            );
    }

    // A list has no type of its own in C#.
    private static string TypeOf(string list) =>
        list.Contains('"', StringComparison.Ordinal) ? "string[]"
        : list.AsSpan().ContainsAny('.', 'e') ? "double[]"
        : "int[]";

    private static string? Block(List<PythonNode> nodes, PythonExpression expression)
    {
        if (nodes[0] is not PythonToken { Kind: PythonKind.Name } first)
            return null;
        int colon = nodes.FindIndex(n => n.Is(":"));
        if (colon < 0)
            return null;
        var head = nodes[1..colon];
        var rest = nodes[(colon + 1)..];
        if (rest is [.., var final] && final.Is(";"))
            rest.RemoveAt(rest.Count - 1);
        string body = rest.Count == 0 ? "{ … }" : PythonNode.Code(expression.Sequence(rest)) + ";";
        switch (first.Text)
        {
            case "if" or "while":
                return $"{first.Text} ({PythonNode.Code(expression.Item(head))}) {body}";
            case "elif":
                return $"else if ({PythonNode.Code(expression.Item(head))}) {body}";
            case "else" or "try":
                return $"{first.Text} {body}";
            case "except":
                return $"catch {body}";
            case "for" when head.FindIndex(n => n.Is("in")) is > 0 and var inside:
                return Loop(head[..inside], head[(inside + 1)..], expression) + " " + body;
            case "with" when head.FindIndex(n => n.Is("as")) is > 0 and var name:
                return $"using (var {PythonNode.Code(head[(name + 1)..])} = {PythonNode.Code(expression.Item(head[..name]))}) {body}";
            case "with":
                return $"using ({PythonNode.Code(expression.Item(head))}) {body}";
            case "def" when head is [PythonToken name, PythonGroup { Open: '(' } parameters, ..]:
                string list = string.Join(
                    ", ",
                    PythonNode.Split(parameters.Nodes, ",").Where(p => p.Count > 0).Select(Declared)
                );
                string value = rest is [PythonToken { Text: "return" }, .. var returned]
                    ? PythonNode.Code(expression.Sequence(returned))
                    : "…";
                string result = head is [_, _, var arrow, .. var type] && arrow.Is("->") ? OfType(type) : "double";
                return $"{result} {name.Text}({list}) => {value};";
            default:
                return null;
        }
    }

    // x: float = 1 is double x = 1.
    private static string Declared(List<PythonNode> parameter)
    {
        int colon = parameter.FindIndex(n => n.Is(":")),
            sign = parameter.FindIndex(n => n.Is("="));
        string preset = sign > 0 ? " = " + PythonNode.Code(parameter[(sign + 1)..]) : "";
        var declared = sign > 0 ? parameter[..sign] : parameter;
        return colon < 0
            ? $"double {PythonNode.Code(declared)}{preset}"
            : $"{OfType(declared[(colon + 1)..])} {PythonNode.Code(declared[..colon])}{preset}";
    }

    private static string OfType(List<PythonNode> type) =>
        PythonNode.Code(type) switch
        {
            "int" => "int",
            "bool" => "bool",
            "str" => "string",
            "None" => "void",
            "np.ndarray" or "da.Array" => "ChunkedArray",
            "xr.DataArray" => "DataArray",
            "xr.Dataset" => "Dataset",
            _ => "double",
        };

    private static string Loop(List<PythonNode> variables, List<PythonNode> source, PythonExpression expression)
    {
        string variable = PythonNode.Code(variables);
        if (source is [PythonToken { Text: "range" }, PythonGroup { Open: '(' } range])
        {
            string[] bounds = [.. PythonNode.Split(range.Nodes, ",").Select(b => PythonNode.Code(expression.Item(b)))];
            string start = bounds.Length > 1 ? bounds[0] : "0",
                stop = bounds.Length > 1 ? bounds[1] : bounds[0],
                step = bounds.Length > 2 ? $"{variable} += {bounds[2]}" : $"{variable}++";
            return $"for (int {variable} = {start}; {variable} < {stop}; {step})";
        }
        string declared = variables.Exists(n => n.Is(",")) ? $"({variable})" : variable;
        return $"foreach (var {declared} in {PythonNode.Code(expression.Item(source))})";
    }
}
