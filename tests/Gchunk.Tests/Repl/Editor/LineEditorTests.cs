using System.Text.RegularExpressions;
using Gchunk.Repl.Editor;
using Xunit;

namespace Gchunk.Tests.Repl.Editor;

public partial class LineEditorTests
{
    private static readonly string[] Past = ["var x = 1;", "x + 1", "if (a)\n    b();", "var y = 2;", "x + 1"];

    // Keys are in angle brackets; | is the cursor; ⏎ is a line break.
    [Theory]
    // moving
    [InlineData("abc<Left><Left>X", "aX|bc")]
    [InlineData("a漢é<Left><Left>X", "aX|漢é")]
    [InlineData("ab cd.ef<Ctrl+Left><Alt+B>X", "ab X|cd.ef")]
    [InlineData("ab cd<Home><Alt+F>X<Ctrl+Right>Y", "abX cdY|")]
    [InlineData("ab<Alt+Enter>cd<Ctrl+A>X<Ctrl+E>Y<Ctrl+Home>Z", "Z|ab⏎XcdY")]
    [InlineData("abcd<Alt+Enter>x<Alt+Enter>efgh<Up><Up>X", "abcdX|⏎x⏎efgh")]
    [InlineData("abcd<Alt+Enter>x<Alt+Enter>efgh<Left><Up><Up><Down><Down>X", "abcd⏎x⏎efgX|h")]
    [InlineData("漢漢<Alt+Enter>abc<Up>X<Down>Y", "漢X|漢⏎abcY", "漢X漢⏎abcY|")]
    // deleting, cutting and pasting
    [InlineData("abé<Backspace><Backspace>", "a|")]
    [InlineData("abc<Home><Delete><Ctrl+D>", "|c")]
    [InlineData("ab cd<Ctrl+W>X<Ctrl+Y>", "ab Xcd|")]
    [InlineData("ab.cd ef<Alt+Backspace><Alt+Backspace><Ctrl+Y>", "ab.cd ef|")]
    [InlineData("ab.cd ef<Ctrl+W><Ctrl+W>X<Ctrl+Y>", "Xab.cd ef|")]
    [InlineData("abc def<Home><Alt+D><Alt+D><Ctrl+Y><Ctrl+Y>", "abc defabc def|")]
    [InlineData("one<Ctrl+U>two<Ctrl+U><Ctrl+Y><Alt+Y>", "one|")]
    [InlineData("ab<Alt+Enter>cd<Ctrl+Home><Ctrl+K><Ctrl+K>", "|cd")]
    [InlineData("abc<Left><Ctrl+T>", "acb|")]
    // undoing
    [InlineData("ab cd<Ctrl+_>", "ab|")]
    [InlineData("ab cd<Ctrl+_><Ctrl+_>", "|")]
    [InlineData("ab cd<Ctrl+_><Ctrl+_><Alt+_><Alt+_>", "ab cd|")]
    [InlineData("ab<Ctrl+W>cd<Ctrl+_><Ctrl+_>", "ab|")]
    [InlineData("ab<Ctrl+_>cd<Alt+_>", "cd|")]
    // lines
    [InlineData("f(<Enter>a,<Enter>b)", "f(⏎    a,⏎    b)|")]
    [InlineData("if (a) {<Enter>b();<Enter>}", "if (a) {⏎    b();⏎}|")]
    [InlineData("f(<Enter><Backspace>", "f(⏎|")]
    [InlineData("  <Tab>", "      |")]
    // history
    [InlineData("<Up>", "x + 1|")]
    [InlineData("<Up><Up>", "var y = 2;|")]
    [InlineData("<Up><Up><Up>", "if (a)⏎    b();|")]
    [InlineData("<Up><Up><Up><Up>", "x + 1|")]
    [InlineData("<Up><Up><Down>", "x + 1|")]
    [InlineData("new<Up>", "new|")]
    [InlineData("var<Up><Up>", "var x = 1;|")]
    [InlineData("var<Up><Up><Up>", "var x = 1;|")]
    [InlineData("var<Up><Up><Down><Down>", "var|")]
    [InlineData("<Up>0<Up>", "x + 10|")]
    // search
    [InlineData("<Ctrl+R>va<Enter>", "var y = 2;|")]
    [InlineData("<Ctrl+R>va<Ctrl+R><Enter>", "var x = 1;|")]
    [InlineData("<Ctrl+R>va<Ctrl+R><Ctrl+S><Enter>", "var y = 2;|")]
    [InlineData("<Ctrl+R>VAR X<Enter>", "var x = 1;|")]
    [InlineData("<Ctrl+R>x +<Backspace><Backspace><Backspace>b()<Right>!", "if (a)⏎    b!|();")]
    [InlineData("old<Ctrl+R>va<Ctrl+G>", "old|")]
    [InlineData("old<Ctrl+R>nowhere<Enter>", "old|")]
    // pasting
    [InlineData("a<Paste:x\r\ny>b", "ax⏎yb|")]
    [InlineData("<Paste:gchunk> 1 +\n   ...> 2\n3\ngchunk> x\n>", "1 +⏎2⏎x|")]
    [InlineData("<Paste:\tif\x07 (a)\n>", "    if (a)|")]
    public void Keys_edit(string keys, string expected, string? alternative = null)
    {
        var editor = Editor();
        Assert.Equal(EditOutcome.Editing, Type(editor, keys));
        Assert.Contains(Show(editor), new[] { expected, alternative });
    }

