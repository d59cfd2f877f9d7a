using System.Globalization;
using System.Text;

namespace Gchunk.Repl.Editor;

/// <summary>A row as it stands on the screen.</summary>
/// <param name="Text">With escape sequences for the colours.</param>
/// <param name="Width">The columns that it takes.</param>
internal readonly record struct Row(string Text, int Width);

/// <summary>
/// Breaks a text into the rows of a screen: logical lines begin with a prompt, what is longer goes on in the next row.
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

    /// <summary>Lays a text out.</summary>
    /// <param name="text">The input.</param>
    /// <param name="cursor">The place in it.</param>
    /// <param name="spans">What its parts are, in order, without overlap.</param>
    /// <param name="prompts">What stands before the first line and before the others.</param>
    /// <param name="width">The screen's.</param>
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

    // In a full row there is no place for the cursor: it stands at the begin of the next.
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
