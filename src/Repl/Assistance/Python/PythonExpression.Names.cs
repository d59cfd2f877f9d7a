namespace Gchunk.Repl.Assistance.Python;

// Names with their modules, and brackets that make values.
internal sealed partial class PythonExpression
{
    // Returns how many nodes were read.
    private int Name(List<PythonNode> nodes, int at, PythonToken name, List<PythonNode> written)
    {
        skips = shapes = ofModule = false;
        bool member = written.Count > 0 && written[^1].Is("."),
            called = at + 1 < nodes.Count && nodes[at + 1].Opens('(');
        if (!member && PythonNames.Modules.Contains(name.Text) && !isDeclared(name.Text) && Follows(nodes, at))
        {
            int read = at;
            List<string> path = [];
            while (Follows(nodes, read))
            {
                read += 2;
                path.Add(((PythonToken)nodes[read]).Text);
            }
            if (name.Text == "rng")
                path.Insert(0, "random");
            while (
                path.Count > 1 && (PythonNames.Submodules.Contains(path[0]) || PythonNames.Modules.Contains(path[0]))
            )
            {
                path.RemoveAt(0);
            }
            int used = path[0] is "random" or "ma" && path.Count > 1 ? 2 : 1;
            string dotted = string.Join('.', path.Take(used));
            // nanmean skips NaN, which is an argument here.
            skips = dotted.StartsWith("nan", StringComparison.Ordinal) && dotted.Length > 4 && dotted != "nan_to_num";
            if (skips)
                dotted = dotted[3..];
            if (
                (
                    name.Text == "math" ? PythonNames.OfMath(dotted)
                    : name.Text is "joblib" or "pickle" && dotted == "load" ? "Load<KMeans>"
                    : PythonNames.OfModule(dotted)
                ) is
                { } known
            )
            {
                shapes = dotted is "random.rand" or "random.randn";
                ofModule = true;
                Changed = true;
                written.Add(name with { Text = Made(known) });
                return read - at + 1 - 2 * (path.Count - used);
            }
        }
        // pr.plot.hist() is pr.Hist().
        else if (
            member
            && name.Text == "plot"
            && Follows(nodes, at)
            && PythonNames.Member(((PythonToken)nodes[at + 2]).Text) is { } kind
        )
        {
            Changed = true;
            written.Add(name with { Text = kind });
            return 3;
        }
        else if (
            (
                member
                || called
                    // A line such as "with Client():" may have been read as a declaration of the name.
                    && (!isDeclared(name.Text) || PythonNames.IsType(name.Text))
                    && !PythonCalls.Builtins.Contains(name.Text)
            ) && (PythonNames.Member(name.Text) ?? (member ? PythonNames.SkippingNaN(name.Text) : null)) is { } known
        )
        {
            if (member && !called && name.Text is "values" or "data")
            {
                known = "Compute()";
                // The labels of da.coords['lat'] are da["lat"].
                if (written is [.., _, PythonToken { Text: "Coords" }, PythonGroup, _])
                    written.RemoveRange(written.Count - 4, 2);
            }
            else if (
                member
                && name.Text == "dims"
                && at + 1 < nodes.Count
                && nodes[at + 1] is PythonGroup { Open: '[', Nodes: [PythonToken { Kind: PythonKind.Text }] }
            )
            {
                known = "Sizes";
            }
            else
            {
                Changed |= PythonNames.Differ(name.Text, known);
            }

            skips = PythonNames.SkippingNaN(name.Text) == known;
            // A name that lacks only its capitals is a slip; the compiler's error is answered with the right one.
            written.Add(name with { Text = member || name.Text == known && IsMade(written) ? known : Made(known) });
            return 1;
        }
        written.Add(name);
        return 1;
    }

    private static bool IsMade(List<PythonNode> written) => written is [.., PythonToken { Text: "new" }];

    private string Made(string name)
    {
        bool type = PythonNames.IsType(name);
        Changed |= type;
        return type ? "new " + name : name;
    }

    private static bool Follows(List<PythonNode> nodes, int at) =>
        at + 2 < nodes.Count && nodes[at + 1].Is(".") && nodes[at + 2] is PythonToken { Kind: PythonKind.Name };

    private List<PythonNode> Brackets(PythonGroup group)
    {
        int loop = IndexOf(group.Nodes, "for"),
            inside = IndexOf(group.Nodes, "in");
        if (group.Open is '[' or '(' && loop > 0 && inside > loop + 1)
        {
            Changed = true;
            return PythonCalls.Comprehension(
                group,
                Item([.. group.Nodes.Take(loop)]),
                [.. group.Nodes.Skip(loop + 1).Take(inside - loop - 1)],
                Item([.. group.Nodes.Skip(inside + 1)])
            );
        }
        if (group is { Open: '(', Nodes: [.., var last] } && last.Is(","))
        {
            Changed = true;
            group = group with { Nodes = [.. group.Nodes.SkipLast(1)] };
        }
        if (group.Open == '{' && PythonNode.Split(group.Nodes, ",").TrueForAll(i => i.Exists(n => n.Is(":"))))
        {
            Changed = true;
            return
            [
                group with
                {
                    Nodes = PythonNode.Join(
                        PythonNode
                            .Split(group.Nodes, ",")
                            .Select(i =>
                            {
                                int colon = i.FindIndex(n => n.Is(":"));
                                return (IReadOnlyList<PythonNode>)
                                    [
                                        new PythonGroup(
                                            "",
                                            '(',
                                            PythonNode.Join([Item([.. i.Take(colon)]), Item([.. i.Skip(colon + 1)])])
                                        ),
                                    ];
                            })
                    ),
                },
            ];
        }
        // Where a list converts to nothing, an array may.
        if (
            choices.Arrays
            && group is { Open: '[', Nodes: [PythonToken { Kind: PythonKind.Number }, ..] }
            && group.Nodes.All(n => n is PythonToken { Kind: PythonKind.Number } || n.Is(",") || n.Is("-"))
        )
        {
            Changed = true;
            bool lazily = choices.Length == "Shape[0]";
            return
            [
                new PythonToken(group.Space, PythonKind.Name, lazily ? "FromArray(" : "new[] "),
                group with
                {
                    Space = "",
                    Open = lazily ? '[' : '{',
                },
                .. lazily ? [Symbol(")", "")] : Array.Empty<PythonNode>(),
            ];
        }
        return [group with { Nodes = Sequence(group.Nodes) }];
    }

    // Behind Loc a slice is one of labels, elsewhere of positions.
    private List<PythonNode> ByDimension(List<PythonNode> before, List<PythonNode> pairs)
    {
        Changed = true;
        return before[^1].Is("Loc")
            ? pairs
            :
            [
                .. pairs.Select(p =>
                    p is PythonGroup pair
                        ? new PythonToken(
                            "",
                            PythonKind.Name,
                            $"({PythonCalls.Positions(PythonNode.Code(pair.Nodes))})"
                        )
                        : p
                ),
            ];
    }

    // dict(time=0, lat=1) as pairs.
    private List<PythonNode> Pairs(PythonGroup arguments) =>
        PythonNode.Join(
            PythonNode
                .Split(arguments.Nodes, ",")
                .Where(a => a is [PythonToken, var sign, _, ..] && sign.Is("="))
                .Select(a => PythonCalls.Pair([.. a[..2], .. Item(a[2..])]))
        );
}
