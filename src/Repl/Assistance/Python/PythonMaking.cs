namespace Gchunk.Repl.Assistance.Python;

/// <summary>Translates what makes labelled arrays and data sets, whose variables and labels are dictionaries in Python.</summary>
internal static class PythonMaking
{
    /// <summary>
    /// Changes the arguments of a constructor of labelled arrays or data sets; returns the calls that follow it.
    /// </summary>
    /// <param name="type">The type, as it is called here.</param>
    /// <param name="arguments">The arguments, those by name with an equals sign.</param>
    public static string Take(string type, List<List<PythonNode>> arguments)
    {
        string ends = "";
        if (type == "FromArray" && Named(arguments, "dtype") is [PythonToken dtype])
            return $".AsType({PythonNames.DType(dtype.Text.Trim('"')) ?? dtype.Text})";
        if (type is not ("Dataset" or "DataArray"))
            return ends;
        // coords={'t': x} and coords=[('t', x)] label dimensions, and name them where dims= does not.
        var labels = Named(arguments, "coords");
        if (
            labels is [.., PythonGroup { Open: '{' or '[' } coords]
            && Entries(coords).ToList() is { Count: > 0 } entries
        )
        {
            foreach (var (name, values) in entries)
                ends += $".AssignCoords({name}, {PythonNode.Code(values)})";
            if (type == "DataArray" && !arguments.Exists(a => a[0].Is("dims")) && arguments.Count < 2)
            {
                arguments.Add([
                    new PythonToken("", PythonKind.Name, $"[{string.Join(", ", entries.Select(e => e.Name))}]"),
                ]);
            }
        }
        else if (labels is not null)
        {
            // What cannot be read stays, and the compiler names it.
            arguments.Add([
                new PythonToken(" ", PythonKind.Name, "coords"),
                new PythonToken("", PythonKind.Symbol, "="),
                .. labels,
            ]);
        }
        if (Named(arguments, "attrs") is [PythonGroup { Open: '{' } attributes])
        {
            string pairs = string.Join(
                ", ",
                Entries(attributes).Select(e => $"({e.Name}, {PythonNode.Code(e.Value).Trim()})")
            );
            ends += $".AssignAttrs({pairs})";
        }
        if (type == "Dataset")
        {
            if (Named(arguments, "data_vars") is { } given)
                arguments.Insert(0, given);
            if (arguments.Count == 0)
                arguments.Add([new PythonGroup("", '[', [])]);
            else if (arguments[0] is [PythonGroup { Open: '{' } variables])
                arguments[0] = [new PythonGroup("", '[', PythonNode.Join(Entries(variables).Select(Variable)))];
        }
        return ends;
    }

    // Takes an argument by name out of a list.
    private static List<PythonNode>? Named(List<List<PythonNode>> arguments, string name)
    {
        int at = arguments.FindIndex(a => a is [var first, var sign, _, ..] && first.Is(name) && sign.Is("="));
        if (at < 0)
            return null;
        var value = arguments[at][2..];
        arguments.RemoveAt(at);
        return value;
    }

    /// <summary>Returns the pairs of a dictionary, which stand as tuples; those of C# are assignments.</summary>
    public static IEnumerable<(string Name, List<PythonNode> Value)> Entries(PythonGroup map)
    {
        foreach (var item in PythonNode.Split(map.Nodes, ","))
        {
            if (
                item is [PythonGroup { Open: '(' } pair]
                && pair.Nodes.ToList() is var nodes
                && nodes.FindIndex(n => n.Is(",")) is > 0 and var comma
            )
            {
                yield return (PythonNode.Code(nodes[..comma]), nodes[(comma + 1)..]);
            }
            else if (item is [PythonGroup { Open: '[' } key, var sign, .. var value] && sign.Is("="))
            {
                yield return (PythonNode.Code(key.Nodes), value);
            }
        }
    }

    // 'a': array is array.Rename("a"), and 'a': (dims, values) a labelled array of that name.
    private static List<PythonNode> Variable((string Name, List<PythonNode> Value) entry)
    {
        if (
            entry.Value is [PythonGroup { Open: '(' } tuple]
            && PythonNode.Split(tuple.Nodes, ",") is [var dims, var values, ..]
        )
        {
            string names = PythonNode.Code(dims);
            return
            [
                new PythonToken(
                    "",
                    PythonKind.Name,
                    $"new DataArray({PythonNode.Code(values)}, {(names.StartsWith('[') ? names : $"[{names.Trim('(', ')')}]")}, name: {entry.Name})"
                ),
            ];
        }
        return PythonCalls.After(entry.Value, $".Rename({entry.Name})");
    }
}
