using System.Globalization;

namespace Gchunk.Repl.Editor;

/// <summary>
/// The edited text, the cursor and the undo history. The cursor is always between two grapheme clusters.
/// </summary>
internal sealed class TextBuffer
{
    private const int MostSteps = 1000;

    private readonly LinkedList<(string Text, int Cursor)> past = new();
    private readonly Stack<(string Text, int Cursor)> future = new();
    private bool typing;
    private int wished = -1;

    public string Text { get; private set; } = "";

    public int Cursor { get; private set; }

    /// <summary>Whether the cursor is in the first line.</summary>
    public bool InFirstLine => LineStart(Cursor) == 0;

    public bool InLastLine => LineEnd(Cursor) == Text.Length;

    /// <summary>The part of the line before the cursor.</summary>
    public string LineBeforeCursor => Text[LineStart(Cursor)..Cursor];

    /// <summary>Starts with a new text and an empty undo history.</summary>
    public void Reset(string text = "")
    {
        (Text, Cursor) = (text, text.Length);
        past.Clear();
        future.Clear();
        (typing, wished) = (false, -1);
    }

    /// <summary>
    /// Inserts a text at the cursor and moves the cursor behind it. Letters typed one after the other are undone
    /// together, word by word.
    /// </summary>
    public void Insert(string text, bool typed = false)
    {
        bool joins = typed && typing && !(text.Length == 1 && char.IsWhiteSpace(text[0]));
        Replace(Cursor, Cursor, text, joins);
        typing = typed;
    }

    /// <summary>Replaces a range and moves the cursor behind the new text.</summary>
    /// <returns>The old text of the range.</returns>
    public string Replace(int start, int end, string text, bool joins = false)
    {
        string old = Text[start..end];
        if (old.Length == 0 && text.Length == 0)
            return old;
        if (!joins)
            Remember();
        Text = string.Concat(Text.AsSpan(0, start), text, Text.AsSpan(end));
        Cursor = start + text.Length;
        (typing, wished) = (false, -1);
        return old;
    }

    /// <summary>Replaces the whole text, as one undo step.</summary>
    public void Set(string text, int? cursor = null)
    {
        Replace(0, Text.Length, text);
        MoveTo(cursor ?? text.Length);
    }

    /// <summary>Moves the cursor.</summary>
    public void MoveTo(int position)
    {
        Cursor = Math.Clamp(position, 0, Text.Length);
        (typing, wished) = (false, -1);
    }

    /// <summary>
    /// Moves up (-1) or down (1) a line, to the column where the movement started or to the line's end.
    /// </summary>
    public bool MoveLine(int direction)
    {
        int start = LineStart(Cursor);
        int column = wished >= 0 ? wished : TextWidth.Of(Text[start..Cursor]);
        int target = direction < 0 ? start - 1 : LineEnd(Cursor) + 1;
        if (target < 0 || target > Text.Length)
            return false;
        int at = LineStart(target),
            end = LineEnd(target),
            width = 0;
        while (at < end)
        {
            int next = Next(at);
            width += TextWidth.OfElement(Text.AsSpan(at, next - at));
            if (width > column)
                break;
            at = next;
        }
        MoveTo(at);
        wished = column;
        return true;
    }

    public bool Undo()
    {
        if (past.Last is not { } last)
            return false;
        future.Push((Text, Cursor));
        past.RemoveLast();
        (Text, Cursor) = last.Value;
        (typing, wished) = (false, -1);
        return true;
    }

    public bool Redo()
    {
        if (!future.TryPop(out var next))
            return false;
        past.AddLast((Text, Cursor));
        (Text, Cursor) = next;
        (typing, wished) = (false, -1);
        return true;
    }

    /// <summary>The end of the character after a position.</summary>
    public int Next(int position) =>
        position >= Text.Length ? Text.Length : position + StringInfo.GetNextTextElementLength(Text, position);

    /// <summary>The start of the character before a position.</summary>
    public int Previous(int position)
    {
        // Grapheme clusters can only be found from the start of the line, not backwards.
        int at = position == 0 ? 0 : LineStart(position - 1);
        if (position > 0 && Text[position - 1] == '\n')
            return position - 1;
        while (at < position && Next(at) is var next && next < position)
            at = next;
        return at;
    }

    /// <summary>The start of the word before a position. Words consist of letters, digits and underscores.</summary>
    public int WordBefore(int position)
    {
        int at = position;
        while (at > 0 && !IsWord(Previous(at)))
            at = Previous(at);
        while (at > 0 && IsWord(Previous(at)))
            at = Previous(at);
        return at;
    }

    /// <summary>The end of the word after a position.</summary>
    public int WordBehind(int position)
    {
        int at = position;
        while (at < Text.Length && !IsWord(at))
            at = Next(at);
        while (at < Text.Length && IsWord(at))
            at = Next(at);
        return at;
    }

    /// <summary>Like <see cref="WordBefore"/>, but words are separated only by white space.</summary>
    public int BlankBefore(int position)
    {
        int at = position;
        while (at > 0 && char.IsWhiteSpace(Text[at - 1]))
            at--;
        while (at > 0 && !char.IsWhiteSpace(Text[at - 1]))
            at--;
        return at;
    }

    public int LineStart(int position) => position == 0 ? 0 : Text.LastIndexOf('\n', position - 1) + 1;

    public int LineEnd(int position) => Text.IndexOf('\n', position) is var at and >= 0 ? at : Text.Length;

    private bool IsWord(int position) => char.IsLetterOrDigit(Text, position) || Text[position] == '_';

    private void Remember()
    {
        past.AddLast((Text, Cursor));
        if (past.Count > MostSteps)
            past.RemoveFirst();
        future.Clear();
    }
}
