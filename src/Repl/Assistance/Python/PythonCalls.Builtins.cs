namespace Gchunk.Repl.Assistance.Python;

// Python's own functions.
internal sealed partial class PythonCalls
{
    /// <summary>Python's own functions that have another form here.</summary>
    public static readonly HashSet<string> Builtins =
    [
        "len",
        "type",
        "str",
        "list",
        "sum",
        "max",
        "min",
        "sorted",
        "enumerate",
        "isinstance",
        "zip",
        "float",
        "int",
        "range",
        "slice",
        "timedelta",
        "bool",
        "any",
        "all",
        "map",
        "filter",
        "reversed",
        "dict",
        "set",
        "tuple",
    ];

    /// <summary>Returns what a call of one of Python's own functions is here; null if it is none of them.</summary>
    public List<PythonNode>? Builtin(string function, List<List<PythonNode>> arguments) =>
        (function, arguments) switch
        {
            (not ("dict" or "timedelta"), _) when arguments.Exists(a => a is [_, var sign, _, ..] && sign.Is("=")) =>
                null,
            ("len", [var x]) => After(x, "." + choices.Length),
            ("type", [var x]) => After(x, ".GetType()"),
            ("str", [var x]) => After(x, ".ToString()"),
            ("list", [var x]) => After(x, ".ToList()"),
            ("sum", [var x]) => After(x, ".Sum()"),
            ("max", [var x]) => After(x, ".Max()"),
            ("min", [var x]) => After(x, ".Min()"),
            ("sorted", [var x]) => After(x, ".Order()"),
            ("enumerate", [var x]) => After(x, ".Index()"),
            ("isinstance", [var x, [PythonGroup { Open: '(' } types]]) => After(
                x,
                " is " + string.Join(" or ", PythonNode.Split(types.Nodes, ",").Select(TypeName))
            ),
            ("isinstance", [var x, var type]) => After(x, " is " + TypeName([.. type])),
            ("zip", [var x, var y]) => After(x, $".Zip({PythonNode.Code(y)})"),
            // A lazy array is computed first.
            ("float", [var x]) => Before("(double)", choices.Length == "Count" ? After(x, ".Compute()") : x),
            ("bool", [var x]) => After(x, " != 0"),
            ("any", [var x]) => After(x, ".Any()"),
            ("all", [var x]) => After(x, ".All()"),
            ("set", [var x]) => After(x, ".ToHashSet()"),
            ("tuple", [var x]) => After(x, ".ToArray()"),
            ("reversed", [var x]) => After(x, ".Reverse()"),
            ("map", [var f, var x]) => After(x, $".Select({PythonNode.Code(f)})"),
            ("filter", [var f, var x]) => After(x, $".Where({PythonNode.Code(f)})"),
            ("int", [var x]) => Before("(int)", x),
            ("range", [var count]) => Call("Enumerable.Range", $"0, {PythonNode.Code(count)}"),
            ("range", [var low, var high]) => Call(
                "Enumerable.Range",
                $"{PythonNode.Code(low)}, {PythonNode.Code(high)} - {PythonNode.Code(low)}"
            ),
            ("max", [var x, var y]) => Call("Math.Max", $"{PythonNode.Code(x)}, {PythonNode.Code(y)}"),
            ("min", [var x, var y]) => Call("Math.Min", $"{PythonNode.Code(x)}, {PythonNode.Code(y)}"),
            ("slice", [var low, var high, var step]) =>
            [
                new PythonToken("", PythonKind.Text, $"\"{Bound(low)}:{Bound(high)}:{Bound(step)}\""),
            ],
            ("dict", [_, ..])
                when arguments.TrueForAll(a =>
                    a is [PythonToken { Kind: PythonKind.Name }, var sign, _, ..] && sign.Is("=")
                ) => [new PythonGroup("", '{', PythonNode.Join(arguments.Select(Pair)))],
            (
                "timedelta",
                [[PythonToken { Text: "days" or "hours" or "minutes" or "seconds" } unit, var sign, .. var count]]
            ) when sign.Is("=") => Call(
                $"TimeSpan.From{char.ToUpperInvariant(unit.Text[0])}{unit.Text[1..]}",
                PythonNode.Code(count)
            ),
            ("slice", [var low, var high]) => Call("Slice", $"{PythonNode.Code(low)}, {PythonNode.Code(high)}"),
            _ => null,
        };

    /// <summary>Returns an argument by name as a pair of a text and a value.</summary>
    public static List<PythonNode> Pair(List<PythonNode> argument) =>
        [
            new PythonGroup(
                "",
                '(',
                PythonNode.Join([
                    [Text(((PythonToken)argument[0]).Text)],
                    argument[2..],
                ])
            ),
        ];

    private static string TypeName(List<PythonNode> type) =>
        PythonNode.Code(type) switch
        {
            "float" => "double",
            "str" => "string",
            "list" => "Array",
            "dict" => "IDictionary",
            var name => name,
        };

    private static string Bound(IReadOnlyList<PythonNode> bound) =>
        PythonNode.Code(bound) is var code && code == "null" ? "" : code;

    private static List<PythonNode> Before(string start, IReadOnlyList<PythonNode> value) =>
        [new PythonToken("", PythonKind.Symbol, start), new PythonGroup("", '(', value)];

    private static List<PythonNode> Call(string function, string arguments) =>
        [new PythonToken("", PythonKind.Name, $"{function}({arguments})")];
}
