using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gchunk.Engine.Workers.Scheduling;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>A worker's process, and the last that it wrote.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int LinesKept = 60;

    private readonly Process process;
    private readonly Queue<string> lines = new();

    private WorkerProcess(Process process, int ticket)
    {
        (this.process, Ticket) = (process, ticket);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is not null)
                Console.Out.WriteLine(e.Data);
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>The number by which it says who it is.</summary>
    public int Ticket { get; }

    public int Id => process.Id;

    /// <summary>The worker, once it has connected.</summary>
    public WorkerState? Worker { get; set; }

    /// <summary>Why it was ended, where the client ended it.</summary>
    public string? Reason { get; set; }

    /// <summary>Whether the tasks that it ran are to be blamed for its end.</summary>
    public bool IsBlamed { get; set; } = true;

    /// <summary>Starts a worker.</summary>
    /// <exception cref="GchunkException">The program is not there.</exception>
    public static WorkerProcess Start(string address, byte[] secret, int ticket)
    {
        string program = Path.Combine(Path.GetDirectoryName(typeof(WorkerProcess).Assembly.Location)!, "gchunk.dll");
        if (!File.Exists(program))
        {
            throw new GchunkException(
                $"worker processes need the program gchunk.dll beside Gchunk.Engine.dll, and it is not in {Path.GetDirectoryName(program)}; use new Client(processes: false), or reference the program's project"
            );
        }

        var start = new ProcessStartInfo(Host)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (
            string argument in (string[])
                [
                    "exec",
                    program,
                    "worker",
                    "--connect",
                    address,
                    "--ticket",
                    ticket.ToString(CultureInfo.InvariantCulture),
                    "--parent",
                    Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }
        // Many short-lived threads of a collector would only stand in the way of the others' tasks.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        Process process = Spawner.Start(start);
        try
        {
            process.StandardInput.WriteLine(Encoding.ASCII.GetString(secret));
            process.StandardInput.Close();
        }
        catch (IOException) { } // it ended at once; what it wrote says why
        return new WorkerProcess(process, ticket);
    }

    /// <summary>Calls back, once, when the process has ended; at once where it has.</summary>
    public void OnEnd(Action action)
    {
        int told = 0;
        void Tell()
        {
            if (Interlocked.Exchange(ref told, 1) == 0)
                ThreadPool.UnsafeQueueUserWorkItem(static a => a(), action, preferLocal: false);
        }
        process.Exited += (_, _) => Tell();
        process.EnableRaisingEvents = true;
        if (process.HasExited)
            Tell();
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception) { } // it has ended by itself
    }

    /// <summary>Whether it is there but does not run: SIGSTOP, a debugger.</summary>
    public bool IsStopped
    {
        get
        {
            try
            {
                string stat = File.ReadAllText($"/proc/{Id}/stat");
                return stat[stat.LastIndexOf(')')..] is [_, _, 'T' or 't', ..];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Waits until everything that it wrote is read; it has ended.</summary>
    public void WaitForOutput() => process.WaitForExit(2000);

    /// <summary>How it ended, with the last that it wrote.</summary>
    public string Ending()
    {
        string how = Reason ?? (process.HasExited ? Describe(process.ExitCode) : "it does not answer");
        string tail;
        // What was wrong stands before the frames of a stack.
        lock (lines)
        {
            tail = string.Join(
                " | ",
                lines
                    .Where(l =>
                        !l.StartsWith("   at ", StringComparison.Ordinal)
                        && !l.StartsWith("---", StringComparison.Ordinal)
                    )
                    .TakeLast(3)
            );
        }

        return tail.Length > 0 ? $"{how} (it wrote: {tail})" : how;
    }

    private static string Describe(int code) =>
        code switch
        {
            137 => "killed (SIGKILL, exit code 137)",
            139 => "a segmentation fault (SIGSEGV, exit code 139)",
            134 => "aborted (SIGABRT, exit code 134)",
            143 => "terminated (SIGTERM, exit code 143)",
            _ => string.Create(CultureInfo.InvariantCulture, $"exit code {code}"),
        };

    private void Keep(string? line)
    {
        if (line is null)
            return;
        Console.Error.WriteLine($"[worker-{Ticket}] {line}");
        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesKept)
                lines.Dequeue();
        }
    }

    // The host that runs this process, or the one that its framework belongs to.
    private static string Host
    {
        get
        {
            string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
            string host = Path.GetFullPath(Path.Combine(framework, "..", "..", "..", "dotnet"));
            return File.Exists(host) ? host : ExternalProgram.Find("dotnet") ?? host;
        }
    }

    public void Dispose() => process.Dispose();
}
