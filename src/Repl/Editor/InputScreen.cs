using Gchunk.Engine;

namespace Gchunk.Repl.Editor;

/// <summary>
/// Composes the rows that show an editor: the coloured input, and below it the search, the completions or the
/// signature.
/// </summary>
internal sealed class InputScreen(Theme theme, (string First, string Next) prompts)
{
    private const int MostItems = 8;
    private const string SignatureIndent = "    ";

    /// <summary>Returns the rows and the cursor's position in them.</summary>
    /// <param name="editor">The editor to show.</param>
    /// <param name="insight">The analysis of the text, or of an older text.</param>
    /// <param name="width">The width of the screen.</param>
    /// <param name="height">The height of the screen.</param>
    public (List<Row> Rows, int Row, int Column) Compose(LineEditor editor, Insight? insight, int width, int height)
    {
        var (text, cursor) = editor.Shown;
        var layout = Layout.Of(text, cursor, insight is null ? [] : Spans.Carry(insight, text), prompts, width, theme);
        var rows = new List<Row>(layout.Rows);
        int room = Math.Max(0, height - rows.Count);
        if (editor.Search is { } search)
        {
            rows.Add(
                Line(
                    $"search: {search.Query}{(search.Match is null && search.Query.Length > 0 ? "   (nothing found)" : "")}",
                    Style.Dim,
                    width
                )
            );
        }
        else if (editor.Menu is { } menu)
        {
            AddMenu(rows, menu, width, Math.Clamp(room, 1, MostItems));
        }
        else if (insight?.Text == text && insight.Signature.Length > 0 && room > 0)
        {
            rows.AddRange(Signature(insight, width).Take(room));
        }

        return (rows, layout.CursorRow, layout.CursorColumn);
    }

    /// <summary>Returns the rows of a finished input, without anything below it.</summary>
    public List<Row> Final(string text, Insight? insight, int width) =>
        [
            .. Layout
                .Of(text, text.Length, insight is null ? [] : Spans.Carry(insight, text), prompts, width, theme)
                .Rows,
        ];

    private void AddMenu(List<Row> rows, CompletionMenu menu, int width, int most)
    {
        int from = Math.Clamp(menu.Selected - (most / 2), 0, Math.Max(0, menu.Items.Count - most));
        var visible = menu.Items.Skip(from).Take(most).ToArray();
        int names = Math.Min(visible.Max(i => TextWidth.Of(i.Text)), Math.Max(8, width / 2));
        int kinds = visible.Max(i => TextWidth.Of(i.Kind));
        for (int i = 0; i < visible.Length; i++)
        {
            bool chosen = from + i == menu.Selected;
            string name = TextWidth.Truncate(visible[i].Text, names);
            string line =
                $" {name}{new string(' ', names - TextWidth.Of(name))}  {visible[i].Kind.PadRight(kinds)}  {(chosen ? visible[i].Summary?.Invoke() : null)}";
            // Names and descriptions come from files.
            line = VisibleText.Of(line).ReplaceLineEndings(" ");
            bool more = (i == 0 && from > 0) || (i == visible.Length - 1 && from + visible.Length < menu.Items.Count);
            rows.Add(Line(more ? "…" + line[1..] : line, chosen ? Style.Selected : Style.Plain, width));
        }
    }

    // Rows break after the commas between parameters.
    private IEnumerable<Row> Signature(Insight insight, int width)
    {
        string text = insight.Signature;
        int start = insight.Argument.Start,
            end = start + insight.Argument.Length;
        for (int from = 0; from < text.Length; )
        {
            string indent = from == 0 ? "" : SignatureIndent;
            int room = Math.Max(1, width - 1 - indent.Length),
                to = text.Length - from <= room ? text.Length : Break(text, from, room);
            int first = Math.Clamp(start, from, to),
                last = Math.Clamp(end, first, to);
            string row = indent + text[from..to].TrimEnd();
            yield return new Row(
                indent
                    + theme.Paint(text[from..first], Style.Dim)
                    + theme.Paint(text[first..last], Style.Strong)
                    + theme.Paint(text[last..to].TrimEnd(), Style.Dim),
                TextWidth.Of(row)
            );
            from = to;
        }
    }

    // The end of a row: after the last comma between parameters that fits, before the type of the result, after the last
    // blank, or where the row is full.
    private static int Break(string text, int from, int room)
    {
        int comma = text.LastIndexOf(", ", from + room - 1, room, StringComparison.Ordinal);
        if (comma > from)
            return comma + 2;
        int result = text.LastIndexOf(" → ", from + room - 1, room, StringComparison.Ordinal),
            blank = text.LastIndexOf(' ', from + room - 1, room);
        return result > from ? result + 1
            : blank > from ? blank + 1
            : from + room;
    }

    private Row Line(string text, Style style, int width)
    {
        text = TextWidth.Truncate(text.TrimEnd().ReplaceLineEndings(" "), width - 1);
        return new Row(theme.Paint(text, style), TextWidth.Of(text));
    }
}

/// <summary>Keeps colours up to date while the user types faster than the text is analysed.</summary>
internal static class Spans
{
    /// <summary>
    /// Transfers the styles of an older text to the parts of a newer one that did not change, before and after the
    /// edit.
    /// </summary>
    public static IReadOnlyList<StyledSpan> Carry(Insight insight, string text)
    {
        if (insight.Text == text)
            return insight.Spans;
        string old = insight.Text;
        int before = old.AsSpan().CommonPrefixLength(text);
        int behind = 0;
        while (behind < Math.Min(old.Length, text.Length) - before && old[^(behind + 1)] == text[^(behind + 1)])
            behind++;
        int moved = text.Length - old.Length;
        var carried = new List<StyledSpan>();
        foreach (var span in insight.Spans)
        {
            if (span.Start < before)
            {
                // Text typed at the end of a part has the part's style until the next analysis.
                int end =
                    span.End > old.Length - behind ? span.End + moved
                    : span.End >= before
                        ? Math.Max(before, Math.Min(span.End + Math.Max(0, moved), text.Length - behind))
                    : span.End;
                carried.Add(span with { Length = end - span.Start });
            }
            else if (span.Start >= old.Length - behind)
            {
                carried.Add(span with { Start = span.Start + moved });
            }
        }
        return carried;
    }
}
