using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Gchunk.Engine;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine;

[SupportedOSPlatform("linux")]
public sealed class ExternalProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Is_found_in_the_first_absolute_folder_of_the_path()
    {
        string program = Script("first/tool", "");
        Script("second/tool", "");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Place("zero")).FullName, "tool"), "not executable");
        Directory.CreateDirectory(Place("minus/tool"));
        string path = string.Join(':', Place("minus"), Place("zero"), Place("first"), Place("second"));
        Assert.Equal(program, ExternalProgram.Find("tool", path));
        Assert.Null(ExternalProgram.Find("tool", Place("zero")));
        Assert.Null(ExternalProgram.Find("tool", ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(".")]
    [InlineData("bin::.:../bin:")]
    public void Empty_and_relative_entries_of_the_path_are_not_searched(string path)
    {
        // The current folder of the tests holds this assembly; the file below lies there and in a folder under it.
        string name = $"tool-{Guid.NewGuid():N}";
        string here = Path.Combine(Environment.CurrentDirectory, name),
            below = Path.Combine(Environment.CurrentDirectory, "bin", name);
        bool made = !Directory.Exists(Path.GetDirectoryName(below));
        Directory.CreateDirectory(Path.GetDirectoryName(below)!);
        try
        {
            Script(here, "");
            Script(below, "");
            Assert.Null(ExternalProgram.Find(name, path));
            Assert.Null(ExternalProgram.Find(name));
            Assert.Null(ExternalProgram.Find("./" + name, path));
            Assert.Null(ExternalProgram.Find("bin/" + name, path));
            Assert.Equal(here, ExternalProgram.Find(name, path + ":" + Environment.CurrentDirectory));
        }
        finally
        {
            File.Delete(here);
            File.Delete(below);
            if (made)
                Directory.Delete(Path.GetDirectoryName(below)!);
        }
    }

    [Fact]
    public void Arguments_reach_the_program_unchanged_and_no_shell_reads_them()
    {
        string program = Script("show", "for a in \"$@\"; do printf '%s\\n' \"[$a]\"; done; pwd; echo \"$TIDE\"; cat");
        ProgramEnd end = (
            Tool(program) with
            {
                Environment = new Dictionary<string, string> { ["TIDE"] = "high" },
            }
        ).RunToEnd(["$(id)", "a b", "", "';", "*"], folder.Path, default);
        Assert.Equal(new ProgramEnd(0, $"[$(id)]\n[a b]\n[]\n[';]\n[*]\n{Real(folder.Path)}\nhigh\n", ""), end);
    }

    [Fact]
    public void A_failure_is_reported_with_the_exit_code_and_standard_error()
    {
        string program = Script("fail", "echo done; echo 'no such' >&2; echo '  column' >&2; exit 3");
        Assert.Equal($"{program} failed (exit code 3): no such column", Failure(Tool(program)));
        program = Script("fail-quietly", "echo only this; exit 4");
        Assert.Equal($"{program} failed (exit code 4): only this", Failure(Tool(program)));
        program = Script("fail-silently", "exit 5");
        Assert.Equal($"{program} failed (exit code 5): (nothing)", Failure(Tool(program)));
    }

    [Fact]
    public void Large_outputs_neither_block_the_program_nor_fill_the_message()
    {
        string program = Script(
            "talk",
            "head -c 3000000 /dev/zero | tr '\\0' 'x' >&2; head -c 3000000 /dev/zero | tr '\\0' 'y'; echo last >&2; exit 1"
        );
        string message = Failure(Tool(program));
        Assert.EndsWith("xxxlast", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 2000, 2200);
    }

    [Fact]
    public void The_time_limit_stops_the_program_and_its_children()
    {
        string program = Script("wait", $"sleep 600 & echo $! > child; echo waiting >&2; wait");
        var watch = Stopwatch.StartNew();
        Assert.Equal(
            $"{program} did not end within 1 s and was stopped; it wrote: waiting",
            Failure(Tool(program) with { TimeLimit = TimeSpan.FromSeconds(1) })
        );
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        AssertEnds(Child());
    }

    [Fact]
    public void Cancelling_stops_the_program_and_its_children()
    {
        string program = Script("wait", "sleep 600 & echo $! > child.new; mv child.new child; wait");
        using var cancel = new CancellationTokenSource();
        using var watcher = new FileSystemWatcher(folder.Path, "child") { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Tool(program).Run([], folder.Path, cancel.Token));
        AssertEnds(Child());
        Assert.ThrowsAny<OperationCanceledException>(() => Tool("/bin/true").Run([], folder.Path, cancel.Token));
    }

    [Fact]
    public void A_child_that_stays_in_the_background_is_not_waited_for()
    {
        string program = Script("daemon", "sleep 30 & echo $! > child; echo started");
        var watch = Stopwatch.StartNew();
        Assert.Equal("started\n", Tool(program).RunToEnd([], folder.Path, default).Output);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        using var child = Process.GetProcessById(Child());
        child.Kill();
    }

    [Fact]
    public void A_missing_program_is_named_with_the_command_that_installs_it()
    {
        var tool = new ExternalProgram("tool-that-is-not-there", "measuring", "apt-get install tools");
        Assert.Equal(
            "measuring needs the program tool-that-is-not-there, which was not found in the folders of PATH; install it with: apt-get install tools",
            Failure(tool)
        );
        string program = Place("broken");
        File.WriteAllText(program, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.StartsWith(
            $"testing needs the program {program}, but {program} cannot be started: ",
            Failure(Tool(program)),
            StringComparison.Ordinal
        );
    }

    private static ExternalProgram Tool(string program) => new(program, "testing", "apt-get install tools");

    private string Failure(ExternalProgram tool) =>
        Assert.Throws<GchunkException>(() => tool.Run([], folder.Path, default)).Message;

    private string Place(string name) => Path.Combine(folder.Path, name);

    private string Script(string name, string code)
    {
        string file = Place(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "#!/bin/sh\n" + code + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    // As pwd prints it, where the temporary folder is a link.
    private static string Real(string path) =>
        new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;

    private int Child() => int.Parse(File.ReadAllText(Place("child")), CultureInfo.InvariantCulture);

    // A killed child is gone once its new parent has collected it. It stays a zombie if no parent does.
    private static void AssertEnds(int child)
    {
        string stat = $"/proc/{child}/stat";
        Assert.True(SpinWait.SpinUntil(HasEnded, TimeSpan.FromSeconds(10)), $"process {child} still runs");

        bool HasEnded()
        {
            try
            {
                string text = File.ReadAllText(stat);
                return text[text.LastIndexOf(')')..] is [_, _, 'Z' or 'X', ..];
            }
            catch (IOException)
            {
                return true;
            }
        }
    }
}
