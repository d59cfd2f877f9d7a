namespace Gchunk.Repl.Editor;

/// <summary>One thing that may stand where the cursor is.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">What it is, in a word: method, dimension, file.</param>
/// <param name="Summary">Says more in a line, when it is asked.</param>
internal sealed record CompletionItem(string Text, string Kind, Func<string?>? Summary = null);

/// <summary>What may stand in place of the text from a position to the cursor.</summary>
internal sealed record Completion(int Start, IReadOnlyList<CompletionItem> Items)
{
    public static Completion None { get; } = new(0, []);
}

/// <summary>
/// The list of completions that is open under the input: those that fit what is typed, and the chosen one.
/// </summary>
internal sealed class CompletionMenu
{
    private readonly Completion completion;

    private CompletionMenu(Completion completion, List<CompletionItem> fitting)
    {
        this.completion = completion;
        Items = fitting;
    }

    /// <summary>Where the text begins that the chosen one replaces.</summary>
    public int Start => completion.Start;

    /// <summary>Those that fit: by their begin before those that only contain what was typed.</summary>
    public IReadOnlyList<CompletionItem> Items { get; }

    /// <summary>The chosen one's place in the list.</summary>
    public int Selected { get; private set; }

    public CompletionItem Chosen => Items[Selected];

    /// <summary>The menu for what is typed; null where nothing fits.</summary>
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

    /// <summary>The same completions for a text that was typed on.</summary>
    public CompletionMenu? Narrow(string text, int cursor) => For(completion, text, cursor);

    /// <summary>What all that fit begin with.</summary>
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

    /// <summary>Chooses another: the list is a ring.</summary>
    public void Move(int steps) => Selected = (((Selected + steps) % Items.Count) + Items.Count) % Items.Count;
}
