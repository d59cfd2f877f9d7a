namespace Gchunk.Repl.Assistance.Python;

/// <summary>Translates an expression of Python to C#.</summary>
/// <param name="isDeclared">Whether a name is declared in the session.</param>
/// <param name="choices">What is written where there are several ways.</param>
internal sealed partial class PythonExpression(Func<string, bool> isDeclared, PythonChoices choices)
{
    private readonly PythonCalls calls = new(choices);

    // Whether the function whose name was read last skips NaN.
    private bool skips;

    // Whether the function whose name was read last takes lengths of axes as its arguments.
    private bool shapes;

    // Whether the name that was read last was that of a function of a module.
    private bool ofModule;

    /// <summary>Whether anything was written otherwise than by the case of a name.</summary>
    public bool Changed { get; private set; }

    /// <summary>Translates expressions that commas separate.</summary>
    public List<PythonNode> Sequence(IReadOnlyList<PythonNode> nodes)
    {
        var written = Lambdas(nodes);
        var items = PythonNode.Split(written, ",");
        List<PythonNode> joined = [];
        foreach (var item in items)
        {
            if (item != items[0])
                joined.Add(Symbol(",", ""));
            joined.AddRange(Item(item));
        }
        return joined;
    }

    /// <summary>Translates one expression.</summary>
    public List<PythonNode> Item(IReadOnlyList<PythonNode> nodes)
    {
        int choice = IndexOf(nodes, "if"),
            otherwise = IndexOf(nodes, "else");
        if (choice > 0 && otherwise > choice)
        {
            Changed = true;
            return
            [
                .. Item([.. nodes.Skip(choice + 1).Take(otherwise - choice - 1)]),
                Symbol("?", " "),
                .. Spaced(Item([.. nodes.Take(choice)])),
                Symbol(":", " "),
                .. Spaced(Item([.. nodes.Skip(otherwise + 1)])),
            ];
        }
        int inside = IndexOf(nodes, "in");
        if (inside > 0 && inside < nodes.Count - 1)
        {
            Changed = true;
            bool not = nodes[inside - 1].Is("not");
            var element = Item([.. nodes.Take(not ? inside - 1 : inside)]);
            var among = Item([.. nodes.Skip(inside + 1)]);
            if (among is [PythonGroup { Open: '(' } tuple] && tuple.Nodes.Any(n => n.Is(",")))
                among = [tuple with { Open = '[' }];
            var found = PythonCalls.After(among, $".Contains({PythonNode.Code(element)})");
            return not ? [Symbol("!", ""), .. found] : found;
        }
        int first = IndexOfComparison(nodes, 0),
            second = first < 0 ? -1 : IndexOfComparison(nodes, first + 1);
        if (second > first + 1)
        {
            // 0 < n < 10
            Changed = true;
            return
            [
                .. Item([.. nodes.Take(second)]),
                Symbol(choices.Numbers ? "&&" : "&", " "),
                .. Spaced(Item([.. nodes.Skip(first + 1)])),
            ];
        }
        var written = Words(nodes);
        written = Primaries(written);
        return Operators(written);
    }

    private List<PythonNode> Operators(List<PythonNode> nodes)
    {
        var written = PythonOperators.AsCalls(nodes, choices);
        Changed |= written != nodes;
        return written;
    }

    // lambda a, b: body becomes (a, b) => body. Its commas are hidden in brackets before the commas are looked for.
    private List<PythonNode> Lambdas(IReadOnlyList<PythonNode> nodes)
    {
        int start = IndexOf(nodes, "lambda");
        if (start < 0)
            return [.. nodes];
        int colon = start;
        while (colon < nodes.Count && !nodes[colon].Is(":"))
            colon++;
        if (colon == nodes.Count)
            return [.. nodes];
        Changed = true;
        IReadOnlyList<PythonNode> parameters = [.. nodes.Skip(start + 1).Take(colon - start - 1)];
        PythonNode left = parameters is [PythonToken]
            ? parameters[0] with
            {
                Space = nodes[start].Space,
            }
            : new PythonGroup(nodes[start].Space, '(', parameters);
        return [.. nodes.Take(start), left, Symbol("=>", " "), .. Spaced(Lambdas([.. nodes.Skip(colon + 1)]))];
    }

    private List<PythonNode> Words(IReadOnlyList<PythonNode> nodes)
    {
        List<PythonNode> written = [];
        for (int i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            string? word = node is PythonToken { Kind: PythonKind.Name } name ? name.Text : null;
            bool member = i > 0 && nodes[i - 1].Is(".");
            string? other = member
                ? null
                : word switch
                {
                    "True" => "true",
                    "False" => "false",
                    "None" => "null",
                    "and" => choices.Numbers ? "&&" : "&",
                    "or" => choices.Numbers ? "||" : "|",
                    "not" when i > 0 && nodes[i - 1].Is("is") => null,
                    "not" => "!",
                    _ => null,
                };
            if (other is null)
            {
                // What follows a "not" stands directly behind the sign.
                written.Add(written is [.., PythonToken { Text: "!" }] ? node with { Space = "" } : node);
                continue;
            }
            Changed = true;
            written.Add(
                new PythonToken(
                    node.Space,
                    other is "&&" or "||" or "&" or "|" or "!" ? PythonKind.Symbol : PythonKind.Name,
                    other
                )
            );
        }
        return written;
    }

