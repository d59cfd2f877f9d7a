using System.Globalization;
using System.Text;

namespace Gchunk.Repl.Editor;

/// <summary>A row of the screen.</summary>
/// <param name="Text">The text, with escape sequences for colours.</param>
/// <param name="Width">The number of columns that it occupies.</param>
internal readonly record struct Row(string Text, int Width);

/// <summary>
/// Breaks a text into rows of the screen. Each line starts with a prompt, and long lines continue in the next row.
/// </summary>
internal sealed class Layout
{
    private readonly List<Row> rows = [];
    private readonly StringBuilder row = new();
    private readonly int width;
    private readonly Theme theme;
    private int column;
    private Style style;

    private Layout(int width, Theme theme)
    {
        this.width = width;
        this.theme = theme;
    }

    public IReadOnlyList<Row> Rows => rows;

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    /// <summary>Lays out a text.</summary>
    /// <param name="text">The input.</param>
    /// <param name="cursor">The cursor's position in the input.</param>
    /// <param name="spans">The styles of its parts, in order and without overlap.</param>
    /// <param name="prompts">The prompts of the first line and of the others.</param>
    /// <param name="width">The width of the screen.</param>
    /// <param name="theme">The colours.</param>
    public static Layout Of(
        string text,
        int cursor,
        IReadOnlyList<StyledSpan> spans,
        (string First, string Next) prompts,
        int width,
        Theme theme
    )
    {
        var layout = new Layout(Math.Max(2, width), theme);
        layout.AddPrompt(prompts.First);
        int span = 0;
        for (int at = 0; at <= text.Length; )
        {
            if (at == cursor)
                layout.MarkCursor();
            if (at == text.Length)
                break;
            int length = StringInfo.GetNextTextElementLength(text, at);
            if (text[at] == '\n')
            {
                layout.EndRow();
                layout.AddPrompt(prompts.Next);
            }
            else
            {
                while (span < spans.Count && spans[span].End <= at)
                    span++;
                layout.Add(
                    text.AsSpan(at, length),
                    span < spans.Count && spans[span].Start <= at ? spans[span].Style : Style.Plain
                );
            }
            at += length;
        }
        layout.EndRow();
        return layout;
    }

    private void AddPrompt(string prompt)
    {
        foreach (char c in prompt)
            Add([c], Style.Prompt);
    }

    private void Add(ReadOnlySpan<char> element, Style wanted)
    {
        int own = TextWidth.OfElement(element);
        if (column + own > width)
            EndRow();
        if (wanted != style)
        {
            EndStyle();
            row.Append(theme.Begin(wanted));
            style = wanted;
        }
        if (element is ['\t'])
            row.Append("    ");
        else if (element is [< ' ' or '\x7f'])
            row.Append('^').Append((char)(element[0] ^ '@'));
        else
            row.Append(element);
        column += own;
    }

    // A full row has no column left for the cursor, which goes to the start of the next row.
    private void MarkCursor()
    {
        if (column >= width)
            EndRow();
        (CursorRow, CursorColumn) = (rows.Count, column);
    }

    private void EndStyle()
    {
        if (theme.Begin(style).Length > 0)
            row.Append(Theme.Reset);
        style = Style.Plain;
    }

    private void EndRow()
    {
        EndStyle();
        rows.Add(new Row(row.ToString(), column));
        row.Clear();
        column = 0;
    }
}
