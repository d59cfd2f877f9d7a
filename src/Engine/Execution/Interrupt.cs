namespace Gchunk.Engine.Execution;

/// <summary>
/// The one wish to stop that a process has: Ctrl-C sets it, every computation watches it, and half-written files
/// register their removal here.
/// </summary>
/// <remarks>
/// The host calls <see cref="Reset"/> before each evaluation, so an interrupted computation leaves the next one
/// untouched.
/// A process that must end without waiting for user code calls <see cref="CleanUp"/> and then exits.
/// </remarks>
public static class Interrupt
{
    private static readonly Lock Gate = new();
    private static readonly List<Registration> Registrations = [];
    private static CancellationTokenSource current = new();

    /// <summary>
    /// Cancelled when the user asked to stop. Read it once when a computation starts: <see cref="Reset"/> replaces it.
    /// </summary>
    public static CancellationToken Token => Volatile.Read(ref current).Token;

    /// <summary>Asks everything that runs now to stop. Calling it again does nothing more.</summary>
    public static void Request() => Volatile.Read(ref current).Cancel();

    /// <summary>
    /// Makes a fresh token for the next evaluation. Computations that still hold the old one keep their wish to stop.
    /// </summary>
    public static void Reset() => Volatile.Write(ref current, new CancellationTokenSource());

    /// <summary>
    /// Registers what must be undone when the process is made to end before its time, such as the deletion of a
    /// temporary file.
    /// </summary>
    /// <param name="cleanup">
    /// Runs at most once, perhaps on another thread while the registering code still runs.
    /// </param>
    /// <returns>Dispose it when the work is done and there is nothing left to undo.</returns>
    public static IDisposable OnExit(Action cleanup)
    {
        ArgumentNullException.ThrowIfNull(cleanup);
        var registration = new Registration(cleanup);
        lock (Gate)
        {
            Registrations.Add(registration);
        }

        return registration;
    }

    /// <summary>
    /// Runs everything registered with <see cref="OnExit"/>, the newest first. One that fails does not keep the others
    /// from running.
    /// </summary>
    public static void CleanUp()
    {
        while (TakeNewest() is { } registration)
        {
            try
            {
                registration.Cleanup();
            }
#pragma warning disable CA1031 // The process is ending: whatever fails here, the remaining files must still be removed.
            catch (Exception)
#pragma warning restore CA1031
            { }
        }
    }

    private static Registration? TakeNewest()
    {
        lock (Gate)
        {
            if (Registrations.Count == 0)
            {
                return null;
            }

            var newest = Registrations[^1];
            Registrations.RemoveAt(Registrations.Count - 1);
            return newest;
        }
    }

    private sealed class Registration(Action cleanup) : IDisposable
    {
        public Action Cleanup { get; } = cleanup;

        public void Dispose()
        {
            lock (Gate)
            {
                Registrations.Remove(this);
            }
        }
    }
}
