using System.Globalization;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;

namespace Gchunk.Dsl.Tables;

/// <summary>The text of a table, laid out as pandas 1.5 lays out a data frame with its default options.</summary>
internal static class TableText
{
    private const int MostRows = 60,
        FewRows = 10,
        MostColumns = 20,
        MostCharacters = 50,
        LineWidth = 80;

    public static string Of(Table table)
    {
        if (table.Rows == 0 || table.Names.Count == 0)
            return Empty(table);
        bool isShort = table.Rows > MostRows;
        Table shown = isShort
            ? table.Take([
                .. Enumerable.Range(0, FewRows / 2).Select(i => (long)i),
                .. Enumerable.Range(0, FewRows / 2).Select(i => table.Rows - FewRows / 2 + i),
            ])
            : table;
        string[] index = IndexLines(table, shown);
        var blocks = new List<string[]>();
        bool hasNames = table.Index.Count > 0;
        string[] names = [.. shown.Names];
        bool isNarrow = names.Length > MostColumns;
        for (int i = 0; i < names.Length; i++)
        {
            if (isNarrow && i == MostColumns / 2)
            {
                blocks.Add([.. Enumerable.Repeat(" ...", index.Length)]);
                i = names.Length - MostColumns / 2;
            }
            blocks.Add(ColumnLines(shown[names[i]], hasNames));
        }
        if (isShort)
        {
            int at = index.Length - (int)shown.Rows + FewRows / 2;
            for (int i = 0; i < blocks.Count; i++)
            {
                bool isDots = isNarrow && i == MostColumns / 2;
                int wide = isDots ? 4 : blocks[i][FewRows / 2].Length;
                blocks[i] = Inserted(blocks[i], at, (wide > 3 || isDots ? "..." : "..").PadLeft(wide));
            }
            int left = index[FewRows / 2].Length;
            index = Inserted(index, at, (left > 3 ? "..." : "..").PadRight(left));
        }
        string text = Joined(index, blocks);
        if (isShort || isNarrow)
        {
            text += string.Create(
                CultureInfo.InvariantCulture,
                $"\n\n[{table.Rows} rows x {table.Names.Count} columns]"
            );
        }

        return VisibleText.Of(text);
    }

    private static string Empty(Table table) =>
        VisibleText.Of(
            $"Empty Table\nColumns: [{string.Join(", ", table.Names)}]\nIndex: [{string.Join(", ", table.Index)}]"
        );

    private static string[] Inserted(string[] lines, int at, string line) => [.. lines[..at], line, .. lines[at..]];

    // The line of the header, that of the names if the index has some, and one for each row.
    private static string[] IndexLines(Table table, Table shown)
    {
        if (table.Index.Count == 0)
        {
            var numbers = new List<string> { "" };
            for (long row = 0; row < shown.Rows; row++)
            {
                long number = shown.Rows < table.Rows && row >= shown.Rows / 2 ? table.Rows - shown.Rows + row : row;
                numbers.Add(number.ToString(CultureInfo.InvariantCulture));
            }
            return Padded(numbers, left: true);
        }
        string[][] levels = [.. shown.Index.Select(name => (string[])[Plain(name), .. Labels(shown[name])])];
        // As pandas, a label that is that of the row above is left out, except in the last column.
        var previous = new string[levels.Length];
        for (int row = 1; row <= shown.Rows; row++)
        {
            bool same = true;
            for (int level = 0; level < levels.Length; level++)
            {
                string label = levels[level][row];
                same &= label == previous[level];
                if (same && level < levels.Length - 1)
                    levels[level][row] = "";
                previous[level] = label;
            }
        }
        string[][] wide = [.. levels.Select(l => Padded(l, left: true))];
        string[] lines =
        [
            .. Enumerable.Range(0, wide[0].Length).Select(row => string.Join(' ', wide.Select(l => l[row]))),
        ];
        return [new string(' ', lines[0].Length), .. lines];
    }

    private static string[] ColumnLines(TableColumn column, bool hasNames)
    {
        bool isNumber = column is { IsText: false, Calendar: null, DType: { IsTime: false } };
        string header = (isNumber ? " " : "") + Plain(column.Name);
        return Padded([header, .. hasNames ? [""] : Array.Empty<string>(), .. Cells(column)], left: false);
    }

