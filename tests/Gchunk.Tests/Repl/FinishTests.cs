using Gchunk.Repl;
using Xunit;

namespace Gchunk.Tests.Repl;

public class FinishTests
{
    [Theory]
    [InlineData("var x = 5")]
    [InlineData("x = 5")]
    [InlineData("throw new Exception(\"a\")")]
    [InlineData("return 3")]
    [InlineData("using System.Text")]
    [InlineData("using static System.Math")]
    [InlineData("int Square(int v) => v * v")]
    [InlineData("var (a, b) = (1, 2)")]
    [InlineData("using (new ProgressBar()) Print(x)")]
    [InlineData("using (new ProgressBar()) Print(Sin(x * x).Std().Compute())")]
    [InlineData("foreach (var v in x.Compute()) Print(v)")]
    [InlineData("for (int i = 0; i < 3; i++) total += i")]
    [InlineData("if (n > 2) Print(n)")]
    [InlineData("if (n > 2) Print(n); else Print(1)")]
    public void A_semicolon_may_be_left_out(string typed) => Assert.Equal(typed + ";", Prompt.Finish(typed));

    [Theory]
    [InlineData("while (true)")]
    [InlineData("for (int i = 0; i < 3; i++)")]
    [InlineData("if (x)")]
    [InlineData("record Place(string Name)")]
    [InlineData("int Square(int v)")]
    [InlineData("var x =")]
    [InlineData("f(1,")]
    [InlineData("\"\"\"")]
    [InlineData("var s = $\"\"\"\n  a")]
    [InlineData("var s = @\"a")]
    [InlineData("%time f(")]
    [InlineData("using (new ProgressBar())")]
    [InlineData("if (n > 2) {")]
    [InlineData("using (var c = new Client(2)) { Print(c);")]
    public void What_may_go_on_waits(string typed) => Assert.Null(Prompt.Finish(typed));

    [Theory]
    [InlineData("if (n > 2) {")]
    [InlineData("var x =")]
    [InlineData("f(1,")]
    [InlineData("var s = @\"a")]
    [InlineData("while (true)")]
    [InlineData("%time f(")]
    [InlineData("%%time\nvar a = Sum(")]
    [InlineData("%%time\nif (n > 2) {\n    Print(n);")]
    [InlineData("%%timeit")]
    public void Two_empty_lines_run_what_may_go_on(string typed)
    {
        Assert.Null(Prompt.Finish(typed));
        Assert.NotNull(Prompt.Finish(typed + "\n\n\n"));
    }

    [Theory]
    [InlineData("x + 1")]
    [InlineData("f();")]
    [InlineData("if (x) f();")]
    [InlineData("%time f()")]
    [InlineData("%time var r = x.Sum()")]
    [InlineData("using (new ProgressBar()) { Print(x); }")]
    [InlineData("?f")]
    public void What_is_complete_stays_as_it_is(string typed) => Assert.Equal(typed, Prompt.Finish(typed));
}
