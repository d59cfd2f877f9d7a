using Gchunk.Engine;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>
/// The names of stages and calls, numbered, with the tasks and the time of each. There is a most of them: further names
/// share one.
/// </summary>
internal sealed class NameTable
{
    private const int Most = 500;
    private const int Longest = 160;

    private readonly Dictionary<string, NamedWork> byName = new(StringComparer.Ordinal);
    private readonly List<NamedWork> all = [];
    private string lastName = "";
    private NamedWork? last;

    /// <summary>The names in the order of their numbers.</summary>
    public IReadOnlyList<NamedWork> All => all;

    /// <summary>Returns a name's entry.</summary>
    public NamedWork this[string name]
    {
        get
        {
            // Most tasks have the name of the task before.
            if (last is not null && ReferenceEquals(name, lastName))
                return last;
            if (!byName.TryGetValue(name, out NamedWork? work))
                work = Add(name);
            (lastName, last) = (name, work);
            return work;
        }
    }

    /// <summary>Returns a text as the page may show it: without control characters, and not too long.</summary>
    public static string Shown(string text)
    {
        string visible = VisibleText.Of(text.Length > Longest ? text[..Longest] + "…" : text);
        return visible.Length == 0 ? "(no name)" : visible;
    }

    private NamedWork Add(string name)
    {
        if (all.Count >= Most)
            return all[^1];
        var work = new NamedWork(all.Count, all.Count == Most - 1 ? "(other)" : Shown(name));
        all.Add(work);
        if (all.Count < Most)
            byName[name] = work;
        return work;
    }
}
