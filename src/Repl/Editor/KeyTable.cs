namespace Gchunk.Repl.Editor;

/// <summary>The state that a command keeps for the next one to continue.</summary>
[Flags]
internal enum Keeps
{
    None = 0,
    Cutting = 1,
    Walking = 2,
    Pasting = 4,
}

/// <summary>A command of the editor.</summary>
/// <param name="Chords">The keys that run it.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Run">Runs it.</param>
/// <param name="Keeps">The state that it keeps.</param>
internal sealed record EditCommand(
    string[] Chords,
    string Summary,
    Func<LineEditor, EditOutcome> Run,
    Keeps Keeps = Keeps.None
);

/// <summary>
/// All keys of the editor. The table in the documentation and <c>%help keys</c> are generated from this list.
/// </summary>
internal static class KeyTable
{
    private static readonly Dictionary<string, EditCommand> ByChord;

    static KeyTable() =>
        ByChord = All.SelectMany(c => c.Chords.Select(chord => (chord, c)))
            .ToDictionary(p => p.chord, p => p.c, StringComparer.Ordinal);

    public static IReadOnlyList<EditCommand> All { get; } =
    [
        new(["Enter"], "runs the input if it is complete, otherwise starts a new line", e => e.Enter()),
        Edit(["Alt+Enter", "Ctrl+J", "Ctrl+O"], "starts a new line", e => e.OpenLine()),
        new(["Ctrl+C"], "discards the input; stops running code", _ => EditOutcome.Cleared),
        new(
            ["Ctrl+D"],
            "quits if the input is empty, otherwise deletes the character under the cursor",
            e => e.DeleteOrEnd()
        ),
        Edit(["Tab"], "completes; in a list of completions, selects the next one", e => e.Complete()),
        Edit(["Shift+Tab"], "in a list of completions, selects the previous one", _ => { }),
        Edit(["Escape", "Ctrl+G"], "closes the list of completions or the search", _ => { }),
        Move(["Left", "Ctrl+B"], "moves left by a character", b => b.Previous(b.Cursor)),
        Move(["Right", "Ctrl+F"], "moves right by a character", b => b.Next(b.Cursor)),
        Move(["Ctrl+Left", "Alt+B", "Alt+Left"], "moves left by a word", b => b.WordBefore(b.Cursor)),
        Move(["Ctrl+Right", "Alt+F", "Alt+Right"], "moves right by a word", b => b.WordBehind(b.Cursor)),
        Move(["Home", "Ctrl+A"], "moves to the start of the line", b => b.LineStart(b.Cursor)),
        Move(["End", "Ctrl+E"], "moves to the end of the line", b => b.LineEnd(b.Cursor)),
        Move(["Ctrl+Home", "Alt+<"], "moves to the start of the input", _ => 0),
        Move(["Ctrl+End", "Alt+>"], "moves to the end of the input", b => b.Text.Length),
        Edit(
            ["Up", "Ctrl+P"],
            "moves up a line; from the first line, recalls the previous input that starts with the text before the cursor",
            e => e.UpOrDown(-1),
            Keeps.Walking
        ),
        Edit(
            ["Down", "Ctrl+N"],
            "moves down a line; from the last line, recalls the next such input",
            e => e.UpOrDown(1),
            Keeps.Walking
        ),
        Edit(
            ["PageUp", "Alt+P"],
            "recalls the previous input that starts with the text before the cursor, from any line",
            e => e.Walk(-1),
            Keeps.Walking
        ),
        Edit(["PageDown", "Alt+N"], "recalls the next such input", e => e.Walk(1), Keeps.Walking),
        Edit(
            ["Ctrl+R"],
            "searches the history; Ctrl+R again finds an older match, Ctrl+S a newer one, Enter accepts it",
            e => e.BeginSearch()
        ),
        Edit(["Backspace", "Ctrl+H"], "deletes the character before the cursor", e => e.Backspace()),
        Edit(
            ["Delete"],
            "deletes the character under the cursor",
            e => e.Buffer.Replace(e.Buffer.Cursor, e.Buffer.Next(e.Buffer.Cursor), "")
        ),
        Cut(
            ["Ctrl+K"],
            "cuts to the end of the line; at its end, the line break",
            b => b.LineEnd(b.Cursor) is var end && end > b.Cursor ? (b.Cursor, end) : (b.Cursor, b.Next(b.Cursor))
        ),
        Cut(["Ctrl+U"], "cuts to the start of the line", b => (b.LineStart(b.Cursor), b.Cursor)),
        Cut(["Ctrl+W"], "cuts back to the previous blank", b => (b.BlankBefore(b.Cursor), b.Cursor)),
        Cut(
            ["Alt+Backspace", "Ctrl+Backspace"],
            "cuts the word before the cursor",
            b => (b.WordBefore(b.Cursor), b.Cursor)
        ),
        Cut(["Alt+D", "Ctrl+Delete"], "cuts the word after the cursor", b => (b.Cursor, b.WordBehind(b.Cursor))),
        Edit(["Ctrl+Y"], "pastes the text that was cut last", e => e.PasteLast(), Keeps.Pasting),
        Edit(
            ["Alt+Y"],
            "after Ctrl+Y: replaces the pasted text with the one cut before it",
            e => e.PasteOlder(),
            Keeps.Pasting
        ),
        Edit(["Ctrl+T"], "swaps the characters around the cursor", e => e.Transpose()),
        Edit(["Ctrl+_", "Ctrl+Z"], "undoes", e => e.Buffer.Undo()),
        Edit(["Alt+_", "Alt+Z"], "redoes", e => e.Buffer.Redo()),
        Edit(["Ctrl+L"], "clears the screen", e => e.WantsClear = true),
    ];

    /// <summary>Returns the command of a key, or null.</summary>
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

    private static EditCommand Cut(string[] chords, string summary, Func<TextBuffer, (int Start, int End)> range) =>
        Edit(
            chords,
            summary,
            e =>
            {
                var (start, end) = range(e.Buffer);
                e.Cut(start, end);
            },
            Keeps.Cutting
        );
}
