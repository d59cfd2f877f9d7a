using System.Globalization;
using System.Text;

namespace Gchunk.Engine.Workers.Values;

/// <summary>The path to an object from the value that is serialized, for error messages.</summary>
/// <param name="From">The path to the object that refers to it.</param>
/// <param name="Name">The name of the field, or null for an element.</param>
/// <param name="Index">The index of the element.</param>
/// <param name="IsVariable">True if the field is a captured variable.</param>
internal sealed record TravelPath(TravelPath? From, string? Name, int Index, bool IsVariable)
{
    /// <summary>
    /// Returns the path as the user would write it, such as <c>log</c> or <c>settings.streams[2]</c> (empty for the
    /// value itself), and whether it starts with a variable.
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
            if (SourceName(step.Name) is not { } name)
                continue;
            // For variables of a function that is itself in a variable, only the innermost part counts.
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

    // The name of a field in the source code; null if the compiler generated the field.
    private static string? SourceName(string field)
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