    [Theory]
    [InlineData("x<Enter>", "Submitted", "x")]
    [InlineData("f(<Enter>1)<Enter>", "Submitted", "f(\n    1)")]
    [InlineData("f(<Enter>1)<Up><Enter>", "Submitted", "f(\n    1)")]
    [InlineData("x<Ctrl+C>", "Cleared", "")]
    [InlineData("<Ctrl+D>", "Ended", "")]
    [InlineData("x<Backspace><Ctrl+D>", "Ended", "")]
    [InlineData("  <Enter>", "Submitted", "")]
    public void Keys_end_an_input(string keys, string outcome, string code)
    {
        var editor = Editor();
        Assert.Equal(outcome, Type(editor, keys).ToString());
        if (outcome == "Submitted")
            Assert.Equal(code, editor.Code);
    }

    [Theory]
    [InlineData("x.<Tab>", "x.M|", "Max Mean Median Min")]
    [InlineData("x.<Tab>e", "x.Me|", "Mean Median")]
    [InlineData("x.<Tab>e<Backspace>", "x.M|", "Max Mean Median Min")]
    [InlineData("x.<Tab><Tab><Enter>", "x.Mean|", "")]
    [InlineData("x.<Tab><Shift+Tab><Enter>", "x.Min|", "")]
    [InlineData("x.Ma<Tab>", "x.Max|", "")]
    [InlineData("x.me<Tab>", "x.Me|", "Mean Median")]
    [InlineData("x.zz<Tab>", "x.zz|", "")]
    [InlineData("x.<Tab><Escape>", "x.M|", "")]
    [InlineData("x.<Tab>(", "x.M(|", "")]
    [InlineData("x.<Tab><Left>", "x.|M", "")]
    [InlineData("x.(1)<Left><Left><Left><Tab><Down><Enter>", "x.Mean|(1)", "")]
    public void Completions_are_chosen_from_a_list(string keys, string expected, string listed)
    {
        var editor = Editor();
        Type(editor, keys);
        Assert.Equal(
            (expected, listed),
            (Show(editor), string.Join(' ', editor.Menu?.Items.Select(i => i.Text) ?? []))
        );
    }

    [Fact]
    public void Whatever_is_pressed_the_cursor_stays_between_characters_and_undoing_leads_back()
    {
        var random = new Random(7);
        string[] pieces =
        [
            .. KeyTable
                .All.SelectMany(c => c.Chords)
                .Where(c => c is not ("Enter" or "Ctrl+C" or "Ctrl+D"))
                .Select(c => $"<{c}>"),
            "a",
            " ",
            "漢",
            "é",
            "👩‍👩‍👧",
            "{",
            "}",
            "x.",
            "<Paste:p\nq>",
        ];
        for (int round = 0; round < 200; round++)
        {
            var editor = Editor();
            for (int i = 0; i < 60; i++)
            {
                Type(editor, pieces[random.Next(pieces.Length)]);
                var buffer = editor.Buffer;
                Assert.InRange(buffer.Cursor, 0, buffer.Text.Length);
                Assert.True(
                    buffer.Cursor == 0 || buffer.Next(buffer.Previous(buffer.Cursor)) == buffer.Cursor,
                    $"inside a character: {Show(editor)}"
                );
            }
            for (int i = 0; i < 200; i++)
                editor.Buffer.Undo();
            Assert.Equal("", editor.Buffer.Text);
        }
    }

    [Fact]
    public void Every_key_is_named_once() =>
        Assert.Empty(
            KeyTable.All.SelectMany(c => c.Chords).GroupBy(c => c).Where(g => g.Count() > 1).Select(g => g.Key)
        );

    private static LineEditor Editor()
    {
        var history = new History(null);
        foreach (string entry in Past)
            history.Add(entry);
        var editor = new LineEditor(
            history,
            text => text.Count(c => c is '(' or '{') == text.Count(c => c is ')' or '}') ? text : null
        );
        editor.Begin();
        return editor;
    }

    private static EditOutcome Type(LineEditor editor, string keys)
    {
        var outcome = EditOutcome.Editing;
        foreach (Match match in Keys().Matches(keys))
        {
            string name = match.Groups["key"].Value;
            var key =
                name.Length == 0 ? KeyPress.Typed(match.Value)
                : name.StartsWith("Paste:", StringComparison.Ordinal) ? new KeyPress(KeyPress.Paste, name[6..])
                : KeyPress.Of(name);
            outcome = editor.Press(key);
            if (editor.WantsCompletion)
            {
                int start = editor.Buffer.Text.LastIndexOf('.', Math.Max(0, editor.Buffer.Cursor - 1)) + 1;
                editor.Offer(
                    start > editor.Buffer.Cursor
                        ? Completion.None
                        : new Completion(
                            start,
                            [.. new[] { "Max", "Mean", "Median", "Min" }.Select(n => new CompletionItem(n, "function"))]
                        )
                );
            }
        }
        return outcome;
    }

    private static string Show(LineEditor editor) =>
        editor.Buffer.Text.Insert(editor.Buffer.Cursor, "|").Replace('\n', '⏎');

    [GeneratedRegex(
        @"<(?<key>Paste:[^\0]*?)>(?=[^>]*$)|<(?<key>[A-Z][A-Za-z]*(\+[^>]+|\+>)?|Alt\+[<>_])>|[\ud800-\udbff][\udc00-\udfff]|.",
        RegexOptions.Singleline
    )]
    private static partial Regex Keys();
}
