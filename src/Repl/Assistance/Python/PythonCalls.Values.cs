namespace Gchunk.Repl.Assistance.Python;

// Values that are written otherwise.
internal sealed partial class PythonCalls
{
    /// <summary>Returns <c>[f(x) for x in xs if c]</c> as <c>xs.Where(x => c).Select(x => f(x)).ToArray()</c>.</summary>
    /// <param name="brackets">The brackets around it.</param>
    /// <param name="value">The value of each element.</param>
    /// <param name="variables">The variables of the loop.</param>
    /// <param name="source">What is looped over, with the condition.</param>
    public static List<PythonNode> Comprehension(
        PythonGroup brackets,
        IReadOnlyList<PythonNode> value,
        IReadOnlyList<PythonNode> variables,
        IReadOnlyList<PythonNode> source
    )
    {
        int condition = 0;
        while (condition < source.Count && !source[condition].Is("if"))
            condition++;
        string parameters = variables.Count == 1 ? PythonNode.Code(variables) : $"({PythonNode.Code(variables)})",
            filter = condition < source.Count
                ? $".Where({parameters} => {PythonNode.Code([.. source.Skip(condition + 1)])})"
                : "";
        var written = After(
            [.. source.Take(condition)],
            $"{filter}.Select({parameters} => {PythonNode.Code(value)})" + (brackets.Open == '[' ? ".ToArray()" : "")
        );
        written[0] = written[0] with { Space = brackets.Space };
        return written;
    }

    // In NumPy the shape is the last argument, or is named.
    private static void ShapeFirst(List<List<PythonNode>> arguments, int parameters)
    {
        int named = arguments.FindIndex(a => a is [PythonToken { Text: "shape:" }, ..]),
            positional = arguments.TakeWhile(a => a is not [PythonToken { Text: [.., ':'] }, ..]).Count(),
            at = named >= 0 ? named
            : positional == parameters + 1 ? parameters
            : -1;
        if (at < 0)
            return;
        var shape = named >= 0 ? arguments[at][1..] : arguments[at];
        arguments.RemoveAt(at);
        // A plain number may be a parameter of NumPy's.
        if (shape is not [PythonGroup] && arguments is [[not PythonToken { Text: [.., ':'] }, ..], ..])
            shape = [new PythonToken("", PythonKind.Name, "shape:"), shape[0] with { Space = " " }, .. shape.Skip(1)];
        arguments.Insert(0, shape);
    }

    // pad(time=1) and pad(time=(1, 2)) say how many elements come before and after.
    private static List<PythonNode> Padded(string dim, List<PythonNode> value) =>
        PythonNode.Join([
            [Text(dim)],
            .. value is [PythonGroup { Open: '(' } both] ? PythonNode.Split(both.Nodes, ",") : [value, value],
        ]);

    // expand_dims({'member': 3}) is a length; here the dimension has labels.
    private static List<PythonNode> Counted(List<PythonNode> pair) =>
        pair is [var dim, var comma, PythonToken { Kind: PythonKind.Number, Text: var text }]
        && int.TryParse(text, out int length)
        && length is > 0 and < 10
            ? [dim, comma, new PythonToken(" ", PythonKind.Name, $"[{string.Join(", ", Enumerable.Range(0, length))}]")]
            : pair;
}
