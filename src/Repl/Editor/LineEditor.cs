namespace Gchunk.Repl.Editor;

/// <summary>The outcome of a key.</summary>
internal enum EditOutcome
{
    /// <summary>The input is still being edited.</summary>
    Editing,

    /// <summary>The input should run.</summary>
    Submitted,

    /// <summary>Ctrl-C: the input is discarded.</summary>
    Cleared,

    /// <summary>Ctrl-D on an empty input: the session ends.</summary>
    Ended,
}

/// <summary>
/// The editor, independent of a terminal: it takes keys and holds the text and the state to show. The keys are in <see
/// cref="KeyTable"/>.
/// </summary>
/// <param name="history">The earlier inputs.</param>
/// <param name="finish">Returns the code to run if the text is complete, or null if more lines are needed.</param>
internal sealed class LineEditor(History history, Func<string, string?> finish)
{
    private const int Indent = 4;

    private readonly List<string> cuts = [];
    private HistoryWalk? walk;
    private (int Start, int Index)? pasted;
    private bool cutting;
    private bool walking;

    public TextBuffer Buffer { get; } = new();

    /// <summary>The open list of completions, or null.</summary>
    public CompletionMenu? Menu { get; private set; }

    /// <summary>The running search through the history, or null.</summary>
    public HistorySearch? Search { get; private set; }

    /// <summary>The code to run, after the input was submitted.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Whether Tab was pressed and completions for the current text are needed.</summary>
    public bool WantsCompletion { get; private set; }

    /// <summary>Whether the screen should be cleared.</summary>
    public bool WantsClear { get; set; }

    /// <summary>The text and the cursor to show.</summary>
    public (string Text, int Cursor) Shown =>
        Search?.Match is { } match ? (match, Search.Position) : (Buffer.Text, Buffer.Cursor);

    /// <summary>Starts a new input.</summary>
    public void Begin(string text = "")
    {
        Buffer.Reset(text);
        (Menu, Search, walk, pasted, cutting, walking, WantsCompletion) = (null, null, null, null, false, false, false);
    }

    /// <summary>Handles a key.</summary>
    public EditOutcome Press(KeyPress key)
    {
        WantsCompletion = false;
        if (Search is not null && PressInSearch(key))
            return EditOutcome.Editing;
        if (Menu is not null && PressInMenu(key))
            return EditOutcome.Editing;
        (bool wasCutting, bool wasWalking, var wasPasted) = (cutting, walking, pasted);
        (cutting, walking, pasted) = (false, false, null);
        var outcome = EditOutcome.Editing;
        if (key.Chord.Length == 0)
        {
            Type(key.Text);
        }
        else if (key.Chord == KeyPress.Paste)
        {
            Buffer.Insert(PastedText.Clean(key.Text));
        }
        else if (KeyTable.Find(key.Chord) is { } command)
        {
            (cutting, walking, pasted) = (wasCutting, wasWalking, wasPasted);
            outcome = command.Run(this);
            if (!command.Keeps.HasFlag(Keeps.Cutting))
                cutting = false;
            if (!command.Keeps.HasFlag(Keeps.Walking))
                walking = false;
            if (!command.Keeps.HasFlag(Keeps.Pasting))
                pasted = null;
        }
        if (!walking)
            walk = null;
        Menu = Menu?.Narrow(Buffer.Text, Buffer.Cursor);
        return outcome;
    }