    // Names with their members, calls and indices.
    private List<PythonNode> Primaries(List<PythonNode> nodes)
    {
        List<PythonNode> written = [];
        for (int i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            bool after = written.Count > 0 && PythonOperators.EndsPrimary(written[^1]);
            switch (node)
            {
                case PythonToken { Kind: PythonKind.Name } name:
                    i += Name(nodes, i, name, written) - 1;
                    break;
                case PythonGroup { Open: '(' } group when after && node.Space.Length == 0:
                    Call(written, group);
                    break;
                case PythonGroup { Open: '[' } group
                    when after && group.Nodes is [PythonToken { Text: "dict" }, PythonGroup { Open: '(' } chosen]:
                    // da[dict(time=0)] selects by position, da.loc[dict(lat=1)] by label.
                    written.Add(new PythonGroup("", '[', ByDimension(written, Pairs(chosen))));
                    break;
                case PythonGroup { Open: '[', Nodes: [PythonGroup { Open: '{' } map] }
                    when after && Brackets(map) is [PythonGroup { Open: '{' } pairs]:
                    written.Add(new PythonGroup("", '[', ByDimension(written, [.. pairs.Nodes])));
                    break;
                case PythonGroup { Open: '[' } group when after:
                    written.Add(group with { Nodes = Index(group.Nodes) });
                    break;
                case PythonGroup group:
                    written.AddRange(Brackets(group));
                    break;
                default:
                    written.Add(node);
                    break;
            }
        }
        return written;
    }

