namespace Gchunk.Repl.Editor;

/// <summary>
/// A walk through the history from the newest entry back, among those that begin with what was typed.
/// </summary>
internal sealed class HistoryWalk
{
    private readonly IReadOnlyList<string> entries;
    private readonly string prefix;
    private readonly string typed;
    private int at;

    public HistoryWalk(IReadOnlyList<string> entries, string prefix, string typed)
    {
        this.entries = entries;
        this.prefix = prefix;
        this.typed = typed;
        at = entries.Count;
    }

    /// <summary>
    /// The next entry that fits, older (-1) or newer (1), and is another than the one shown; what was typed behind the
    /// newest; null at the end.
    /// </summary>
    public string? Move(int direction, string shown)
    {
        for (int i = at + direction; i >= 0 && i < entries.Count; i += direction)
        {
            if (!entries[i].StartsWith(prefix, StringComparison.Ordinal) || entries[i] == shown)
                continue;
            at = i;
            return entries[i];
        }
        if (direction < 0 || at == entries.Count)
            return null;
        at = entries.Count;
        return typed;
    }
}

/// <summary>A search backwards through the history for entries that contain a text.</summary>
internal sealed class HistorySearch(IReadOnlyList<string> entries)
{
    private int at = entries.Count;

    public string Query { get; private set; } = "";

    /// <summary>The entry found, or null.</summary>
    public string? Match { get; private set; }

    /// <summary>Where the query stands in it.</summary>
    public int Position => Match?.IndexOf(Query, StringComparison.OrdinalIgnoreCase) ?? 0;

    public void Type(string text)
    {
        Query += text;
        at = Math.Min(at + 1, entries.Count);
        Match = null;
        Find(-1);
    }

    public void Erase()
    {
        if (Query.Length == 0)
            return;
        var last = new TextBuffer();
        last.Reset(Query);
        Query = Query[..last.Previous(Query.Length)];
        at = entries.Count;
        Match = null;
        if (Query.Length > 0)
            Find(-1);
    }

    /// <summary>Goes on to an older match (-1) or a newer one (1); stays where there is none.</summary>
    public void Find(int direction)
    {
        if (Query.Length == 0)
            return;
        for (int i = at + direction; i >= 0 && i < entries.Count; i += direction)
        {
            if (entries[i] == Match || !entries[i].Contains(Query, StringComparison.OrdinalIgnoreCase))
                continue;
            (at, Match) = (i, entries[i]);
            return;
        }
    }
}
