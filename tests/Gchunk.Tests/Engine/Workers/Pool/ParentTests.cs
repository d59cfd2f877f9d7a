using System.Diagnostics;
using System.Globalization;
using Gchunk.Tests.Engine.Storage;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>Worker processes as seen from outside the program.</summary>
[Collection("whole process")]
public class ParentTests
{
    [Fact]
    public void When_the_client_is_killed_its_workers_are_gone_within_two_seconds()
    {
        using var started = GchunkProcess.StartInterruptible(
            "-e",
            "var c = new Client(workers: 2); Console.WriteLine(string.Join(' ', c.Workers.Select(w => w.Pid).Prepend(Environment.ProcessId))); Console.Out.Flush(); var busy = c.Submit(() => { while (true) Thread.Yield(); return 1; }); busy.Result();"
        );
        int[] pids = [.. started.ReadLine()!.Split(' ').Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
        Assert.Equal(3, pids.Length);
        using (var kill = Process.Start("kill", ["-KILL", pids[0].ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        Until.True(() => pids.All(Until.HasEnded), "the end of the workers", 2);
    }

    [Theory]
    // A column of the file has a list of 1.7 billion items in its metadata.
    [InlineData("parquet-decoder", "ReadParquet(file);")]
    [InlineData("quiet.csx", "")]
    public void What_the_program_starts_of_itself_ends_with_it_even_if_it_is_killed_and_the_child_is_busy(
        string child,
        string code
    )
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(TestData.Folder, "fuzz", "parquet", "endless-list.parquet");
        string quiet = folder.Write("quiet.csx", "Print(1); while (true) Thread.Yield();");
        using var started =
            code.Length > 0
                ? GchunkProcess.StartInterruptible("-e", $"var file = \"{file}\"; Print(1); {code}")
                : GchunkProcess.StartInterruptible("--watch", quiet);
        Assert.Equal("1", started.ReadLine());
        int[] pids = [];
        Until.True(() => (pids = Children(started.Id, child)).Length > 0, "the start of the child");
        started.Signal("KILL");
        Until.True(() => Array.TrueForAll(pids, Until.HasEnded), "the end of the child", 2);
    }

    private static int[] Children(int process, string argument)
    {
        try
        {
            return
            [
                .. Directory
                    .GetDirectories($"/proc/{process}/task")
                    .SelectMany(t => File.ReadAllText($"{t}/children").Split(' '))
                    .Where(c => c.Length > 0 && File.ReadAllText($"/proc/{c}/cmdline").Contains(argument))
                    .Select(c => int.Parse(c, CultureInfo.InvariantCulture)),
            ];
        }
        catch (IOException)
        {
            return []; // one of them has just ended
        }
    }

    [Fact]
    public void Ctrl_C_stops_what_workers_do()
    {
        using var started = GchunkProcess.StartInterruptible(
            "-e",
            "var c = new Client(workers: 2); Console.WriteLine(string.Join(' ', c.Workers.Select(w => w.Pid))); Rand.Normal((100000, 100000), chunks: (1000, 1000)).Exp().Sum().Compute();"
        );
        int[] pids = [.. started.ReadLine()!.Split(' ').Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
        started.Interrupt();
        Assert.Equal(130, started.WaitForEnd(TimeSpan.FromSeconds(20)).ExitCode);
        Until.True(() => pids.All(Until.HasEnded), "the end of the workers", 5);
    }

    [Fact]
    public void Values_go_to_standard_output_also_from_workers()
    {
        Ended ended = GchunkProcess.Run(
            "-e",
            "var c = new Client(workers: 1); Console.WriteLine(c.Submit(() => 6 * 7).Result());"
        );
        Assert.Equal("42\n", ended.Output);
        Assert.Equal(0, ended.ExitCode);
    }

    [Theory]
    [InlineData("c.Shutdown();")]
    [InlineData("c.Restart();")]
    [InlineData("System.Diagnostics.Process.GetProcessById(c.Workers[0].Pid).Kill();")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill();")]
    [InlineData("Environment.Exit(0);")]
    [InlineData("")]
    public void What_functions_started_on_workers_ends_with_them(string end)
    {
        // The second program is a child of a shell that has ended.
        using var started = GchunkProcess.StartInterruptible(
            "-e",
            $$"""
            var c = new Client(workers: 1);
            Console.WriteLine(c.Submit(() =>
            {
                var start = new System.Diagnostics.ProcessStartInfo("sh", ["-c", "sleep 1000 & echo $!"]) { RedirectStandardOutput = true };
                return System.Diagnostics.Process.Start("sleep", "1000").Id + " " + System.Diagnostics.Process.Start(start).StandardOutput.ReadLine();
            }).Result());
            Console.Out.Flush();
            {{end}}
            {{(end.StartsWith("c.") || end.Contains("ById") ? "Console.In.ReadLine();" : "")}}
            """
        );
        int[] pids = [.. started.ReadLine()!.Split(' ').Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
        Assert.Equal(2, pids.Length);
        Until.True(() => pids.All(Until.HasEnded), "the end of what the function started", 10);
    }

    [Fact]
    public void Workers_leave_nothing_in_the_temporary_folder()
    {
        using var folder = new TemporaryFolder();
        Ended ended = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            folder.Path,
            "-u",
            "DOTNET_EnableDiagnostics",
            $"TMPDIR={folder.Path}",
            Checkout.Launcher,
            "-e",
            "var c = new Client(workers: 2); c.Map(v => v, [1, 2]); System.Diagnostics.Process.GetProcessById(c.Workers[0].Pid).Kill(); "
                + "Console.WriteLine(c.Submit(() => System.IO.Directory.GetFiles(System.IO.Path.GetTempPath(), $\"*-{Environment.ProcessId}-*\").Length).Result()); c.Shutdown();"
        );
        Assert.Equal(("0\n", 0), (ended.Output, ended.ExitCode));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
