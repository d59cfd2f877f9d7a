using System.Text.RegularExpressions;

namespace Gchunk.Repl.Assistance.Python;

/// <summary>Translates calls: Python's built-in functions, and arguments by name.</summary>
internal sealed partial class PythonCalls(PythonChoices choices)
{
    // Methods of xarray whose arguments by name are dimensions: sel(time=3) is Sel("time", 3) here.
    private static readonly HashSet<string> ByDimension = new(StringComparer.OrdinalIgnoreCase)
    {
        "Sel",
        "Isel",
        "DropSel",
        "DropIsel",
        "Interp",
        "Chunk",
        "Rename",
        "Rolling",
        "Coarsen",
        "Resample",
        "Shift",
        "Roll",
        "Pad",
        "Head",
        "Tail",
        "Thin",
        "AssignCoords",
        "SwapDims",
        "Stack",
        "SortBy",
    };

    // Arguments of these methods that are not dimensions.
    private static readonly HashSet<string> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        "method",
        "tolerance",
        "drop",
        "center",
        "min_periods",
        "boundary",
        "side",
        "fill_value",
        "roll_coords",
        "mode",
        "constant_values",
        "closed",
        "ascending",
        "label",
        "exact",
    };

    // Functions that join arrays. In Python they also take a tuple.
    private static readonly HashSet<string> Joins = ["Concatenate", "Stack", "VStack", "HStack", "DStack", "Concat"];

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
    ];

    /// <summary>Returns the arguments as they stand here.</summary>
    /// <param name="function">The name of the function, as it is here.</param>
    /// <param name="member">Whether it is a method.</param>
    /// <param name="arguments">The arguments; an argument by name is a name, an equals sign and the value.</param>
    public IEnumerable<List<PythonNode>> Arguments(string function, bool member, List<List<PythonNode>> arguments)
    {
        List<List<PythonNode>> pairs = [],
            others = [];
        foreach (var argument in arguments)
        {
            if (argument is [PythonGroup { Open: '{' } map] && ByDimension.Contains(function))
            {
                pairs.AddRange(PythonNode.Split(map.Nodes, ",").Select(p => ((PythonGroup)p[0]).Nodes.ToList()));
            }
            else if (
                argument is not [PythonToken { Kind: PythonKind.Name } name, var sign, .. var value]
                || !sign.Is("=")
            )
            {
                others.Add(argument);
            }
            else if (function == "Stack" && value is [PythonGroup dims])
            {
                others.Add([Text(name.Text)]);
                others.AddRange(PythonNode.Split(dims.Nodes, ","));
            }
            else if (ByDimension.Contains(function) && !Settings.Contains(name.Text))
            {
                // A slice of positions is a range, one of labels is Slice(low, high).
                if (function is "Isel" or "DropIsel" && value is [PythonToken slice])
                    value = [slice with { Text = LabelSlice().Replace(slice.Text, "$1..$2") }];
                pairs.Add(
                    PythonNode.Join([
                        [Text(name.Text)],
                        value,
                    ])
                );
            }
            else if (name.Text == "dim")
            {
                // Most methods take dimensions first; functions take them after the arrays.
                others.Insert(member && !choices.Tuples ? 0 : others.Count, value);
            }
            else
            {
                others.Add(Named(name, value));
            }
        }
        bool together = pairs.Count > 1 || choices.Tuples;
        // Before several pairs the method has no name.
        int method = together ? others.FindIndex(o => o is [PythonToken { Text: "method:" }, ..]) : -1;
        if (method >= 0)
        {
            var way = others[method][1..];
            others.RemoveAt(method);
            return
            [
                way,
                .. pairs.Select(p => (List<PythonNode>)[new PythonGroup("", '(', p)]),
                .. Positional(function, member, others),
            ];
        }
        var written = together ? pairs.Select(p => (List<PythonNode>)[new PythonGroup("", '(', p)]) : pairs;
        return written.Concat(Positional(function, member, others));
    }

    private List<List<PythonNode>> Positional(string function, bool member, List<List<PythonNode>> arguments)
    {
        if (
            function == "AsType"
            && arguments is [[PythonToken dtype]]
            && PythonNames.DType(dtype.Text.Trim('"')) is { } known
        )
        {
            return
            [
                [new PythonToken("", PythonKind.Name, known)],
            ];
        }
        if (function == "Reshape" && member && arguments.Count > 1)
        {
            return
            [
                [new PythonGroup("", '(', PythonNode.Join(arguments))],
            ];
        }
        // Joins take a list.
        if (Joins.Contains(function) && arguments is [[PythonGroup { Open: '(' } joined], ..])
            arguments[0] = [joined with { Open = '[' }];
        if (function == "MeshGrid")
        {
            return
            [
                [new PythonGroup("", '[', PythonNode.Join(arguments))],
            ];
        }
        // mean(("lat", "lon")) is Mean("lat", "lon").
        if (choices.Tuples)
        {
            return
            [
                .. arguments.SelectMany(a =>
                    a is [PythonGroup { Open: '(' } tuple]
                    && tuple.Nodes.All(n => n is PythonToken { Kind: PythonKind.Text } || n.Is(","))
                        ? PythonNode.Split(tuple.Nodes, ",")
                        : [a]
                ),
            ];
        }
        return arguments;
    }

    // A list of lists is a matrix.
    private static List<PythonNode> Values(PythonGroup list)
    {
        bool matrix = list.Nodes.All(n => n is PythonGroup { Open: '[' } || n.Is(","));
        var rows = list.Nodes.Select(n => n is PythonGroup row && matrix ? row with { Open = '{' } : n);
        return
        [
            new PythonToken("", PythonKind.Name, matrix ? "new[,] " : "new[] "),
            list with
            {
                Space = "",
                Open = '{',
                Nodes = [.. rows],
            },
        ];
    }

    /// <summary>Returns what a call of one of Python's own functions is here; null if it is none of them.</summary>
    public List<PythonNode>? Builtin(string function, List<List<PythonNode>> arguments) =>
        (function, arguments) switch
        {
            ("len", [var x]) => After(x, "." + choices.Length),
            ("type", [var x]) => After(x, ".GetType()"),
            ("str", [var x]) => After(x, ".ToString()"),
            ("list", [var x]) => After(x, ".ToList()"),
            ("sum", [var x]) => After(x, ".Sum()"),
            ("max", [var x]) => After(x, ".Max()"),
            ("min", [var x]) => After(x, ".Min()"),
            ("sorted", [var x]) => After(x, ".Order()"),
            ("enumerate", [var x]) => After(x, ".Index()"),
            ("isinstance", [var x, var type]) => After(x, " is " + PythonNode.Code(type)),
            ("zip", [var x, var y]) => After(x, $".Zip({PythonNode.Code(y)})"),
            ("float", [var x]) => Before("(double)", x),
            ("int", [var x]) => Before("(int)", x),
            ("range", [var count]) => Call("Enumerable.Range", $"0, {PythonNode.Code(count)}"),
            ("range", [var low, var high]) => Call(
                "Enumerable.Range",
                $"{PythonNode.Code(low)}, {PythonNode.Code(high)} - {PythonNode.Code(low)}"
            ),
            ("max", [var x, var y]) => Call("Math.Max", $"{PythonNode.Code(x)}, {PythonNode.Code(y)}"),
            ("min", [var x, var y]) => Call("Math.Min", $"{PythonNode.Code(x)}, {PythonNode.Code(y)}"),
            ("slice", [var low, var high]) => Call("Slice", $"{PythonNode.Code(low)}, {PythonNode.Code(high)}"),
            _ => null,
        };

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

    private static List<PythonNode> Named(PythonToken name, List<PythonNode> value)
    {
        string parameter = PythonNames.Parameter(name.Text);
        if (
            parameter == "dtype"
            && value is [PythonToken dtype]
            && PythonNames.DType(dtype.Text.Trim('"')) is { } known
        )
        {
            value = [new PythonToken("", PythonKind.Name, known)];
        }
        if (
            value is [PythonToken { Kind: PythonKind.Text } text]
            && PythonNames.EnumValue(parameter, text.Text.Trim('"')) is { } way
        )
        {
            value = [new PythonToken("", PythonKind.Name, way)];
        }
        // Chunks by dimension are a dictionary.
        if (value is [PythonGroup { Open: '{' } map])
        {
            string entries = string.Join(
                ", ",
                PythonNode
                    .Split(map.Nodes, ",")
                    .Select(p => PythonNode.Split(((PythonGroup)p[0]).Nodes, ","))
                    .Select(p => $"[{PythonNode.Code(p[0])}] = {PythonNode.Code(p[1])}")
            );
            value = [new PythonToken("", PythonKind.Name, $"new Dictionary<string, long> {{ {entries} }}")];
        }
        return [new PythonToken("", PythonKind.Name, parameter + ":"), value[0] with { Space = " " }, .. value.Skip(1)];
    }

    /// <summary>Returns a member of a value, in brackets where an operator binds less.</summary>
    public static List<PythonNode> After(IReadOnlyList<PythonNode> value, string end)
    {
        bool simple = value.Skip(1).All(n => n is PythonGroup or PythonToken { Kind: PythonKind.Name } || n.Is("."));
        List<PythonNode> written =
            value is [PythonGroup { Open: '[' } list] ? Values(list)
            : simple ? [.. value]
            : [new PythonGroup("", '(', value)];
        written.Add(new PythonToken("", PythonKind.Symbol, end));
        return written;
    }

    private static List<PythonNode> Before(string start, IReadOnlyList<PythonNode> value) =>
        [new PythonToken("", PythonKind.Symbol, start), new PythonGroup("", '(', value)];

    private static List<PythonNode> Call(string function, string arguments) =>
        [new PythonToken("", PythonKind.Name, $"{function}({arguments})")];

    private static PythonToken Text(string text) => new("", PythonKind.Text, $"\"{text}\"");

    [GeneratedRegex(@"^Slice\(([^,()]+), ([^,()]+)\)$")]
    private static partial Regex LabelSlice();
}
