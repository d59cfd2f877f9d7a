using System.Runtime.InteropServices;

namespace Gchunk.Repl;

/// <summary>Ctrl-C and SIGTERM of a program that serves others until it is told to end.</summary>
internal sealed class EndSignal : IDisposable
{
    private readonly ManualResetEventSlim asked = new();
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>From now on, the signals do not end the program by themselves.</summary>
    public EndSignal() =>
        registrations = [
            .. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT }.Select(signal =>
                PosixSignalRegistration.Create(
                    signal,
                    context =>
                    {
                        context.Cancel = true;
                        Set();
                    }
                )
            ),
        ];

    /// <summary>True once the program is to end.</summary>
    public bool IsSet => asked.IsSet;

    /// <summary>Ends the program as the signals do.</summary>
    public void Set() => asked.Set();

    /// <summary>Waits until the program is to end.</summary>
    public void Wait() => asked.Wait();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
            registration.Dispose();
        asked.Dispose();
    }
}