    /// <summary>Shows completions, which must be for the current text and cursor.</summary>
    public void Offer(Completion completion)
    {
        WantsCompletion = false;
        Menu = CompletionMenu.For(completion, Buffer.Text, Buffer.Cursor);
        if (Menu is null)
            return;
        if (Menu.Items.Count == 1)
        {
            Accept();
            return;
        }
        string common = Menu.CommonStart();
        string typed = Buffer.Text[Menu.Start..Buffer.Cursor];
        if (common != typed && common.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
        {
            Buffer.Replace(Menu.Start, Buffer.Cursor, common);
            Menu = Menu.Narrow(Buffer.Text, Buffer.Cursor);
        }
    }

    internal EditOutcome Enter()
    {
        if (Buffer.Text.AsSpan().IsWhiteSpace())
        {
            Code = "";
            return EditOutcome.Submitted;
        }
        if (finish(Buffer.Text) is not { } code)
        {
            OpenLine();
            return EditOutcome.Editing;
        }
        Code = code;
        history.Add(Buffer.Text);
        return EditOutcome.Submitted;
    }

    // The new line has the indentation of this one, and one level more after an opening bracket.
    internal void OpenLine()
    {
        string before = Buffer.LineBeforeCursor;
        int depth = before.TakeWhile(c => c == ' ').Count();
        if (before.TrimEnd() is [.., '{' or '(' or '['])
            depth += Indent;
        Buffer.Insert("\n" + new string(' ', depth));
    }

    internal EditOutcome DeleteOrEnd()
    {
        if (Buffer.Text.Length == 0)
            return EditOutcome.Ended;
        Buffer.Replace(Buffer.Cursor, Buffer.Next(Buffer.Cursor), "");
        return EditOutcome.Editing;
    }

    internal void Backspace()
    {
        string before = Buffer.LineBeforeCursor;
        int start =
            before.Length >= Indent && before.AsSpan().Trim(' ').IsEmpty
                ? Buffer.Cursor - Indent
                : Buffer.Previous(Buffer.Cursor);
        Buffer.Replace(start, Buffer.Cursor, "");
    }

    /// <summary>Cuts a range. Ranges that are cut one after the other are pasted as one.</summary>
    internal void Cut(int start, int end)
    {
        bool forward = start == Buffer.Cursor;
        string cut = Buffer.Replace(start, end, "");
        if (cut.Length == 0)
            return;
        if (cutting && cuts.Count > 0)
            cuts[^1] = forward ? cuts[^1] + cut : cut + cuts[^1];
        else
            cuts.Add(cut);
        cutting = true;
    }

    internal void PasteLast()
    {
        if (cuts.Count == 0)
            return;
        pasted = (Buffer.Cursor, cuts.Count - 1);
        Buffer.Insert(cuts[^1]);
    }

    internal void PasteOlder()
    {
        if (pasted is not var (start, index))
            return;
        index = (index + cuts.Count - 1) % cuts.Count;
        Buffer.Replace(start, Buffer.Cursor, cuts[index]);
        pasted = (start, index);
    }

    /// <summary>Moves up (-1) or down (1) a line; from the first or the last line, through the history.</summary>
    internal void UpOrDown(int direction)
    {
        bool edge = direction < 0 ? Buffer.InFirstLine : Buffer.InLastLine;
        if ((walking || edge) && Walk(direction))
            return;
        walking = false;
        Buffer.MoveLine(direction);
    }

    internal bool Walk(int direction)
    {
        walk ??= new HistoryWalk(history.Entries, Buffer.Text[..Buffer.Cursor], Buffer.Text);
        walking = true;
        if (walk.Move(direction, Buffer.Text) is not { } entry)
            return true;
        Buffer.Set(entry);
        return true;
    }

    internal void BeginSearch() => Search = new HistorySearch(history.Entries);

    internal void Complete()
    {
        if (Buffer.LineBeforeCursor.AsSpan().IsWhiteSpace())
            Buffer.Insert(new string(' ', Indent));
        else
            WantsCompletion = true;
    }

    internal void Transpose()
    {
        int at = Buffer.Cursor == Buffer.LineEnd(Buffer.Cursor) ? Buffer.Previous(Buffer.Cursor) : Buffer.Cursor;
        int before = Buffer.Previous(at),
            end = Buffer.Next(at);
        if (before == at || end == at || Buffer.Text[before] == '\n')
            return;
        Buffer.Replace(before, end, Buffer.Text[at..end] + Buffer.Text[before..at]);
    }

    private void Type(string text)
    {
        string line = Buffer.LineBeforeCursor;
        if (text is "}" && line.Length >= Indent && line.AsSpan().Trim(' ').IsEmpty)
        {
            Buffer.Replace(Buffer.Cursor - Indent, Buffer.Cursor, text);
            return;
        }
        Buffer.Insert(text, typed: true);
    }

    private void Accept()
    {
        Buffer.Replace(Menu!.Start, Buffer.Cursor, Menu.Chosen.Text);
        Menu = null;
    }

    // Returns whether the menu handled the key. If not, the key has its usual meaning.
    private bool PressInMenu(KeyPress key)
    {
        switch (key.Chord)
        {
            case "Tab" or "Down" or "Ctrl+N":
                Menu!.Move(1);
                return true;
            case "Shift+Tab" or "Up" or "Ctrl+P":
                Menu!.Move(-1);
                return true;
            case "Enter":
                Accept();
                return true;
            case "Escape" or "Ctrl+G":
                Menu = null;
                return true;
            case "" when key.Text.Length == 1 && (char.IsLetterOrDigit(key.Text[0]) || key.Text[0] is '_' or '"'):
            case "Backspace":
                return false; // the list narrows or widens
            default:
                Menu = null;
                return false;
        }
    }

    private bool PressInSearch(KeyPress key)
    {
        switch (key.Chord)
        {
            case "":
                Search!.Type(key.Text);
                return true;
            case "Backspace":
                Search!.Erase();
                return true;
            case "Ctrl+R":
                Search!.Find(-1);
                return true;
            case "Ctrl+S":
                Search!.Find(1);
                return true;
            case "Ctrl+G" or "Ctrl+C" or "Escape":
                Search = null;
                return true;
        }
        // Any other key accepts the match and acts on it. Enter only accepts it, so that the user can read it before it
        // runs.
        if (Search!.Match is { } match)
            Buffer.Set(match, key.Chord == "Enter" ? null : Search.Position);
        Search = null;
        return key.Chord == "Enter";
    }
}
