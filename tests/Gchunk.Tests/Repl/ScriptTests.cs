using System.Diagnostics;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Repl;

public class ScriptTests
{
    [Theory]
    [InlineData("1 + 1", "2\n")]
    [InlineData("1.0 / 3", "0.3333333333333333\n")]
    [InlineData("\"a\\tb\"", "\"a\\tb\"\n")]
    [InlineData("var x = 1;", "")]
    [InlineData("await Task.FromResult((1, \"a\", 'c', true))", "(1, \"a\", 'c', true)\n")]
    [InlineData("new[] { 1.5, double.NaN }", "[1.5, NaN]\n")]
    [InlineData(
        "Enumerable.Range(0, 50).ToArray()",
        "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, …] (50 items)\n"
    )]
    [InlineData("new Dictionary<string, int> { [\"a\"] = 1 }", "{\"a\": 1}\n")]
    [InlineData("new double[2, 1]", "[0, 0] (2 × 1 items)\n")]
    [InlineData("Environment.Is64BitProcess == Args.Count < 1", "true\n")]
    public void Dash_e_prints_the_value(string code, string output)
    {
        var ended = GchunkProcess.Run("-e", code);
        Assert.Equal((0, output), (ended.ExitCode, ended.Output));
    }

    [Fact]
    public void A_script_sees_its_arguments_and_the_newest_language()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write(
            "script.csx",
            """
            int[] values = [1, 2, 3, 4];
            string[] names = ["lat", "lon"];
            Out(Args[0], values[..3].Sum(), names.Length);
            await Task.Yield();
            Console.WriteLine(string.Join("+", Args[1..]));

            void Out(string key, params double[] values) => Console.WriteLine(key + "\t" + string.Join(" ", values));
            """
        );
        var ended = GchunkProcess.Run(script, "first", "--help", "last");
        Assert.Equal(
            (0, "first\t6 2\n--help+last\n", ""),
            (ended.ExitCode, ended.Output, WithoutLauncher(ended.Error))
        );
    }

    [Fact]
    public void A_dash_runs_standard_input_with_arguments_values_and_messages_apart()
    {
        var ended = GchunkProcess.RunWith(
            "var x = Args[0];\nx + x\nConsole.Error.WriteLine(\"told\");\nnew FormatException(\"a\").Message + y\nArgs[1]\n",
            null,
            "-",
            "a",
            "-b"
        );
        Assert.Equal((1, "\"aa\"\n\"-b\"\n"), (ended.ExitCode, ended.Output));
        Assert.StartsWith("told\n<prompt 4>:1:", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\x1b", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_watched_script_runs_again_when_it_or_what_it_loads_changes_until_Ctrl_C()
    {
        using var folder = new TemporaryFolder();
        string loaded = folder.Write("loaded.csx", "int F() => 1;");
        string script = folder.Write("script.csx", "#load \"loaded.csx\"\nPrint(Args[0], F());");
        using var process = GchunkProcess.StartInterruptible("--watch", script, "run");
        Assert.Equal("run 1", process.ReadLine());
        File.WriteAllText(loaded, "int F() => 22;");
        Assert.Equal("run 22", process.ReadLine());
        File.WriteAllText(script, "Print(\"endless\"); while (true) { }");
        Assert.Equal("endless", process.ReadLine());
        File.WriteAllText(script, "Print(\"error\"); throw new FormatException();");
        Assert.Equal("error", process.ReadLine());
        File.WriteAllText(script, "Print(\"last\"); while (true) { }");
        Assert.Equal("last", process.ReadLine());
        process.Interrupt();
        var ended = process.WaitForEnd(TimeSpan.FromSeconds(20));
        Assert.Equal((130, ""), (ended.ExitCode, ended.Output));
    }

    [Fact]
    public void Load_is_relative_to_the_script()
    {
        using var folder = new TemporaryFolder();
        folder.Write("part.csx", "int Twice(int x) => 2 * x;");
        var script = folder.Write("script.csx", "#load \"part.csx\"\nConsole.WriteLine(Twice(21));");
        var ended = GchunkProcess.RunWith("", "/", script);
        Assert.Equal((0, "42\n"), (ended.ExitCode, ended.Output));
    }

    [Theory]
    [InlineData(
        "var a = 1;\nvar b = a + rain;\n",
        "script.csx:2:13: error CS0103: ",
        "    var b = a + rain;\n                ^~~~"
    )]
    [InlineData(
        "var a = 0;\nvar b =\n    1 / a;\n",
        "script.csx:3:5: DivideByZeroException: ",
        "        1 / a;\n        ^"
    )]
    [InlineData(
        "void F()\n{\n    throw new Gchunk.Engine.GchunkException(\"no dimension 'x'\");\n}\nF();",
        "script.csx:3:5: no dimension 'x'\n",
        "        throw new"
    )]
    [InlineData(
        "var first = Args[0];",
        "script.csx:1:13: the script reads Args[0], but got no arguments",
        "    var first = Args[0];\n                ^"
    )]
    [InlineData(
        "await Task.Run(void () => throw new AggregateException(new FormatException(\"bad\")));",
        "script.csx:1:27: FormatException: bad",
        ""
    )]
    public void An_error_in_a_script_names_the_place_and_exits_with_1(string code, string message, string shown)
    {
        using var folder = new TemporaryFolder();
        folder.Write("script.csx", code);
        var ended = GchunkProcess.RunWith("", folder.Path, "script.csx");
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
        Assert.Contains(shown, ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("long n = 0; while (true) n++;")]
    [InlineData("Thread.Sleep(Timeout.Infinite);")]
    [InlineData("Interrupt.Token.WaitHandle.WaitOne(); Interrupt.Token.ThrowIfCancellationRequested();")]
    [InlineData(
        "while (true) try { Interrupt.Token.WaitHandle.WaitOne(); Interrupt.Token.ThrowIfCancellationRequested(); } catch { }"
    )]
    public void Ctrl_C_ends_a_script_with_130_and_cleans_up(string endless)
    {
        using var folder = new TemporaryFolder();
        var partial = folder.Write("partial.nc", "half");
        var script = folder.Write(
            "script.csx",
            $"Interrupt.OnExit(() => File.Delete(Args[0]));\nConsole.WriteLine(\"started\");\n{endless}"
        );
        using var process = GchunkProcess.StartInterruptible(script, partial);
        Assert.Equal("started", process.ReadLine());
        process.Interrupt();
        // The limit is generous, because the test is only that it ends at all, on a machine that may be busy.
        var ended = process.WaitForEnd(TimeSpan.FromSeconds(20));
        Assert.Equal(130, ended.ExitCode);
        Assert.False(File.Exists(partial));
    }

    [Fact]
    public void Ctrl_C_while_a_file_is_written_leaves_no_part_of_it()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write(
            "script.csx",
            """
            using (RunEvents.Subscribe(new Watcher()))
                new DataArray(Rand.Uniform((20_000, 2_000), chunks: (20, 2_000)).Expression, ["y", "x"], name: "noise").ToDataset().ToNetCdf(Args[0]);

            class Watcher : IRunObserver
            {
                public void OnEvent(in RunEvent e)
                {
                    if (e.Kind == RunEventKind.TaskFinished && e.Done == 20) Console.WriteLine("writing");
                }
            }
            """
        );
        var target = Path.Combine(Path.GetDirectoryName(script)!, "noise.nc");
        using var process = GchunkProcess.StartInterruptible(script, target);
        Assert.Equal("writing", process.ReadLine());
        process.Interrupt();
        var ended = process.WaitForEnd(TimeSpan.FromSeconds(20));
        Assert.Equal(130, ended.ExitCode);
        Assert.Equal(["script.csx"], Directory.EnumerateFiles(Path.GetDirectoryName(script)!).Select(Path.GetFileName));
    }

    [Fact]
    public void A_kill_while_a_file_is_written_leaves_the_old_one_whole_and_the_next_write_clears_up()
    {
        using var folder = new TemporaryFolder();
        var script = folder.Write(
            "script.csx",
            """
            new DataArray(Rand.Uniform((100_000, 4_000), chunks: (20, 4_000)).Expression, ["y", "x"], name: "noise").ToDataset().ToNetCdf(Args[0]);
            """
        );
        var where = Path.GetDirectoryName(script)!;
        var target = Path.Combine(where, "noise.nc");
        new DataArray(NDArray.From([1.0, 2.0, 3.0]), ["x"], name: "old").ToNetCdf(target);
        byte[] old = File.ReadAllBytes(target);

        using var process = GchunkProcess.StartInterruptible(script, target);
        string? partial = null;
        var waited = Stopwatch.StartNew();
        while (partial is null || new FileInfo(partial).Length < 1 << 20)
        {
            Assert.False(process.HasEnded, "the program ended before it was killed");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5), "nothing was written");
            partial ??= Directory.EnumerateFiles(where, ".noise.nc.*.tmp").FirstOrDefault();
            Thread.Yield();
        }
        process.Signal("KILL");
        Assert.Equal(128 + 9, process.WaitForEnd(TimeSpan.FromSeconds(20)).ExitCode);

        Assert.True(File.Exists(partial));
        Assert.Equal(old, File.ReadAllBytes(target));
        // Files of a running writer and of another machine remain.
        using AtomicFile running = AtomicFile.Create(target);
        string elsewhere = folder.Write(".noise.nc.another-machine.999999999-1.tmp", "");
        new DataArray(NDArray.From([4.0, 5.0]), ["x"], name: "new").ToNetCdf(target);
        Assert.False(File.Exists(partial));
        Assert.True(File.Exists(running.TemporaryPath));
        Assert.True(File.Exists(elsewhere));
        Assert.NotEqual(old, File.ReadAllBytes(target));
    }

    // The first test that starts the program also sees the messages of the launcher's build.
    private static string WithoutLauncher(string error) =>
        string.Concat(
            error.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("gchunk: ", StringComparison.Ordinal))
        );
}
