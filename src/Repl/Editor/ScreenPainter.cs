using System.Globalization;
using System.Text;

namespace Gchunk.Repl.Editor;

/// <summary>
/// Keeps the rows of the input on the screen. It writes only rows that changed, and tracks the terminal's cursor.
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
    /// Starts at the cursor's row, or at the next one if that row is not empty, as after output without a line break.
    /// </summary>
    public void Begin()
    {
        width = terminal.Width;
        // Blanks up to the last column but one wrap only if there is text before them.
        terminal.Write(new string(' ', Math.Max(0, width - 1)) + "\r" + ClearBelow);
        (shown, cursorRow, cursorColumn, first) = ([], 0, 0, 0);
    }

    /// <summary>Shows rows. If the screen is too small, only those around the cursor are shown.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="row">The cursor's row.</param>
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
            // After a full row the cursor stays on the last column, and clearing would erase the last character.
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

    /// <summary>Ends the input and moves the cursor to the row below it.</summary>
    public void End(List<Row> rows)
    {
        Paint(rows, rows.Count - 1, 0);
        terminal.Write("\r\n");
        shown = [];
    }

    /// <summary>Clears the screen and starts at its top.</summary>
    public void Clear()
    {
        terminal.Write("\x1b[H\x1b[2J");
        (shown, cursorRow, cursorColumn, first) = ([], 0, 0, 0);
    }

    // A row that does not exist yet is created by a line break, which scrolls at the bottom.
    private void MoveTo(StringBuilder text, int row)
    {
        text.Append('\r');
        if (row < cursorRow)
            text.Append(CultureInfo.InvariantCulture, $"\x1b[{cursorRow - row}A");
        for (; cursorRow < row; cursorRow++)
            text.Append('\n');
        (cursorRow, cursorColumn) = (row, 0);
    }

    // The terminal has rewrapped its rows: each row now occupies as many as its width requires.
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
