using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>The process of a worker, and the last lines that it wrote.</summary>
internal sealed class WorkerProcess : WorkerHandle
{
    private const int LinesKept = 60,
        LogKept = 200;

    private const int CharactersKept = 2000;

    private readonly Process process;
    private readonly Queue<string> lines = new();
    private readonly Queue<string> log = new();
    private readonly Task output;
    private readonly long? memoryKills = MachineLoad.MemoryKills();

    private WorkerProcess(Process process, int ticket)
        : base(ticket)
    {
        (this.process, Id) = (process, process.Id);
        Undertaker.Watch(Id);
        output = Task.WhenAll(
            OutputRelay.Follow(process.StandardError, Keep),
            OutputRelay.Follow(
                process.StandardOutput,
                (text, ends) =>
                {
                    Console.Out.Write(ends ? text + "\n" : text);
                    lock (lines)
                        Keep(log, text, LogKept);
                }
            )
        );
    }

    public int Id { get; }

    /// <summary>Starts a worker.</summary>
    /// <param name="address">The address of the client.</param>
    /// <param name="secret">The secret of the client.</param>
    /// <param name="ticket">The number by which it identifies itself.</param>
    /// <param name="reserved">The addresses to reserve for its shared memory, in bytes.</param>
    /// <exception cref="GchunkException">The program is missing.</exception>
    public static WorkerProcess Start(string address, byte[] secret, int ticket, long reserved)
    {
        string program = ProgramFiles.Program;
        if (!File.Exists(program))
        {
            throw new GchunkException(
                $"worker processes need the program {Path.GetFileName(program)} beside Gchunk.Engine.dll, and it is not in {ProgramFiles.Folder}; use new Client(processes: false), or reference the program's project"
            );
        }

        Process process = Spawner.Start(
            OwnProcess.With(
                "worker",
                "--connect",
                address,
                "--ticket",
                ticket.ToString(CultureInfo.InvariantCulture),
                "--parent",
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                "--reserve",
                reserved.ToString(CultureInfo.InvariantCulture)
            )
        );
        try
        {
            process.StandardInput.WriteLine(Encoding.ASCII.GetString(secret));
            process.StandardInput.Close();
        }
        catch (IOException) { } // it exited at once; what it wrote says why
        return new WorkerProcess(process, ticket);
    }

    /// <inheritdoc/>
    public override void OnEnd(Action action)
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

    /// <inheritdoc/>
    public override bool WasKilledFromOutside =>
        Reason is null
        && process.HasExited
        && process.ExitCode is 137 or 143
        && MachineLoad.MemoryKills() == memoryKills;

    /// <inheritdoc/>
    public override bool HasRetired => IsDismissed && Reason is null && process is { HasExited: true, ExitCode: 0 };

    /// <inheritdoc/>
    public override void Kill()
    {
        EndGroup();
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception) { } // it has ended already
    }

    /// <inheritdoc/>
    public override void EndGroup() => ProcessGroup.Kill(Id);

    /// <inheritdoc/>
    public override bool IsStopped
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

    /// <inheritdoc/>
    public override void WaitForOutput() => output.Wait(2000);

    /// <summary>Describes how it ended, with the last lines that it wrote.</summary>
    public override string Ending()
    {
        string how = Reason ?? (process.HasExited ? Describe(process.ExitCode) : "it does not respond");
        string tail;
        // Without the frames of stack traces, the last lines say what was wrong.
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

    private void Keep(string line, bool ends)
    {
        Console.Error.WriteLine($"[worker-{Ticket}] {line}");
        lock (lines)
        {
            Keep(lines, line, LinesKept);
            Keep(log, line, LogKept);
        }
    }

    private static void Keep(Queue<string> kept, string line, int most)
    {
        kept.Enqueue(line.Length <= CharactersKept ? line : line[..CharactersKept] + "…");
        if (kept.Count > most)
            kept.Dequeue();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Log
    {
        get
        {
            lock (lines)
                return [.. log];
        }
    }

    public override void Dispose()
    {
        Undertaker.Forget(Id);
        process.Dispose();
    }
}
