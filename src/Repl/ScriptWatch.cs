using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Repl;

/// <summary>
/// Runs a script again whenever it changes, each time in a new process, so that one run cannot affect the next.
/// </summary>
internal sealed partial class ScriptWatch(string path, string[] arguments, StopSignals signals)
{
    private const int Interrupt = 2; // SIGINT

    // Changes are found by polling: editors replace files in several ways, and not every file system reports all of
    // them.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly string file = Path.GetFullPath(path);

    /// <summary>Watches until Ctrl-C.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        while (signals.RequestedExit is null)
        {
            string ran = Stamp();
            using (var run = Start())
            {
                while (!run.HasExited && signals.RequestedExit is null && !HasChanged(ran))
                    Wait();
                if (!run.HasExited)
                {
                    End(run);
                }
                else if (signals.RequestedExit is null)
                {
                    Console.Error.WriteLine(
                        $"gchunk: {path} ended with exit code {run.ExitCode}; waiting for changes (Ctrl-C quits)"
                    );
                }
            }
            while (signals.RequestedExit is null && !HasChanged(ran))
                Wait();
        }
        return signals.RequestedExit.Value;
    }

    private static void Wait() => Thread.Sleep(Pause);

    private Process Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ScriptWatch).Assembly.Location);
        foreach (string argument in (IEnumerable<string>)[.. ParentLife.Arguments, .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    // Stops a run as Ctrl-C does, so that it removes half-written files. At a terminal it has received the signal
    // already, and ignores a second one.
    private static void End(Process run)
    {
        _ = Kill(run.Id, Interrupt);
        if (!run.WaitForExit(Patience))
            run.Kill(entireProcessTree: true);
        run.WaitForExit();
    }

    // A file that is still being written must not run: it must exist and stay unchanged for a moment.
    private bool HasChanged(string ran)
    {
        string now = Stamp();
        if (now == ran || !File.Exists(file))
            return false;
        Wait();
        return now == Stamp();
    }

    private string Stamp()
    {
        var seen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(file);
        return string.Join('\n', seen.Select(s => $"{s.Key} {s.Value}"));

        void Add(string script)
        {
            if (!seen.TryAdd(script, ""))
                return;
            try
            {
                var about = new FileInfo(script);
                seen[script] = about.Exists ? $"{about.LastWriteTimeUtc.Ticks} {about.Length}" : "none";
                if (!about.Exists)
                    return;
                foreach (Match load in Load().Matches(File.ReadAllText(script)))
                    Add(Path.GetFullPath(load.Groups[1].Value, Path.GetDirectoryName(script)!));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException) { }
        }
    }

    [GeneratedRegex("^\\s*#load\\s+\"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex Load();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
