namespace Gchunk.Repl.Editor;

/// <summary>One possible completion.</summary>
/// <param name="Text">The text to insert.</param>
/// <param name="Kind">Its kind, in a word: function, dimension, file.</param>
/// <param name="Summary">Returns a description in one line.</param>
internal sealed record CompletionItem(string Text, string Kind, Func<string?>? Summary = null);

/// <summary>The possible replacements of the text from a position to the cursor.</summary>
internal sealed record Completion(int Start, IReadOnlyList<CompletionItem> Items)
{
    public static Completion None { get; } = new(0, []);
}

/// <summary>The open list of completions: those that match the typed text, and the selected one.</summary>
internal sealed class CompletionMenu
{
    private readonly Completion completion;

    private CompletionMenu(Completion completion, List<CompletionItem> fitting)
    {
        this.completion = completion;
        Items = fitting;
    }

    /// <summary>The start of the text that the selected completion replaces.</summary>
    public int Start => completion.Start;

    /// <summary>
    /// The completions that match: those that start with the typed text or, if there are none, those that contain it.
    /// </summary>
    public IReadOnlyList<CompletionItem> Items { get; }

    /// <summary>The index of the selected completion.</summary>
    public int Selected { get; private set; }

    public CompletionItem Chosen => Items[Selected];

    /// <summary>Creates the menu for the typed text; null if nothing matches.</summary>
    public static CompletionMenu? For(Completion completion, string text, int cursor)
    {
        if (cursor < completion.Start || completion.Start > text.Length)
            return null;
        string typed = text[completion.Start..cursor];
        var fitting = completion.Items.Where(i => i.Text.StartsWith(typed, StringComparison.Ordinal)).ToList();
        fitting.AddRange(
            completion.Items.Where(i =>
                !i.Text.StartsWith(typed, StringComparison.Ordinal)
                && i.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
            )
        );
        if (fitting.Count == 0)
        {
            fitting.AddRange(
                completion.Items.Where(i =>
                    typed.Length > 1 && i.Text.Contains(typed, StringComparison.OrdinalIgnoreCase)
                )
            );
        }

        return fitting.Count == 0 ? null : new CompletionMenu(completion, fitting);
    }

    /// <summary>Filters the same completions for a changed text.</summary>
    public CompletionMenu? Narrow(string text, int cursor) => For(completion, text, cursor);

    /// <summary>Returns the common prefix of all matches.</summary>
    public string CommonStart()
    {
        string common = Items[0].Text;
        foreach (var item in Items)
        {
            int same = 0;
            while (same < common.Length && same < item.Text.Length && common[same] == item.Text[same])
                same++;
            common = common[..same];
        }
        return common;
    }

    /// <summary>Selects another completion; the list wraps around.</summary>
    public void Move(int steps) => Selected = (((Selected + steps) % Items.Count) + Items.Count) % Items.Count;
}
