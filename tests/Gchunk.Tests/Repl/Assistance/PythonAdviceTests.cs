using System.Globalization;
using Gchunk.Repl;
using Xunit;

namespace Gchunk.Tests.Repl.Assistance;

/// <summary>
/// What users of NumPy, xarray and Dask type first, in <c>first_guesses.tsv</c>: it runs, or is answered by the right
/// spelling.
/// </summary>
// An evaluation resets the interrupt of the whole process.
[Collection("whole process")]
public class PythonAdviceTests
{
    private static readonly string[] Before =
    [
        "var x = Linspace(0, 1, 10);",
        "var y = Arange(12).Reshape((3, 4));",
        "var pr = new DataArray(Ones((4, 3, 2)), [\"time\", \"lat\", \"lon\"], name: \"pr\");",
        "var ds = pr.ToDataset();",
        "var square = (double v) => v * v;",
        "int n = 3;",
    ];

    [Fact]
    public void A_first_guess_runs_or_is_answered_by_the_right_spelling()
    {
        var host = Host();
        var wrong = new List<string>();
        string[] rows = File.ReadAllLines(
            Path.Combine(Checkout.Root, "tests", "Gchunk.Tests", "Repl", "Assistance", "first_guesses.tsv")
        );
        // Each row compiles a line, so the short form takes every third.
        int step = Environment.GetEnvironmentVariable("GCHUNK_FIRST_GUESSES") == "all" ? 1 : 3;
        for (int row = 0; row < rows.Length; row += step)
        {
            string[] columns = rows[row].Split('\t');
            string answer = Answer(host, columns[0]);
            if (answer != columns[1])
                wrong.Add($"{columns[0]}\t{answer}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(rows.Length >= 2000);
    }

    [Theory]
    [InlineData("for i in range(3):")]
    [InlineData("with Client() as c:")]
    [InlineData("import numpy as np")]
    [InlineData("x[::-1]")]
    [InlineData("half = n // 2")]
    public void An_input_that_no_more_lines_complete_runs(string code) => Assert.True(ScriptHost.IsComplete(code));

    [Theory]
    [InlineData("if (true)\n{")]
    [InlineData("var text = @\"two")]
    [InlineData("/* a comment")]
    [InlineData("var a = new[]\n{\n    1,")]
    public void An_input_that_more_lines_complete_waits_for_them(string code) =>
        Assert.False(ScriptHost.IsComplete(code));

    [Fact]
    public void Only_the_line_of_Python_is_answered_in_a_script()
    {
        var errors = Host().Evaluate("var a = 1;\nb = 'two'\nvar c = a;", "script").Errors;
        Assert.Equal("this looks like Python; write var b = \"two\";", Message(errors.Single()));
        Assert.Equal(1, errors.Single().Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void Errors_before_a_line_of_Python_have_their_advice()
    {
        var errors = Host().Evaluate("var a = x.Compute().Abs();\nb = 'two'", "script").Errors;
        Assert.Equal("'NDArray' has no member 'Abs'; it is a function: Abs(x.Compute())", Message(errors[0]));
        Assert.Equal("this looks like Python; write var b = \"two\";", Message(errors[1]));
    }

    [Fact]
    public void Deep_brackets_and_long_lines_are_left_to_the_compiler()
    {
        var host = Host();
        Assert.DoesNotContain(
            "Python",
            Answer(host, new string('(', 300) + "x**2" + new string(')', 300)),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "Python",
            Answer(host, "x**2" + string.Concat(Enumerable.Repeat(" + 1", 600))),
            StringComparison.Ordinal
        );
    }

    private static ScriptHost Host()
    {
        var host = new ScriptHost(new ScriptGlobals([]), Path.GetTempPath());
        foreach (string line in Before)
            Assert.Empty(host.Evaluate(line, "before").Errors);
        return host;
    }

    private static string Answer(ScriptHost host, string code)
    {
        var evaluation = host.Evaluate(Prompt.Finish(code) ?? code, "guess");
        if (!evaluation.Errors.IsEmpty)
            return string.Join(" | ", evaluation.Errors.Select(Message));
        return evaluation.Exception is { } e ? e.Message
            : evaluation.Note is { } note ? $"runs; note: {note}"
            : "runs";
    }

    private static string Message(Microsoft.CodeAnalysis.Diagnostic error) =>
        error.GetMessage(CultureInfo.InvariantCulture);
}
