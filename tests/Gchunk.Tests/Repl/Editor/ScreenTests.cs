using System.Globalization;
using Gchunk.Repl.Editor;
using Xunit;

namespace Gchunk.Tests.Repl.Editor;

public class ScreenTests
{
    private static readonly Theme NoColours = new(colours: false);

    [Theory]
    [InlineData("abc", "> abc", 0, 5)]
    [InlineData("ab\ncd", "> ab\n. cd", 1, 4)]
    [InlineData("12345678", "> 12345678\n", 1, 0)]
    [InlineData("123456789", "> 12345678\n9", 1, 1)]
    [InlineData("1234567漢", "> 1234567\n漢", 1, 2)]
    [InlineData("a\x01", "> a^A", 0, 5)]
    public void A_text_is_broken_into_rows(string text, string rows, int row, int column)
    {
        var layout = Layout.Of(text, text.Length, [], ("> ", ". "), 10, NoColours);
        Assert.Equal(rows, string.Join('\n', layout.Rows.Select(r => r.Text)));
        Assert.Equal((row, column), (layout.CursorRow, layout.CursorColumn));
    }

    [Fact]
    public void Colours_end_at_the_end_of_a_row_and_go_on_in_the_next()
    {
        var layout = Layout.Of(
            "\"1234567890\"",
            0,
            [new StyledSpan(0, 12, Style.Text)],
            ("", ""),
            10,
            new Theme(colours: true)
        );
        Assert.Equal(["\x1b[31m\"123456789\x1b[m", "\x1b[31m0\"\x1b[m"], layout.Rows.Select(r => r.Text));
    }

    [Fact]
    public void Whatever_changes_the_screen_shows_the_rows_and_the_cursor()
    {
        var random = new Random(3);
        string[] pieces = ["a", "b", "漢", "\n", "é", " ", "longer text", "🙂"];
        for (int round = 0; round < 150; round++)
        {
            var terminal = new FakeTerminal(random.Next(6, 30), random.Next(3, 12));
            var painter = new ScreenPainter(terminal);
            if (random.Next(2) == 0)
                terminal.Write("output");
            painter.Begin();
            string text = "";
            for (int step = 0; step < 40; step++)
            {
                int cut = random.Next(text.Length + 1);
                text =
                    random.Next(4) == 0
                        ? ""
                        : text.Insert(
                            text.Length == 0 || char.IsSurrogate(text[Math.Min(cut, text.Length - 1)]) ? 0 : cut,
                            pieces[random.Next(pieces.Length)]
                        );
                var layout = Layout.Of(text, 0, [], ("> ", ". "), terminal.Width, NoColours);
                List<Row> rows = [.. layout.Rows];
                int row = random.Next(rows.Count);
                int column = random.Next(Math.Min(rows[row].Width + 1, terminal.Width));
                painter.Paint(rows, row, column);
                string[] shown = terminal.Rows();
                Assert.Equal(column, terminal.Column);
                // The cursor's row gives the position of the others.
                int first = terminal.Row - row;
                for (int i = 0; i < rows.Count; i++)
                {
                    if (first + i >= 0 && first + i < terminal.Height)
                        Assert.Equal(rows[i].Text.TrimEnd(), shown[first + i]);
                }
                Assert.InRange(row, Math.Max(0, -first), rows.Count);
                Assert.All(
                    shown.Skip(Math.Max(0, first) + rows.Count),
                    below => Assert.True(below.Length == 0 || first < 0)
                );
            }
        }
    }

