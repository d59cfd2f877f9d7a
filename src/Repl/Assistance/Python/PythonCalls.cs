using System.Text.RegularExpressions;

namespace Gchunk.Repl.Assistance.Python;

/// <summary>Translates calls: Python's built-in functions, and arguments by name.</summary>
internal sealed partial class PythonCalls(PythonChoices choices)
{
    /// <summary>Returns the arguments as they stand here.</summary>
    /// <param name="function">The name of the function, as it is here.</param>
    /// <param name="member">Whether it is a method.</param>
    /// <param name="arguments">The arguments; an argument by name is a name, an equals sign and the value.</param>
    public IEnumerable<List<PythonNode>> Arguments(string function, bool member, List<List<PythonNode>> arguments)
    {
        List<List<PythonNode>> pairs = [],
            others = [];
        bool byDimension = member && ByDimension.Contains(function);
        foreach (var argument in arguments)
        {
            if (argument is [PythonGroup { Open: '{' } map] && byDimension && Pairs(map) is { } given)
            {
                pairs.AddRange(function == "ExpandDims" ? given.Select(Counted) : given);
            }
            else if (
                argument is [PythonToken { Kind: PythonKind.Name }, var equals, var nothing]
                && equals.Is("=")
                && IsEmptyMap(nothing)
            )
            {
                // chunks={} asks for lazy arrays, which all are here.
            }
            else if (
                argument is not [PythonToken { Kind: PythonKind.Name } name, var sign, .. var value]
                || !sign.Is("=")
            )
            {
                others.Add(argument);
            }
            else if (function == "Stack" && member && value is [PythonGroup dims])
            {
                others.Add([Text(name.Text)]);
                others.AddRange(PythonNode.Split(dims.Nodes, ","));
            }
            else if (
                name.Text == "axis"
                    && function == "ExpandDims"
                    && member
                    && arguments.Count > 1
                    && value is [PythonToken { Text: "0" }]
                || name.Text == "mode" && function == "ToZarr" && arguments.Exists(a => a[0].Is("append_dim"))
            )
            {
                // A new dimension is the first, and what is appended needs no mode.
            }
            else if (name.Text == "encoding" && value is [PythonGroup { Open: '{' } encodings])
            {
                others.Add(PythonEncoding.Of(name, encodings));
            }
            else if (name.Text == "region" && value is [PythonGroup { Open: '{' } region] && Pairs(region) is { } parts)
            {
                string ranges = string.Join(", ", parts.Select(p => $"({Positions(PythonNode.Code(p))})"));
                others.Add([new PythonToken(name.Space, PythonKind.Name, $"region: [{ranges}]")]);
            }
            else if (
                function == "AssignCoords"
                && value is [PythonGroup { Open: '(' } labels]
                && PythonNode.Split(labels.Nodes, ",") is [var own, var labelled, ..]
                && PythonNode.Code(own).Trim('"') == name.Text
            )
            {
                // lat=('lat', [1, 2]) are the labels of that dimension.
                pairs.Add(
                    PythonNode.Join([
                        [Text(name.Text)],
                        labelled,
                    ])
                );
            }
            else if (
                function == "TensorDot"
                && name.Text == "axes"
                && value is [PythonGroup axes]
                && PythonNode.Split(axes.Nodes, ",") is [var left, var right]
            )
            {
                others.Add(List(left));
                others.Add(List(right));
            }
            else if (name.Text == "chunks" && value is [PythonToken { Text: "\"auto\"" }])
            {
                // Chunks are chosen by themselves where none are given.
            }
            else if (byDimension && !Settings.Contains(name.Text))
            {
                // A slice of positions is a range, one of labels is Slice(low, high).
                if (function is "Isel" or "DropIsel" && value is [PythonToken slice])
                    value = [slice with { Text = Positions(slice.Text) }];
                pairs.Add(
                    function == "Pad"
                        ? Padded(name.Text, value)
                        : PythonNode.Join([
                            [Text(name.Text)],
                            value,
                        ])
                );
            }
            else if (
                function == "Construct"
                && name.Text is not ("stride" or "fill_value" or "window_dim" or "keep_attrs")
            )
            {
                // construct(time='window') names the dimension of the windows.
                others.Add(
                    value is [PythonGroup { Open: '(' } both]
                        ?
                        [
                            both with
                            {
                                Nodes = PythonNode.Join([
                                    [Text(name.Text)],
                                    both.Nodes,
                                ]),
                            },
                        ]
                        : value
                );
            }
            else if (name.Text == "dim")
            {
                // Most methods take dimensions first; functions take them after the arrays.
                others.Insert(member && !choices.Tuples ? 0 : others.Count, value);
            }
            else
            {
                others.Add(Named(name, value, function));
            }
        }
        if (PythonNames.AfterShape(function) is { Length: var parameters })
        {
            // Parameters that are lists are no numbers.
            int lists =
                function is "Rand.Dirichlet" or "Rand.Multinomial" ? 1
                : function == "Rand.MultivariateNormal" ? 2
                : 0;
            if (lists == 2)
            {
                others = others.ConvertAll(o =>
                    o is [PythonGroup { Open: '[' } list]
                        ? [new PythonToken("", PythonKind.Name, "FromArray"), new PythonGroup("", '(', [list])]
                        : o
                );
            }
            ShapeFirst(others, parameters + lists);
        }
        // What happens at the ends is said first, with the side of the labels.
        int boundary = function == "Coarsen" ? others.FindIndex(o => o is [PythonToken { Text: "boundary:" }, ..]) : -1;
        if (boundary >= 0)
        {
            var rest = others[boundary][1..];
            return [rest, [Text("left")], .. pairs.Select(p => (List<PythonNode>)[new PythonGroup("", '(', p)])];
        }
        bool together = pairs.Count > 1 || choices.Tuples;
        if (function == "Pad" && member && pairs.Count > 0)
        {
            var widths = pairs.Select(p => (List<PythonNode>)[new PythonGroup("", '(', p)]);
            return
            [
                [new PythonGroup("", '[', PythonNode.Join(widths))],
                .. others,
            ];
        }
        // Before several pairs the method has no name.
        int method =
            together && !(function == "Interp" && pairs.Count == 2)
                ? others.FindIndex(o => o is [PythonToken { Text: "method:" }, ..])
                : -1;
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
        // A dtype is named: zeros(3, np.float32).
        if (function is "Zeros" or "Ones" or "Empty" or "ZerosLike" or "OnesLike" or "Full" or "Eye")
        {
            int dtyped = arguments.FindIndex(a =>
                a is [PythonToken { Text: var code }] && code.StartsWith("DType.", StringComparison.Ordinal)
            );
            if (dtyped > 0)
                arguments[dtyped] = [new PythonToken("", PythonKind.Name, "dtype: "), arguments[dtyped][0]];
        }
        // arange(10, chunks=5) starts at 0.
        if (
            function == "Arange"
            && arguments is [[PythonToken { Kind: PythonKind.Number }], [PythonToken { Text: "chunks:" }, ..]]
        )
        {
            arguments.Insert(0, [new PythonToken("", PythonKind.Number, "0")]);
        }
        // Joins take a list.
        if (Joins.Contains(function) && arguments is [[PythonGroup { Open: '(' } joined], ..])
            arguments[0] = [joined with { Open = '[' }];
        if (function == "MeshGrid")
        {
            var settings = arguments.Where(a => a is [PythonToken { Text: [.., ':'] }, ..]).ToArray();
            return
            [
                [new PythonGroup("", '[', PythonNode.Join(arguments.Except(settings)))],
                .. settings,
            ];
        }
        // bins=[[0, 1], [0, 1]] is a pair of lists, and range=[[0, 1], [0, 1]] a pair of pairs.
        if (function == "Histogram2D")
        {
            for (int i = 0; i < arguments.Count; i++)
            {
                if (
                    arguments[i] is [PythonToken { Text: "bins:" or "range:" } name, PythonGroup lists]
                    && lists.Nodes.All(n => n is PythonGroup || n.Is(","))
                )
                {
                    var inner = lists.Nodes.Select(n =>
                        n is PythonGroup g && name.Text == "range:" ? g with { Open = '(' } : n
                    );
                    arguments[i] = [name, lists with { Open = '(', Nodes = [.. inner] }];
                }
            }
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

    /// <summary>Returns a slice of positions as a range, with ends that may be open.</summary>
    public static string Positions(string slice) =>
        LabelSlice().Replace(slice, m => $"{Position(m.Groups[1].Value)}..{Position(m.Groups[2].Value)}");

    // A negative position counts from the end.
    private static string Position(string bound) =>
        bound == "null" ? ""
        : bound is ['-', .. var count] ? "^" + count
        : bound;

    private static bool IsEmptyMap(PythonNode node) => node is PythonGroup { Open: '{', Nodes.Count: 0 };

    // The pairs of a dictionary, each a key, a comma and a value; null for other braces, such as a set.
    private static List<List<PythonNode>>? Pairs(PythonGroup map)
    {
        var items = PythonNode.Split(map.Nodes, ",");
        return items.TrueForAll(i => i is [PythonGroup { Open: '(' }])
            ? items.ConvertAll(i => ((PythonGroup)i[0]).Nodes.ToList())
            : null;
    }

    private static List<PythonNode> Named(PythonToken name, List<PythonNode> value, string function)
    {
        string parameter =
            name.Text == "scale" && function is "Rand.Normal" ? "std"
            : name.Text == "memory" && function.EndsWith("SlurmCluster", StringComparison.Ordinal) ? "memory"
            : name.Text == "d" && function.EndsWith("Freq", StringComparison.Ordinal) ? "spacing"
            : name.Text == "constant_values" && function == "Pad" ? "value"
            : name.Text is "scale" ? "scale"
            : name.Text == "bins" && function == "Digitize" ? "edges"
            : PythonNames.Parameter(name.Text);
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
            && function is not ("Interp" or "InterpLike")
            && !(parameter == "compat" && function == "Merge")
            && PythonNames.EnumValue(parameter, text.Text.Trim('"')) is { } way
        )
        {
            value = [new PythonToken("", PythonKind.Name, way)];
        }
        // input_core_dims=[['time']] of one array are its dimensions, output_dtypes=[float] is one dtype.
        if (parameter == "coreDims" && value is [PythonGroup { Open: '[', Nodes: [PythonGroup { Open: '[' } inner] }])
            value = [inner];
        if (
            name.Text == "output_dtypes"
            && value is [PythonGroup { Nodes: [PythonToken one] }]
            && PythonNames.DType(one.Text.Trim('"')) is { } output
        )
        {
            value = [new PythonToken("", PythonKind.Name, output)];
        }
        // dims='x' and dims=('x', 'y') are lists, and range=[0, 1] is a pair.
        if (parameter == "dims" && value is [PythonToken { Kind: PythonKind.Text } dim])
            value = [new PythonGroup("", '[', [dim with { Space = "" }])];
        else if (parameter == "dims" && value is [PythonGroup { Open: '(' } several])
            value = [several with { Open = '[' }];
        else if (parameter == "range" && value is [PythonGroup { Open: '[' } bounds])
            value = [bounds with { Open = '(' }];
        // What is not needed here needs no value, either.
        if (value is [PythonGroup { Open: '{' }] && PythonNames.NotNeeded(name.Text) is not null)
            value = [new PythonToken("", PythonKind.Name, "null")];
        // Chunks by dimension are a dictionary.
        if (value is [PythonGroup { Open: '{' } map] && Pairs(map) is { } pairs)
        {
            string entries = string.Join(
                ", ",
                pairs
                    .Select(p => PythonNode.Split(p, ","))
                    .Where(p => p.Count == 2)
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

    // An axis, or a tuple of axes, as a list.
    private static List<PythonNode> List(IReadOnlyList<PythonNode> axes) =>
        [axes is [PythonGroup several] ? several with { Open = '[' } : new PythonGroup("", '[', axes)];

    private static PythonToken Text(string text) => new("", PythonKind.Text, $"\"{text}\"");

    [GeneratedRegex(@"Slice\(([^,()]+), ([^,()]+)\)$")]
    private static partial Regex LabelSlice();
}
