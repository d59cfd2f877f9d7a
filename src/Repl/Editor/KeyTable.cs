namespace Gchunk.Repl.Editor;

/// <summary>What a command leaves as it was for the next one to go on with.</summary>
[Flags]
internal enum Keeps
{
    None = 0,
    Killing = 1,
    Walking = 2,
    Yanking = 4,
}

/// <summary>What one or more keys do.</summary>
/// <param name="Chords">The keys.</param>
/// <param name="Summary">What they do, in a line.</param>
/// <param name="Run">Does it.</param>
/// <param name="Keeps">What it goes on with.</param>
internal sealed record EditCommand(
    string[] Chords,
    string Summary,
    Func<LineEditor, EditOutcome> Run,
    Keeps Keeps = Keeps.None
);

/// <summary>All keys of the editor. The documentation's table and <c>%help keys</c> are made of it.</summary>
internal static class KeyTable
{
    private static readonly Dictionary<string, EditCommand> ByChord;

    static KeyTable() =>
        ByChord = All.SelectMany(c => c.Chords.Select(chord => (chord, c)))
            .ToDictionary(p => p.chord, p => p.c, StringComparer.Ordinal);

    public static IReadOnlyList<EditCommand> All { get; } =
    [
        new(["Enter"], "runs the input when it is complete, otherwise opens a line", e => e.Enter()),
        Edit(["Alt+Enter", "Ctrl+J", "Ctrl+O"], "opens a line", e => e.OpenLine()),
        new(["Ctrl+C"], "gives the input up; while code runs, stops it", _ => EditOutcome.Cleared),
        new(
            ["Ctrl+D"],
            "leaves, on an empty input; otherwise deletes the character under the cursor",
            e => e.DeleteOrEnd()
        ),
        Edit(["Tab"], "completes; in a list of completions, goes to the next", e => e.Complete()),
        Edit(["Shift+Tab"], "in a list of completions, goes to the one before", _ => { }),
        Edit(["Escape", "Ctrl+G"], "closes the list of completions, gives a search up", _ => { }),
        Move(["Left", "Ctrl+B"], "a character left", b => b.Previous(b.Cursor)),
        Move(["Right", "Ctrl+F"], "a character right", b => b.Next(b.Cursor)),
        Move(["Ctrl+Left", "Alt+B", "Alt+Left"], "a word left", b => b.WordBefore(b.Cursor)),
        Move(["Ctrl+Right", "Alt+F", "Alt+Right"], "a word right", b => b.WordBehind(b.Cursor)),
        Move(["Home", "Ctrl+A"], "to the line's begin", b => b.LineStart(b.Cursor)),
        Move(["End", "Ctrl+E"], "to the line's end", b => b.LineEnd(b.Cursor)),
        Move(["Ctrl+Home", "Alt+<"], "to the begin of the input", _ => 0),
        Move(["Ctrl+End", "Alt+>"], "to the end of the input", b => b.Text.Length),
        Edit(
            ["Up", "Ctrl+P"],
            "a line up; in the first one, to the last input that begins with what stands before the cursor",
            e => e.UpOrDown(-1),
            Keeps.Walking
        ),
        Edit(
            ["Down", "Ctrl+N"],
            "a line down; in the last one, to the next such input",
            e => e.UpOrDown(1),
            Keeps.Walking
        ),
        Edit(
            ["PageUp", "Alt+P"],
            "to the last input that begins with what stands before the cursor, from any line",
            e => e.Walk(-1),
            Keeps.Walking
        ),
        Edit(["PageDown", "Alt+N"], "to the next such input", e => e.Walk(1), Keeps.Walking),
        Edit(
            ["Ctrl+R"],
            "searches the history for what is typed then; again for an older match, Ctrl+S for a newer one, Enter takes it",
            e => e.BeginSearch()
        ),
        Edit(["Backspace", "Ctrl+H"], "deletes the character before the cursor", e => e.Backspace()),
        Edit(
            ["Delete"],
            "deletes the character under the cursor",
            e => e.Buffer.Replace(e.Buffer.Cursor, e.Buffer.Next(e.Buffer.Cursor), "")
        ),
        Kill(
            ["Ctrl+K"],
            "kills to the line's end, at its end the line break",
            b => b.LineEnd(b.Cursor) is var end && end > b.Cursor ? (b.Cursor, end) : (b.Cursor, b.Next(b.Cursor))
        ),
        Kill(["Ctrl+U"], "kills to the line's begin", b => (b.LineStart(b.Cursor), b.Cursor)),
        Kill(["Ctrl+W"], "kills to the blank before", b => (b.BlankBefore(b.Cursor), b.Cursor)),
        Kill(["Alt+Backspace", "Ctrl+Backspace"], "kills the word before", b => (b.WordBefore(b.Cursor), b.Cursor)),
        Kill(["Alt+D", "Ctrl+Delete"], "kills the word behind", b => (b.Cursor, b.WordBehind(b.Cursor))),
        Edit(["Ctrl+Y"], "yanks what was killed last", e => e.Yank(), Keeps.Yanking),
        Edit(["Alt+Y"], "after Ctrl+Y: what was killed before that instead", e => e.YankOlder(), Keeps.Yanking),
        Edit(["Ctrl+T"], "swaps the characters around the cursor", e => e.Transpose()),
        Edit(["Ctrl+_", "Ctrl+Z"], "undoes", e => e.Buffer.Undo()),
        Edit(["Alt+_", "Alt+Z"], "redoes", e => e.Buffer.Redo()),
        Edit(["Ctrl+L"], "clears the screen", e => e.WantsClear = true),
    ];

    /// <summary>The command of a key, or null.</summary>
    public static EditCommand? Find(string chord) => ByChord.GetValueOrDefault(chord);

    private static EditCommand Edit(
        string[] chords,
        string summary,
        Action<LineEditor> run,
        Keeps keeps = Keeps.None
    ) =>
        new(
            chords,
            summary,
            e =>
            {
                run(e);
                return EditOutcome.Editing;
            },
            keeps
        );

    private static EditCommand Move(string[] chords, string summary, Func<TextBuffer, int> target) =>
        Edit(chords, summary, e => e.Buffer.MoveTo(target(e.Buffer)));

    private static EditCommand Kill(string[] chords, string summary, Func<TextBuffer, (int Start, int End)> range) =>
        Edit(
            chords,
            summary,
            e =>
            {
                var (start, end) = range(e.Buffer);
                e.Kill(start, end);
            },
            Keeps.Killing
        );
}
