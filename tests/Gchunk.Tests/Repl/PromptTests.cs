using Xunit;

namespace Gchunk.Tests.Repl;

public class PromptTests
{
    [Fact]
    public void Input_from_a_pipe_prints_values_alone()
    {
        var ended = GchunkProcess.RunWith("var x = 20;\n\nx + 1\n", null);
        Assert.Equal((0, "21\n"), (ended.ExitCode, ended.Output));
    }

    [Fact]
    public void Input_continues_until_it_is_complete()
    {
        var ended = GchunkProcess.RunWith("int Add(int a,\n    int b)\n{\n    return a + b;\n}\nAdd(1,\n2)\n", null);
        Assert.Equal((0, "3\n"), (ended.ExitCode, ended.Output));
    }

    [Fact]
    public void A_statement_without_its_semicolon_ends_before_a_line_that_begins_another_one()
    {
        var ended = GchunkProcess.RunWith(
            "var k = rv + 1\nvar a = 20 // and\n\n    + 2\nvar b = a // 3\nvar c = a\n%who\na + c\nvar d = c",
            null
        );
        Assert.Equal((1, "a  c\n44\n"), (ended.ExitCode, ended.Output));
        Assert.Contains("error CS0103: no name 'rv' here\n", ended.Error, StringComparison.Ordinal);
        Assert.Contains("this looks like Python; write var b = a / 3;\n", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_survive_errors_and_each_error_shows_its_line()
    {
        var ended = GchunkProcess.RunWith(
            "var x = 5;\nx + rain\nint F() => 1 / (x - 5);\nF()\nvar y = x++; throw new Gchunk.Engine.GchunkException(\"too dry\");\n(x, y)\n",
            null
        );
        Assert.Equal((1, "(6, 5)\n"), (ended.ExitCode, ended.Output));
        Assert.Contains("error CS0103", ended.Error, StringComparison.Ordinal);
        Assert.Contains("    x + rain\n        ^~~~\n", ended.Error, StringComparison.Ordinal);
        Assert.Contains("<prompt 3>:1:12: DivideByZeroException: ", ended.Error, StringComparison.Ordinal);
        Assert.Contains("    int F() => 1 / (x - 5);\n               ^\n", ended.Error, StringComparison.Ordinal);
        Assert.Contains(": too dry\n", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_whose_ToString_fails_is_an_error_and_the_session_goes_on()
    {
        var ended = GchunkProcess.RunWith(
            "class Bad { public override string ToString() => throw new FormatException(\"no\"); }\nnew Bad()\n1\n",
            null
        );
        Assert.Equal((1, "1\n"), (ended.ExitCode, ended.Output));
        Assert.Contains("FormatException: no", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_that_ends_unfinished_is_an_error()
    {
        var ended = GchunkProcess.RunWith("if (true) {\n", null);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("error CS1513", ended.Error, StringComparison.Ordinal);
    }
}
