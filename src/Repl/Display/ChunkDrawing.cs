using System.Globalization;
using System.Text;
using Gchunk.Engine.Arrays;

namespace Gchunk.Repl.Display;

/// <summary>
/// Draws the chunks of an array: the last two axes as a grid of boxes, with the chunks of the other axes beside it.
/// </summary>
internal static class ChunkDrawing
{
    private const int MostAcross = 12;
    private const int MostDown = 5;
    private const int CellWidth = 3;

    /// <summary>Returns the drawing, or null if there is only one chunk.</summary>
    public static string? Of(ChunkGrid chunks)
    {
        if (chunks.Rank == 0 || chunks.NumBlocks < 2)
            return null;
        int down = chunks.Rank > 1 ? chunks.Rank - 2 : -1,
            across = chunks.Rank - 1;
        int rows = down < 0 ? 1 : chunks.Sizes(down).Length,
            columns = chunks.Sizes(across).Length;
        int shownRows = Math.Min(rows, MostDown),
            shownColumns = Math.Min(columns, MostAcross);
        bool cutRows = rows > shownRows,
            cutColumns = columns > shownColumns;
        var text = new StringBuilder();
        AppendEdge(text, shownColumns, cutColumns, '┌', '┬', '┐');
        for (int row = 0; row < shownRows; row++)
        {
            bool gap = cutRows && row == shownRows - 1;
            for (int column = 0; column < shownColumns; column++)
            {
                text.Append(gap ? '┊' : '│')
                    .Append(
                        cutColumns && column == shownColumns - 1 ? " … "
                        : gap ? " ⋮ "
                        : "   "
                    );
            }

            text.Append(gap ? '┊' : '│');
            if (row == 0)
                text.Append(Beside(chunks, down, rows));
            text.Append('\n');
            if (row < shownRows - 1)
                AppendEdge(text, shownColumns, cutColumns, '├', '┼', '┤');
        }
        AppendEdge(text, shownColumns, cutColumns, '└', '┴', '┘');
        return text.Append(Lengths(chunks.Sizes(across), columns)).ToString();
    }

    private static void AppendEdge(StringBuilder text, int columns, bool cut, char left, char middle, char right)
    {
        text.Append(left);
        for (int i = 0; i < columns; i++)
        {
            text.Append(cut && i == columns - 1 ? "┄┄┄" : new string('─', CellWidth))
                .Append(i == columns - 1 ? right : middle);
        }

        text.Append('\n');
    }

    private static string Beside(ChunkGrid chunks, int down, int rows)
    {
        string beside = down < 0 ? "" : " " + Lengths(chunks.Sizes(down), rows);
        for (int axis = down - 1; axis >= 0; axis--)
            beside += $"  × {Lengths(chunks.Sizes(axis), chunks.Sizes(axis).Length)}";
        return beside;
    }

    // "100 in 4 of 25", or "90 in 4 of up to 25" if the chunks differ.
    private static string Lengths(ReadOnlySpan<long> sizes, int count)
    {
        long total = 0,
            most = 0;
        foreach (long size in sizes)
            (total, most) = (total + size, Math.Max(most, size));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{total} in {count} of {(count * most == total ? "" : "up to ")}{most}"
        );
    }
}
