using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>
/// The worker process, <c>gchunk worker</c>, which a client starts. It ends with its client, however that ends.
/// </summary>
public static partial class WorkerProgram
{
    private const int TearDownMilliseconds = 2000;

    /// <summary>The usage of <c>gchunk worker</c>.</summary>
    public const string Usage =
        "gchunk worker --connect ADDRESS --ticket NUMBER --parent PID --reserve BYTES  (started by a client, which writes a secret to its standard input)";

    /// <summary>Runs until the client ends the connection.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        if (
            args
                is not [
                    "--connect",
                    { } address,
                    "--ticket",
                    { } ticketText,
                    "--parent",
                    { } parentText,
                    "--reserve",
                    { } reserveText,
                ]
            || !int.TryParse(ticketText, NumberStyles.None, CultureInfo.InvariantCulture, out int ticket)
            || !int.TryParse(parentText, NumberStyles.None, CultureInfo.InvariantCulture, out int parent)
            || !long.TryParse(reserveText, NumberStyles.None, CultureInfo.InvariantCulture, out long reserve)
        )
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        // The programs that tasks start belong to this group, which the client ends with this process.
        _ = NewSession();
        if (!ParentDeath.EndsThisProcess(parent))
            return 1;
        // Ctrl-C at a terminal reaches all processes there. The client decides when this one ends: its results may
        // still be needed.
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        // Objects made here must not get the numbers of objects that are sent here.
        UniqueId.Separate();
        byte[] secret = Encoding.ASCII.GetBytes(Console.In.ReadLine() ?? "");
        SharedArena arena = SharedArena.Start(reserve);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(Hello.EndPoint(address));
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine($"gchunk worker: the client cannot be reached: {e.Message}");
            return 1;
        }
        if (!Doorway.IsOfSameUser(socket))
        {
            Console.Error.WriteLine("gchunk worker: another user listens at the address of the client");
            return 1;
        }
        var link = new WorkerLink(socket, "worker");
        var hello = new MessageWriter(MessageKind.Hello);
        new Hello(
            Hello.CurrentProtocol,
            Hello.CurrentBuild,
            Hello.CurrentRuntime,
            secret,
            ticket,
            new PeerAddress(Environment.ProcessId, arena.Descriptor, arena.Length)
        ).Write(hello);
        link.Send(hello);
        using var file = new SpillFile();
        using var code = new CodeSession();
        var session = new WorkerSession(link, arena, file, code, $"worker-{ticket}");
        Exception? error = link.Read(session.Receive);
        if (error is not null)
            Console.Error.WriteLine($"gchunk worker: {ExceptionText.MessageOf(error)}");
        else if (session.IsStopped)
            EndWithin(TearDownMilliseconds);
        // Exits at once, because threads may be running user code.
        Exit(error is null ? 0 : 1);
        return 0;
    }

    // What plugins tear down must not keep the client waiting.
    private static void EndWithin(int milliseconds)
    {
        var ending = new Thread(CurrentWorker.End) { IsBackground = true, Name = "gchunk ending" };
        ending.Start();
        ending.Join(milliseconds);
        Console.Out.Flush();
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int NewSession();

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial void Exit(int code);
}
