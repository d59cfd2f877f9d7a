using System.Globalization;
using System.Text;

namespace Gchunk.Engine.Workers.Values;

/// <summary>Where an object is, seen from the value that is packed: for the message that refuses it.</summary>
/// <param name="From">Where its holder is.</param>
/// <param name="Name">The field's name, or null where an index tells.</param>
/// <param name="Index">The place in an array or a collection.</param>
/// <param name="IsVariable">Whether the field is a variable that a function captures.</param>
internal sealed record TravelPath(TravelPath? From, string? Name, int Index, bool IsVariable)
{
    /// <summary>
    /// What the user calls it: <c>log</c>, <c>settings.streams[2]</c>; empty for the value itself. And whether it
    /// begins with a variable.
    /// </summary>
    public static (string Text, bool IsVariable) Describe(TravelPath? path)
    {
        var steps = new Stack<TravelPath>();
        for (; path is not null; path = path.From)
            steps.Push(path);
        var text = new StringBuilder();
        bool variable = false;
        foreach (TravelPath step in steps)
        {
            if (step.Name is null)
            {
                if (text.Length > 0)
                    text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
                continue;
            }
            if (Spoken(step.Name) is not { } name)
                continue;
            // The variables of a function that a variable holds are told from the innermost one on.
            if (step.IsVariable)
                text.Clear();
            if (text.Length > 0)
                text.Append('.');
            else
                variable = step.IsVariable;
            text.Append(name);
        }
        return (text.ToString(), variable);
    }

    // A field's name as it stands in the source; null where the compiler made the field.
    private static string? Spoken(string field)
    {
        if (field.StartsWith("<>", StringComparison.Ordinal) || field.StartsWith("CS$", StringComparison.Ordinal))
            return null;
        if (field[0] != '<')
            return field;
        int end = field.IndexOf('>', StringComparison.Ordinal);
        bool property =
            end > 1
            && (
                field.EndsWith("k__BackingField", StringComparison.Ordinal)
                || field.EndsWith(">P", StringComparison.Ordinal)
                || field.EndsWith(">i__Field", StringComparison.Ordinal)
                || field.Contains(">5__", StringComparison.Ordinal)
            );
        string name = end > 1 ? field[1..end] : "";
        return property && !name.StartsWith("Submission#", StringComparison.Ordinal) && name != "host-object"
            ? name
            : null;
    }
}