    [Fact]
    public void A_new_input_begins_in_a_row_of_its_own()
    {
        var terminal = new FakeTerminal(20, 5);
        terminal.Write("no line break");
        var painter = new ScreenPainter(terminal);
        painter.Begin();
        painter.Paint([new Row("> x", 3)], 0, 3);
        Assert.Equal(["no line break", "> x", "", "", ""], terminal.Rows());
        painter.End([new Row("> x", 3)]);
        painter.Begin();
        painter.Paint([new Row("> ", 2)], 0, 2);
        Assert.Equal(["no line break", "> x", ">", "", ""], terminal.Rows());
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public void A_signature_is_wrapped_at_the_window_and_its_current_argument_marked(int width)
    {
        const string signature =
            "Linspace(double start, double stop, int count = 50, Shape? chunks = null, DType dtype = DType.Float64) → ChunkedArray";
        const string argument = "Shape? chunks = null";
        var editor = new LineEditor(new History(null), _ => null);
        editor.Press(new KeyPress("", "Linspace("));
        var insight = new Insight(
            "Linspace(",
            [],
            signature,
            (signature.IndexOf(argument, StringComparison.Ordinal), argument.Length)
        );
        var (rows, _, _) = new InputScreen(new Theme(colours: true), ("> ", ". ")).Compose(editor, insight, width, 20);
        Assert.All(rows, r => Assert.InRange(r.Width, 1, width - 1));
        Assert.Contains(rows, r => r.Text.Contains(argument, StringComparison.Ordinal));
        var (plain, _, _) = new InputScreen(NoColours, ("> ", ". ")).Compose(editor, insight, width, 20);
        Assert.Equal(
            signature.Replace(" ", "", StringComparison.Ordinal),
            string.Concat(plain.Skip(1).Select(r => r.Text)).Replace(" ", "", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_list_of_completions_fits_a_narrow_screen()
    {
        var editor = new LineEditor(new History(null), text => text);
        editor.Begin("x.");
        editor.Offer(
            new Completion(
                2,
                [
                    .. Enumerable
                        .Range(0, 30)
                        .Select(i => new CompletionItem(
                            $"{(char)('a' + i)}Completion{i}",
                            "function",
                            () => "a long summary of it"
                        )),
                ]
            )
        );
        var (rows, row, column) = new InputScreen(NoColours, ("gchunk> ", "   ...> ")).Compose(
            editor,
            null,
            width: 20,
            height: 6
        );
        Assert.Equal((0, 10), (row, column));
        Assert.InRange(rows.Count, 3, 6);
        Assert.All(rows, r => Assert.InRange(r.Width, 0, 20));
        Assert.Equal("\x1b[7m aCompleti…  funct…\x1b[m", rows[1].Text);
    }

    [Theory]
    [InlineData("abc \"d\" e", "abcx \"d\" e", "5+3")]
    [InlineData("abc \"d\" e", "abc \"dd\" e", "4+4")]
    [InlineData("abc \"d\" e", "abc", "")]
    public void Colours_move_with_their_text_until_they_are_known_anew(string old, string text, string spans)
    {
        var carried = Spans.Carry(new Insight(old, [new StyledSpan(4, 3, Style.Text)]), text);
        Assert.Equal(spans, string.Join(' ', carried.Select(s => $"{s.Start}+{s.Length}")));
    }
}

/// <summary>
/// The parts of a terminal that the editor uses: printing, wrapping at the right edge with a pending cursor, scrolling,
/// and moving up and right.
/// </summary>
internal sealed class FakeTerminal(int width, int height) : ITerminal
{
    private readonly List<string[]> cells = [.. Enumerable.Range(0, height).Select(_ => new string[width])];
    private bool waiting;

    public int Width => width;

    public int Height => height;

    public int Row { get; private set; }

    public int Column { get; private set; }

    public string[] Rows() => [.. cells.Select(r => string.Concat(r.Select(c => c ?? " ")).TrimEnd())];

    public void Write(string text)
    {
        for (int at = 0; at < text.Length; )
        {
            int length = text[at] == '\x1b' ? Sequence(text, at) : Print(text, at);
            at += length;
        }
    }

    private int Print(string text, int at)
    {
        if (text[at] == '\r')
        {
            (Column, waiting) = (0, false);
            return 1;
        }
        if (text[at] == '\n')
        {
            Down();
            waiting = false;
            return 1;
        }
        int length = StringInfo.GetNextTextElementLength(text, at);
        string element = text.Substring(at, length);
        int own = TextWidth.Of(element);
        if (waiting || Column + own > width)
        {
            Column = 0;
            Down();
            waiting = false;
        }
        cells[Row][Column] = element;
        for (int i = 1; i < own; i++)
            cells[Row][Column + i] = "";
        Column += own;
        if (Column >= width)
            (Column, waiting) = (width - 1, true);
        return length;
    }

    private void Down()
    {
        if (++Row < height)
            return;
        cells.RemoveAt(0);
        cells.Add(new string[width]);
        Row = height - 1;
    }

    private int Sequence(string text, int at)
    {
        int end = at + 2;
        while (text[end] is < '@')
            end++;
        int count = int.TryParse(text.AsSpan(at + 2, end - at - 2), out int stated) ? stated : 1;
        switch (text[end])
        {
            case 'A':
                Row = Math.Max(0, Row - count);
                waiting = false;
                break;
            case 'C':
                Column = Math.Min(width - 1, Column + count);
                break;
            case 'K':
                Array.Clear(cells[Row], Column, width - Column);
                break;
            case 'J':
                Array.Clear(cells[Row], Column, width - Column);
                for (int i = Row + 1; i < height; i++)
                    Array.Clear(cells[i]);
                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new NotSupportedException(text[at..(end + 1)]);
        }
        return end - at + 1;
    }
}
