namespace Gchunk.Repl.Assistance.Python;

/// <summary>Reductions of groups, which go along the grouped dimension here, and along any in xarray.</summary>
internal static class PythonGroups
{
    /// <summary>Reductions of groups, which go along the grouped dimension.</summary>
    public static readonly HashSet<string> Reductions =
    [
        "Mean",
        "Sum",
        "Min",
        "Max",
        "Std",
        "Var",
        "Median",
        "Count",
        "First",
        "Last",
        "Prod",
        "Any",
        "All",
    ];

    /// <summary>Returns the reduction of groups, and after it that of other dimensions.</summary>
    /// <param name="reduction">A reduction.</param>
    /// <param name="dims">The other dimensions.</param>
    public static string Reduced(string reduction, IReadOnlyCollection<string> dims) =>
        $"{reduction}()" + (dims.Count > 0 ? $".{reduction}({string.Join(", ", dims.Select(d => $"\"{d}\""))})" : "");

    /// <summary>Whether an argument names dimensions.</summary>
    public static bool IsDimensions(List<PythonNode> argument) =>
        argument is [PythonToken { Kind: PythonKind.Text }]
        || argument is [PythonGroup names]
            && names.Nodes.All(n => n is PythonToken { Kind: PythonKind.Text } || n.Is(","))
        || argument is [var dim, var equals, ..] && dim.Is("dim") && equals.Is("=");

    // "time" in "time.month" and in pr["time"].Dt.Month.
    private static string? FirstText(PythonGroup? key) =>
        key
            ?.Nodes.Select(n =>
                n is PythonToken { Kind: PythonKind.Text } text ? text.Text.Trim('"') : FirstText(n as PythonGroup)
            )
            .FirstOrDefault(t => t is not null);

    // "time" in pr.time.dt.year.
    private static string? OfTimes(PythonGroup? key)
    {
        int at = key?.Nodes.ToList().FindIndex(n => n.Is("Dt")) ?? -1;
        return at > 1 && key!.Nodes[at - 2] is PythonToken name ? name.Text : null;
    }

    /// <summary>Returns the dimensions that are reduced beside the one of the groups: <c>mean(["time", "lat"])</c>.</summary>
    public static string[] OtherDimensions(PythonGroup? key, IEnumerable<List<PythonNode>> arguments)
    {
        string? own = FirstText(key)?.Split('.')[0] ?? OfTimes(key);
        string[] dims =
        [
            .. arguments
                .Where(IsDimensions)
                .SelectMany(a => a)
                .SelectMany(n => n is PythonGroup several ? several.Nodes : [n])
                .OfType<PythonToken>()
                .Where(t => t.Kind == PythonKind.Text)
                .Select(t => t.Text.Trim('"'))
                .Where(d => d != own),
        ];
        // A single dimension is that of groups whose own one is not known.
        return own is null && dims.Length == 1 ? [] : dims;
    }
}
