using System.Runtime.Loader;
using Gchunk.Repl;
using Gchunk.Repl.Submissions;
using Xunit;

namespace Gchunk.Tests.Repl.Submissions;

// An evaluation resets the interrupt of the whole process.
[Collection("whole process")]
public class ScriptHostTests
{
    private readonly ScriptHost host = new(new ScriptGlobals([]), Path.GetTempPath());

    [Fact]
    public void Code_sees_what_was_declared_before_it()
    {
        Assert.Equal(
            [null, null, null, null, 7.5, 3, 12, "b"],
            Values(
                "using System.Text;",
                "var x = 5;",
                "int F(int v) => v + x;",
                "class A { public double V = 0.5; }",
                "F(2) + new A().V",
                "await Task.FromResult(3)",
                "int.TryParse(\"12\", out var q) ? q : 0",
                "new StringBuilder(\"b\").ToString()"
            )
        );
        Assert.Equal([17], Values("F(q)"));
    }

    [Fact]
    public void Variables_set_before_an_exception_survive_it()
    {
        var failed = host.Evaluate("var x = 4; throw new FormatException(\"no\");", "one");
        Assert.Equal("no", Assert.IsType<FormatException>(failed.Exception).Message);
        Assert.Equal([4], Values("x"));
    }

    [Fact]
    public void A_variable_whose_declaration_fails_keeps_its_value_or_does_not_exist()
    {
        Values("double x = 4;");
        Assert.NotNull(host.Evaluate("double x = Zeros(3)[7].Compute();", "two").Exception);
        Assert.Equal([4.0], Values("x"));
        Assert.NotNull(host.Evaluate("var y = Zeros(3)[7];", "three").Exception);
        var unknown = Assert.Single(host.Evaluate("y", "four").Errors);
        Assert.Equal("'y' has no value: the input that declares it failed", unknown.GetMessage(null));
        Assert.NotNull(host.Evaluate("int first = 0;\nvar y = Zeros(3)[7];\nint last = 2;", "five").Exception);
        Assert.Equal([0, null, 3.0], Values("first", "var y = 3.0;", "y"));
        Assert.Equal("CS0103", Assert.Single(host.Evaluate("last", "six").Errors).Id);
    }

    [Fact]
    public void A_client_is_ended_when_its_variable_gets_another_one()
    {
        Values("var c = new Client(1, processes: false);", "var old = new[] { c };");
        Values("var c = new Client(1, processes: false);", "var d = c;");
        Assert.Equal(["Client, shut down"], Values("old[0].ToString()"));
        // d has the one before.
        Assert.Equal(
            "another client is open: d; computations run on the new one; %workers lists all, and d.Close() ends the workers of d",
            host.Evaluate("c = new Client(1, processes: false);", "second").Note
        );
        Assert.NotEqual(["Client, shut down"], Values("d.ToString()"));
        Values("d.Dispose();", "c.Dispose();");
        Assert.Equal([true], Values("Client.Current is null"));
    }

    [Fact]
    public void The_newest_declaration_of_a_name_counts() =>
        Assert.Equal([null, null, null, "a", 1], Values("var x = 1;", "int F() => x;", "var x = \"a\";", "x", "F()"));

    [Fact]
    public async Task What_runs_here_are_the_bytes_that_are_kept_and_they_run_elsewhere_too()
    {
        Values("int Half(int v) => v / 2;", "Half(10)");
        var there = new AssemblyLoadContext("elsewhere", isCollectible: true);
        var (first, second) = (host.Submissions[0], host.Submissions[1]);
        var assemblies = host.Submissions.Select(s => there.LoadFromStream(new MemoryStream(s.Image))).ToArray();
        Assert.Equal(first.Assembly.ManifestModule.ModuleVersionId, assemblies[0].ManifestModule.ModuleVersionId);
        Assert.Equal(
            first.Assembly.FullName,
            Submission.NameOf(first.Image) + ", Version=0.0.0.0, Culture=neutral, PublicKeyToken=null"
        );
        Assert.NotSame(first.Assembly, assemblies[0]);
        there.Resolving += (_, name) => assemblies.First(a => a.GetName().Name == name.Name);
        var states = new object?[] { new ScriptGlobals([]), null, null };
        await (first with { Assembly = assemblies[0] }).Run(states);
        Assert.Equal(5, await (second with { Assembly = assemblies[1] }).Run(states));
        there.Unload();
    }

    [Fact]
    public void What_declares_nothing_leaves_nothing_in_the_chain()
    {
        Values("var x = 1;");
        Values([.. Enumerable.Repeat("x + 1", 30)]);
        Values("x = 8;", "Console.Out.Flush();");
        Assert.Equal([8], Values("x"));
        Assert.Equal(2, host.States);
    }

    [Fact]
    public void A_line_of_code_is_found_by_the_name_of_its_piece()
    {
        Values("1 +\n 2");
        host.Evaluate("Load(3)", "two");
        Assert.Equal(("one", " 2"), host.FindLine(Path.Combine(Path.GetTempPath(), "one"), 1));
        Assert.Null(host.FindLine(Path.Combine(Path.GetTempPath(), "one"), 2));
        Assert.Null(host.FindLine("elsewhere", 0));
    }

    private object?[] Values(params string[] codes) =>
        [
            .. codes.Select(code =>
            {
                var evaluation = host.Evaluate(code, "one");
                Assert.True(
                    evaluation.Succeeded,
                    $"{code}: {evaluation.Exception}{string.Join("; ", evaluation.Errors)}"
                );
                return evaluation.Value;
            }),
        ];
}