    private void Call(List<PythonNode> written, PythonGroup group)
    {
        int start = written.Count - 1;
        string name = written[start] is PythonToken token ? token.Text : "";
        bool ofGroups =
            start > 2
            && written[start - 2] is PythonGroup
            && (written[start - 3].Is("GroupBy") || written[start - 3].Is("Resample"));
        bool member = start > 0 && written[start - 1].Is("."),
            lengths = shapes,
            skip = skips,
            function = ofModule;
        List<List<PythonNode>> arguments = [];
        foreach (var argument in PythonNode.Split(Lambdas(group.Nodes), ","))
        {
            // print(*xs) takes a list apart, which is given as it is here.
            if (argument is [var star, _, ..] && star.Is("*"))
            {
                Changed = true;
                argument.RemoveAt(0);
            }
            // name=value becomes name: value; the value alone is an expression.
            if (
                argument is [PythonToken { Kind: PythonKind.Name } parameter, var sign, .. var value]
                && (sign.Is("=") || sign.Is(":"))
                && value.Count > 0
            )
            {
                if (parameter.Text == "dim" && value is [var all] && all.Is("..."))
                {
                    Changed = true;
                    continue;
                }
                Changed |= sign.Is("=");
                arguments.Add([parameter, Symbol("=", sign.Space), .. Item(value)]);
            }
            else if (IndexOf(argument, "for") > 0)
            {
                // sum(f(v) for v in vs) takes a comprehension without brackets.
                arguments.Add(Brackets(new PythonGroup("", '[', argument)));
            }
            else if (argument is [var rest] && rest.Is("..."))
            {
                // All dimensions, which is what no dimension says; a transposition names the others.
                Changed = true;
                if (name == "Transpose")
                    arguments.Add([new PythonToken("", PythonKind.Text, "\"...\"")]);
            }
            else if (argument.Count > 0)
            {
                arguments.Add(Item(argument));
            }
        }
        // rand(3, 4) takes the lengths of axes.
        if (lengths && arguments.Count > 0)
        {
            var shape = PythonNode.Join(arguments);
            written.Add(
                group with
                {
                    Nodes =
                    [
                        new PythonToken("", PythonKind.Name, "shape: "),
                        arguments.Count == 1
                            ? new PythonToken("", PythonKind.Name, PythonNode.Code(shape))
                            : new PythonGroup("", '(', shape),
                    ],
                }
            );
            return;
        }
        // expand_dims(x, axis=0) is x.ExpandDims(axis: 0) where only the method exists.
        if (
            function
            && PythonNames.IsOnlyMethod(name)
            && arguments is [{ Count: > 0 } receiver, ..]
            && !(receiver.Count > 1 && receiver[1].Is("="))
        )
        {
            arguments.RemoveAt(0);
            var called = PythonCalls.After(receiver, "." + name);
            called[0] = called[0] with { Space = written[start].Space };
            written.RemoveAt(start);
            written.AddRange(called);
            written.Add(group with { Nodes = PythonNode.Join(calls.Arguments(name, member: true, arguments)) });
            return;
        }
        // zeros((3, 4), int) has a dtype.
        if (
            name is "Zeros" or "Ones" or "Empty" or "Full"
            && arguments is [_, .., [PythonToken { Kind: PythonKind.Name } dtype]]
            && PythonNames.DType(dtype.Text) is { } known
        )
        {
            arguments[^1] = [new PythonToken("", PythonKind.Name, known)];
        }
        // to_datetime(['2000-01-01']) is a list of dates.
        if (name == "DateTime.Parse" && arguments is [[PythonGroup { Open: '[' } dates]])
        {
            string all = string.Join(
                ", ",
                PythonNode.Split(dates.Nodes, ",").Select(d => $"DateTime.Parse({PythonNode.Code(d)})")
            );
            written[start] = Symbol($"new[] {{ {all} }}", written[start].Space);
            return;
        }
        // float64(3) is a conversion.
        if (arguments is [var converted] && PythonNames.Conversion(name) is { } conversion)
        {
            written[start] = Symbol(conversion, written[start].Space);
            written.Add(group with { Nodes = converted });
            return;
        }
        if (!member && !isDeclared(name) && calls.Builtin(name, arguments) is { } built)
        {
            Changed = true;
            written.RemoveAt(start);
            built[0] = built[0] with { Space = group.Space };
            written.AddRange(built);
            return;
        }
        // The reduction of groups goes along their dimension: groupby("time.month").mean("time").
        if (ofGroups && PythonGroups.Reductions.Contains(name))
        {
            string[] others = PythonGroups.OtherDimensions(written[start - 2] as PythonGroup, arguments);
            Changed |= arguments.RemoveAll(PythonGroups.IsDimensions) > 0;
            if (others.Length > 0)
            {
                string then = PythonGroups.Reduced(name, others)[(name.Length + 2)..];
                written.Add(group with { Nodes = PythonNode.Join(calls.Arguments(name, member, arguments)) });
                written.Add(Symbol(then, ""));
                return;
            }
        }
        // where(condition, drop=True) has a name of its own.
        if (name == "Where" && arguments.RemoveAll(a => PythonNode.Code(a) == "drop=true") > 0)
            (name, written[start]) = ("WhereDrop", (PythonToken)written[start] with { Text = "WhereDrop" });
        if (skip)
            arguments.Add([new PythonToken("", PythonKind.Name, "skipNaN: true")]);
        // xr.Dataset({'pr': pr}) makes a data set of named arrays, and coords= labels its dimensions.
        string made = name.StartsWith("new ", StringComparison.Ordinal) ? name["new ".Length..] : name;
        var ends = PythonMaking.Take(made, arguments);
        string before = PythonNode.Code(PythonNode.Join(arguments));
        var nodes = PythonNode.Join(calls.Arguments(name, member, arguments));
        Changed |= PythonNode.Code(nodes) != before || ends.Length > 0;
        written.Add(group with { Nodes = nodes });
        if (ends.Length > 0)
            written.Add(Symbol(ends, ""));
    }

    // Slices are texts: x[::-1, 0] becomes x["::-1", 0].
    private List<PythonNode> Index(IReadOnlyList<PythonNode> nodes)
    {
        List<List<PythonNode>> items = [];
        foreach (var item in PythonNode.Split(nodes, ","))
        {
            if (item.Count == 0)
                continue;
            if (item.Any(n => n.Is(":") || n.Is("...")) && !item.Any(n => n.Is("?")))
            {
                Changed = true;
                items.Add([new PythonToken("", PythonKind.Text, $"\"{PythonNode.Code(item)}\"")]);
            }
            else if (item is [PythonToken { Text: "null" or "None" }])
            {
                Changed = true;
                items.Add([new PythonToken("", PythonKind.Name, "NewAxis")]);
            }
            else
            {
                items.Add(Item(item));
            }
        }
        return PythonNode.Join(items);
    }

    // Not in a lambda, whose parameters may be of generic types.
    private static int IndexOfComparison(IReadOnlyList<PythonNode> nodes, int from)
    {
        for (int i = from; i < nodes.Count; i++)
        {
            if (nodes[i].Is("and") || nodes[i].Is("or") || nodes[i].Is("=>"))
                return -1;
            if (nodes[i].Is("<") || nodes[i].Is("<=") || nodes[i].Is(">") || nodes[i].Is(">="))
                return i;
        }
        return -1;
    }

    private static int IndexOf(IReadOnlyList<PythonNode> nodes, string word)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Is(word) && (i == 0 || !nodes[i - 1].Is(".")))
                return i;
        }
        return -1;
    }

    private static PythonToken Symbol(string text, string space) => new(space, PythonKind.Symbol, text);

    private static IEnumerable<PythonNode> Spaced(List<PythonNode> nodes) =>
        nodes.Select((n, i) => i == 0 ? n with { Space = " " } : n);
}
