using Gchunk.Repl;
using Xunit;

namespace Gchunk.Tests.Repl.Submissions;

/// <summary>Pieces that only declare variables are merged; nobody can tell, except by the time.</summary>
[Collection("whole process")]
public class MergeTests
{
    private readonly ScriptHost host = New(8);

    private static ScriptHost New(int mergeAfter) =>
        new(new ScriptGlobals([]), Path.GetTempPath()) { MergeAfter = mergeAfter };

    private object? Run(string code)
    {
        Evaluation evaluation = host.Evaluate(code, "test");
        Assert.True(evaluation.Errors.IsEmpty, $"{code}: {string.Join('\n', evaluation.Errors)}");
        Assert.True(evaluation.Exception is null, $"{code}: {evaluation.Exception}");
        return evaluation.Value;
    }

    private void DeclareMany(int count = 12)
    {
        for (int i = 0; i < count; i++)
            Run($"var many{i} = {i};");
        Assert.Equal(count - 1, Run($"many0 + many{count - 1}"));
    }

    [Fact]
    public void Many_variables_take_few_pieces()
    {
        DeclareMany(50);
        Assert.InRange(host.States, 2, 10);
        DeclareMany(50);
        Assert.InRange(host.States, 2, 10);
        for (int i = 0; i < 50; i++)
            Assert.Equal(i, Run($"many{i}"));
    }

    [Theory]
    [InlineData("var v = (A: 1, B: \"b\");", "v.A + v.B", "1b")]
    [InlineData("dynamic v = \"abc\";", "v.Length", 3)]
    [InlineData("int? v = null;", "v ?? 4", 4)]
    [InlineData("var v = new Dictionary<string, List<int[,]>>().Keys;", "v.Count", 0)]
    [InlineData("var v = new { X = 5 };", "v.X", 5)]
    [InlineData("class T { public int X = 6; } var v = new T();", "v.X", 6)]
    [InlineData("var @class = 7;", "@class", 7)]
    [InlineData("int.TryParse(\"8\", out var v);", "v", 8)]
    [InlineData("var (v, w) = (9, \"c\");", "v + w", "9c")]
    [InlineData("const int v = 10;", "v switch { v => v }", 10)]
    [InlineData("var v = System.Drawing.Point.Empty;", "(v.X = 11) + v.X", 22)]
    [InlineData("int v; v = 12;", "v++ + v", 25)]
    [InlineData("unsafe { } nint v = 13;", "(int)v", 13)]
    [InlineData("var v = 14; ref int R() => ref v; R() = 15;", "(v, R()).ToString()", "(15, 15)")]
    [InlineData("Func<int> v = () => 16;", "v()", 16)]
    [InlineData("string v = await Task.FromResult(\"17\");", "v", "17")]
    [InlineData("var v = new[] { 1, 2 }.Select(x => x * 9).ToArray();", "v[1]", 18)]
    [InlineData("object v = null;", "v is null ? 19 : 0", 19)]
    public void A_variable_keeps_its_type_and_its_value(string declaration, string use, object expected)
    {
        Run(declaration);
        DeclareMany();
        Assert.Equal(expected, Run(use));
    }

    [Fact]
    public void Functions_and_lambdas_see_the_variables_that_they_name()
    {
        Run("var n = 1; var step = 1; var actions = new List<Func<int>>();");
        Run("int Next() => n += step;");
        Run("var late = 100;");
        Run("actions.Add(() => late + n);");
        DeclareMany();
        Run("step = 10; late = 200;");
        Assert.Equal(11, Run("Next()"));
        Assert.Equal(211, Run("actions[0]()"));
        DeclareMany();
        Run("n = 0; late = 0;");
        Assert.Equal((10, 10), Run("(Next(), actions[0]())"));
    }

    [Fact]
    public void Names_mean_what_they_meant()
    {
        Run("var E = 5; var x = 1;");
        Run("using static System.Math;");
        DeclareMany();
        Assert.Equal(5, Run("E")); // variables come before what using directives name
        Run("var E = 6;");
        DeclareMany();
        Assert.Equal(6, Run("E"));
        Run("string x() => \"function\";");
        DeclareMany();
        Assert.Equal("function", Run("x()"));
        Run("var x = 2.5;");
        DeclareMany();
        Assert.Equal(2.5, Run("x"));
    }

    [Fact]
    public void Variables_are_found_by_commands_and_forgotten()
    {
        DeclareMany();
        Assert.Equal(11, host.Variables.Find("many11")!.Value);
        Assert.Equal(12, host.Variables.All.Count);
        host.Variables.Find("many3")!.Value = 33;
        Assert.Equal(33, Run("many3"));
        Assert.True(host.Variables.Remove("many3"));
        host.Reset();
        Assert.Equal("CS0103", Assert.Single(host.Evaluate("many3", "test").Errors).Id);
        DeclareMany();
    }

    [Fact]
    public void What_was_left_running_keeps_its_variables()
    {
        Run("var turns = 0L; var stop = false; var started = new ManualResetEventSlim();");
        var left = new Thread(() => host.Evaluate("while (!stop) { turns++; started.Set(); }", "left"));
        left.Start();
        Until(() => host.Variables.Find("turns")!.Value is > 0L);
        host.Abandon();
        DeclareMany();
        Run("stop = true;");
        Assert.True(left.Join(TimeSpan.FromMinutes(1)));
        Assert.True((long)Run("turns")! > 0);
    }

    private static void Until(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromMinutes(1)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_sessions_give_the_same_values_with_and_without_merging(int seed)
    {
        var random = new Random(seed);
        ScriptHost merged = New(2),
            plain = New(int.MaxValue);
        string[] names = ["a", "b", "c", "d"];
        for (int i = 0; i < 60; i++)
        {
            string x = names[random.Next(4)],
                y = names[random.Next(4)];
            string code = random.Next(9) switch
            {
                0 or 1 or 2 => $"var {x} = {i};",
                3 => $"var {x} = \"{i}\";",
                4 => $"{x} = {y};",
                5 => $"object F{x}() => {y};",
                6 => $"F{x}()",
                7 => $"Func<object> {x} = () => {y};",
                _ => $"({x}, {y}).ToString()",
            };
            Evaluation expected = plain.Evaluate(code, "plain"),
                got = merged.Evaluate(code, "plain");
            Assert.Equal(expected.Errors.Select(e => e.Id), got.Errors.Select(e => e.Id));
            Assert.Equal(expected.Exception?.Message, got.Exception?.Message);
            // Functions of the two sessions are not equal.
            if (expected.Value?.ToString()?.Contains("Func", StringComparison.Ordinal) != true)
            {
                Assert.Equal(expected.Value, got.Value);
            }
        }
        Assert.True(merged.States < plain.States);
    }
}
