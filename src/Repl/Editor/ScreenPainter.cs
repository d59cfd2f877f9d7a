using System.Globalization;
using System.Text;

namespace Gchunk.Repl.Editor;

/// <summary>
/// Keeps the rows of the input on the screen: writes only those that changed, and knows where the terminal's cursor is.
/// </summary>
internal sealed class ScreenPainter(ITerminal terminal)
{
    private const string ClearToLineEnd = "\x1b[K";
    private const string ClearBelow = "\x1b[J";

    private List<Row> shown = [];
    private int cursorRow;
    private int cursorColumn;
    private int first;
    private int width;

    /// <summary>
    /// Begins at the cursor's row, which must be empty. Where it is not, as after output without a line break, the next
    /// one is taken.
    /// </summary>
    public void Begin()
    {
        width = terminal.Width;
        // Blanks up to the last column but one wrap only when something stands before them.
        terminal.Write(new string(' ', Math.Max(0, width - 1)) + "\r" + ClearBelow);
        (shown, cursorRow, cursorColumn, first) = ([], 0, 0, 0);
    }

    /// <summary>Shows rows, of which the screen may hold only those around the cursor.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="row">The cursor's row in them.</param>
    /// <param name="column">The cursor's column.</param>
    public void Paint(List<Row> rows, int row, int column)
    {
        var text = new StringBuilder("\x1b[?25l");
        if (terminal.Width != width)
            Reflow(text);
        int height = Math.Max(1, terminal.Height);
        first = Math.Clamp(first, Math.Max(0, row - height + 1), row);
        first = Math.Min(first, Math.Max(0, rows.Count - height));
        var visible = rows.GetRange(first, Math.Min(height, rows.Count - first));
        row -= first;
        for (int i = 0; i < visible.Count; i++)
        {
            if (i < shown.Count && shown[i] == visible[i])
                continue;
            MoveTo(text, i);
            text.Append(visible[i].Text);
            // In a full row the cursor waits at its end: clearing there would take the last character away.
            if (visible[i].Width < width)
                text.Append(ClearToLineEnd);
            cursorColumn = visible[i].Width;
        }
        if (visible.Count < shown.Count)
        {
            MoveTo(text, visible.Count);
            text.Append(ClearBelow);
        }
        shown = visible;
        MoveTo(text, row);
        if (column > 0)
            text.Append(CultureInfo.InvariantCulture, $"\x1b[{column}C");
        cursorColumn = column;
        terminal.Write(text.Append("\x1b[?25h").ToString());
    }

    /// <summary>Ends the input: the cursor goes to the row under it.</summary>
    public void End(List<Row> rows)
    {
        Paint(rows, rows.Count - 1, 0);
        terminal.Write("\r\n");
        shown = [];
    }

    /// <summary>Clears the screen; what is painted next stands at its top.</summary>
    public void Clear()
    {
        terminal.Write("\x1b[H\x1b[2J");
        (shown, cursorRow, cursorColumn, first) = ([], 0, 0, 0);
    }

    // A row that is not there yet is made by a line break, which scrolls at the bottom.
    private void MoveTo(StringBuilder text, int row)
    {
        text.Append('\r');
        if (row < cursorRow)
            text.Append(CultureInfo.InvariantCulture, $"\x1b[{cursorRow - row}A");
        for (; cursorRow < row; cursorRow++)
            text.Append('\n');
        (cursorRow, cursorColumn) = (row, 0);
    }

    // The terminal has broken its rows anew: each of ours takes as many as its width asks for.
    private void Reflow(StringBuilder text)
    {
        int above = 0;
        int now = Math.Max(1, terminal.Width);
        for (int i = 0; i < cursorRow && i < shown.Count; i++)
            above += Math.Max(1, (shown[i].Width + now - 1) / now);
        above += cursorColumn / now;
        text.Append('\r');
        if (above > 0)
            text.Append(CultureInfo.InvariantCulture, $"\x1b[{Math.Min(above, Math.Max(1, terminal.Height) - 1)}A");
        text.Append(ClearBelow);
        (shown, cursorRow, cursorColumn, width) = ([], 0, 0, now);
    }
}
