using System.Runtime.InteropServices;
using Gchunk.Engine;

namespace Gchunk.Repl;

/// <summary>
/// Turns Ctrl-C, SIGTERM and SIGHUP into <see cref="Interrupt"/>, and ends a script that does not react.
/// </summary>
internal sealed partial class StopSignals : IDisposable
{
    // A stopped script must be gone within a second; this leaves some time for the clean-up.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private readonly PosixSignalRegistration[] registrations;
    private int exitCode;

    public StopSignals()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, ExitCode.Terminated)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Handle(context, ExitCode.Terminated)),
        ];
    }

    /// <summary>
    /// What Ctrl-C does instead of ending the program; null if Ctrl-C ends the program, as in a script.
    /// </summary>
    public Action? OnInterrupt { get; set; }

    /// <summary>The exit code of the first signal received, or null if there was none.</summary>
    public int? RequestedExit => Volatile.Read(ref exitCode) is var code and not 0 ? code : null;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    private void Handle(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (code == ExitCode.Interrupted && OnInterrupt is { } handler)
        {
            handler();
            return;
        }

        if (Interlocked.CompareExchange(ref exitCode, code, 0) != 0)
        {
            return; // the first signal's timer is running
        }

        // The timer starts first, because the callbacks of the token are other people's code and may be slow.
        new Thread(EndAfterGracePeriod) { IsBackground = true, Name = "gchunk stop" }.Start();
        Interrupt.Request();
    }

    private void EndAfterGracePeriod()
    {
        Thread.Sleep(Patience);
        Interrupt.CleanUp();
        Exit(exitCode);
    }

    /// <summary>Ends the process without waiting for anything.</summary>
    public static void EndNow(int code) => Exit(code);

    // Not Environment.Exit, which runs exit handlers of the user's code and of native libraries. They may wait for the
    // loop that does not end.
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int status);
}