    private static string[] Padded(IReadOnlyCollection<string> lines, bool left)
    {
        int wide = lines.Max(l => l.Length);
        return [.. lines.Select(l => left ? l.PadRight(wide) : l.PadLeft(wide))];
    }

    private static string[] Cells(TableColumn column)
    {
        if (column.DType is { IsFloat: true } && column.Calendar is null)
            return Floats(column.Values);
        var cells = new CellText(column);
        var lines = new string[column.Length];
        // Texts and truth values have a blank in front, times and durations have none.
        string blank = column.DType is { IsTime: true } || column.Calendar is { } c && CellText.IsPlain(c) ? "" : " ";
        for (int row = 0; row < lines.Length; row++)
        {
            string cell = column.IsMissing(row) && column.IsText ? "NaN" : Plain(cells[row]);
            lines[row] = Cut(column.DType is { IsInteger: true } && cell.StartsWith('-') ? cell : blank + cell);
        }
        return lines;
    }

    // Without the blanks that all of them begin with.
    private static string[] Labels(TableColumn column)
    {
        string[] cells = Cells(column);
        int blanks = cells.Min(c => c.Length - c.TrimStart(' ').Length);
        return column.IsText ? Array.ConvertAll(cells, c => c[1..]) : Array.ConvertAll(cells, c => c[blanks..]);
    }

    private static string Plain(string text) =>
        text.Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal);

    private static string Cut(string cell) =>
        cell.Length > MostCharacters ? string.Concat(cell.AsSpan(0, MostCharacters - 3), "...") : cell;

    // Six decimals, without the zeros that all of them end in; with an exponent if a number would show no digit.
    private static string[] Floats(NDArray values)
    {
        double[] numbers = values.ToArray<double>();
        string[] plain = Trimmed(numbers, "F6");
        bool tooLong = plain.Max(t => t.Length) > 12,
            isLarge = Array.Exists(numbers, n => Math.Abs(n) > 1e6),
            isSmall = Array.Exists(numbers, n => n != 0 && Math.Abs(n) < 1e-6);
        return isSmall || (tooLong && isLarge) ? Trimmed(numbers, "0.000000e+00") : plain;
    }

    private static string[] Trimmed(double[] numbers, string format)
    {
        string[] texts = Array.ConvertAll(
            numbers,
            n =>
                double.IsNaN(n) ? " NaN"
                : double.IsInfinity(n)
                    ? n > 0 ? " inf"
                        : "-inf"
                : (double.IsNegative(n) ? "-" : " ") + Math.Abs(n).ToString(format, CultureInfo.InvariantCulture)
        );
        bool[] isDecimal = Array.ConvertAll(texts, t => t.Contains('.') && !t.Contains('e'));
        if (!isDecimal.Contains(true))
            return texts;
        int zeros = 5;
        for (int i = 0; i < texts.Length; i++)
        {
            if (isDecimal[i])
                zeros = Math.Min(zeros, texts[i].Length - texts[i].TrimEnd('0').Length);
        }

        for (int i = 0; i < texts.Length; i++)
        {
            if (isDecimal[i])
                texts[i] = texts[i][..^zeros];
        }

        return texts;
    }

    // Columns that do not fit in a line follow below.
    private static string Joined(string[] index, List<string[]> columns)
    {
        int width = LineWidth - index[0].Length - 1;
        var ends = new List<int>();
        int used = 0;
        for (int i = 0; i < columns.Count; i++)
        {
            int own = columns[i][0].Length + 1;
            used += own;
            if (i > 0 && used + (i == columns.Count - 1 ? 1 : 2) > width)
            {
                ends.Add(i);
                used = own;
            }
        }
        ends.Add(columns.Count);
        var text = new StringBuilder();
        int start = 0;
        foreach (int end in ends)
        {
            if (start > 0)
                text.Append("\n\n");
            for (int line = 0; line < index.Length; line++)
            {
                if (line > 0)
                    text.Append('\n');
                text.Append(index[line]);
                for (int i = start; i < end; i++)
                    text.Append(' ').Append(columns[i][line]);
                if (ends.Count > 1)
                {
                    text.Append(
                        end == columns.Count ? "  "
                        : line == 0 ? "  \\"
                        : "   "
                    );
                }
            }
            start = end;
        }
        return text.ToString();
    }
}
