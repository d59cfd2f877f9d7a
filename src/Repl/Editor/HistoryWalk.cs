namespace Gchunk.Repl.Editor;

/// <summary>A walk through the history entries that start with the typed text, from the newest backwards.</summary>
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
    /// Returns the next older (-1) or newer (1) entry that matches and differs from the one shown. After the newest
    /// entry comes the typed text. Returns null at the end.
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

/// <summary>A backward search through the history for entries that contain a text.</summary>
internal sealed class HistorySearch(IReadOnlyList<string> entries)
{
    private int at = entries.Count;

    public string Query { get; private set; } = "";

    /// <summary>The matching entry, or null.</summary>
    public string? Match { get; private set; }

    /// <summary>The position of the query in the match.</summary>
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

    /// <summary>Moves to an older (-1) or newer (1) match, if there is one.</summary>
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
