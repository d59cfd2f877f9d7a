using Gchunk.Repl.Assistance;
using Gchunk.Repl.Assistance.Python;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gchunk.Repl.Submissions;

/// <summary>
/// Rewrites arguments that have no parameter, but whose meaning is plain: those with a name of NumPy, xarray or
/// matplotlib (<c>cmap:</c>, <c>keepdims:</c>, <c>vmin: 0, vmax: 10</c>), and those that are named like dimensions
/// (<c>x.Sel(time: "2015-01")</c>).
/// </summary>
internal static class ArgumentMending
{
    // Arguments that become another one with a value of its own.
    private static readonly Dictionary<(string Name, string Value), string> Others = new()
    {
        [("logx", "true")] = "log: \"x\"",
        [("logy", "true")] = "log: \"y\"",
        [("loglog", "true")] = "log: \"xy\"",
        [("xscale", "\"log\"")] = "log: \"x\"",
        [("yscale", "\"log\"")] = "log: \"y\"",
        [("ls", "\"--\"")] = "dashed: true",
        [("linestyle", "\"--\"")] = "dashed: true",
        [("linestyle", "\"dashed\"")] = "dashed: true",
        [("marker", "\"o\"")] = "markers: true",
    };

    /// <summary>Returns a list of arguments as it is meant, or null if one of them has no counterpart.</summary>
    public static string? Of(SemanticModel model, ArgumentListSyntax list)
    {
        var candidates = SignatureFinder.Candidates(model, list);
        var known = candidates.SelectMany(c => c.Parameters).Select(p => p.Name).ToHashSet();
        if (known.Count == 0)
            return null;
        bool dimensions = candidates.Exists(c =>
            c.ContainingType.Name is "DataArray" or "Dataset" && PythonCalls.TakesDimensions(c.Name)
        );
        List<string> positional = [],
            named = [];
        List<(string Dim, string Value)> pairs = [];
        string? low = null,
            high = null;
        foreach (var argument in list.Arguments)
        {
            string value = argument.Expression.ToString();
            if (argument.NameColon?.Name.Identifier.Text is not { } given)
                positional.Add(argument.ToString());
            else if (known.Contains(given))
                named.Add(argument.ToString());
            else if (given is "vmin" && known.Contains("limits"))
                low = value;
            else if (given is "vmax" && known.Contains("limits"))
                high = value;
            else if (Others.TryGetValue((given, value), out string? other) && known.Contains(other.Split(':')[0]))
                named.Add(other);
            else if (Meant(given, known) is { } meant)
                named.Add($"{meant}: {value}");
            // An array without labels has axes, and a new dimension is the first.
            else if (given is "dim" or "dims" or "axes" && known.Contains("axis") && !IsText(value))
                named.Add($"axis: {value}");
            else if (given is "axis" && value == "0" && candidates.Exists(c => c.Name == "ExpandDims"))
                continue;
            // Labelled arrays have no numbers of axes.
            else if (dimensions && given is not ("axis" or "axes" or "base" or "loffset"))
                pairs.Add((given, value));
            else
                return null;
        }
        if (low is null != high is null)
            return null;
        if (low is not null)
            named.Add($"limits: ({low}, {high})");
        // A single dimension and its value are two arguments, where the method has them; else they are a pair.
        bool apart =
            pairs.Count == 1
            && candidates.Exists(c =>
                c.Parameters is [{ Type.SpecialType: SpecialType.System_String, IsParams: false }, _, ..]
            );
        IEnumerable<string> written = pairs.Select(p =>
            apart ? $"\"{p.Dim}\", {p.Value}" : $"(\"{p.Dim}\", {p.Value})"
        );
        return $"({string.Join(", ", written.Concat(positional).Concat(named))})";
    }

    private static string? Meant(string given, IReadOnlySet<string> known) =>
        PythonNames.NotNeeded(given) is null ? PythonNames.Meant(given).FirstOrDefault(known.Contains) : null;

    private static bool IsText(string value) => value.Contains('"', StringComparison.Ordinal);
}
