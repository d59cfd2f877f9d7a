namespace Gchunk.Engine;

/// <summary>
/// The process-wide request to stop: Ctrl-C sets it, every computation watches it, and unfinished files register their
/// removal here.
/// </summary>
/// <remarks>
/// The host calls <see cref="Reset"/> before each evaluation, so that interrupting one does not affect the next. A
/// process that must exit without waiting for user code calls <see cref="CleanUp"/> first.
/// </remarks>
public static class Interrupt
{
    private static readonly Lock Gate = new();
    private static readonly List<Registration> Registrations = [];
    private static CancellationTokenSource current = new();

    /// <summary>
    /// The token that is cancelled when the user asks to stop. Read it once when a computation starts:
    /// <see cref="Reset"/> replaces it.
    /// </summary>
    public static CancellationToken Token => Volatile.Read(ref current).Token;

    /// <summary>Asks everything that is running to stop. A second call has no effect.</summary>
    public static void Request() => Volatile.Read(ref current).Cancel();

    /// <summary>Waits for a moment, as a loop does that waits for something else.</summary>
    /// <exception cref="OperationCanceledException">The user asked to stop.</exception>
    internal static void Wait(int milliseconds)
    {
        CancellationToken token = Token;
        token.WaitHandle.WaitOne(milliseconds);
        token.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Creates a new token for the next evaluation. Computations that hold the old token stay cancelled.
    /// </summary>
    public static void Reset() => Volatile.Write(ref current, new CancellationTokenSource());

    /// <summary>
    /// Registers an action that must run if the process has to exit early, such as deleting a temporary file.
    /// </summary>
    /// <param name="cleanup">
    /// Runs at most once, possibly on another thread while the registering code is still running.
    /// </param>
    /// <returns>The registration; dispose it when there is nothing left to undo.</returns>
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
    /// Runs all actions registered with <see cref="OnExit"/>, the newest first. If one fails, the others still run.
    /// </summary>
    public static void CleanUp()
    {
        while (TakeNewest() is { } registration)
        {
            try
            {
                registration.Cleanup();
            }
#pragma warning disable CA1031 // The process is exiting: whatever fails here, the remaining files must still be removed.
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
