using System.Collections.Concurrent;

namespace Gchunk.Engine.Execution.Control;

/// <summary>What a dashboard does to runs: it cancels one, or lets no task of any run start for a while.</summary>
internal static class RunControl
{
    private static readonly ConcurrentDictionary<int, Action> Cancels = [];
    private static readonly Lock Gate = new();
    private static volatile ManualResetEventSlim? pause;

    /// <summary>True while no task starts.</summary>
    public static bool IsPaused => pause is not null;

    /// <summary>The numbers of the runs that can be cancelled.</summary>
    public static ICollection<int> Running => Cancels.Keys;

    /// <summary>Lets a run be cancelled by its number until <see cref="Remove"/>.</summary>
    public static void Add(int run, Action cancel) => Cancels[run] = cancel;

    /// <summary>Takes note that a run has ended.</summary>
    public static void Remove(int run) => Cancels.TryRemove(run, out _);

    /// <summary>Cancels a run.</summary>
    /// <returns>False if it has ended or is not known.</returns>
    public static bool Cancel(int run)
    {
        if (!Cancels.TryGetValue(run, out Action? cancel))
            return false;
        try
        {
            cancel();
        }
        // It ended in the meantime.
        catch (ObjectDisposedException)
        {
            return false;
        }
        return true;
    }

    /// <summary>Lets no further task start. Those that run go on to their end.</summary>
    public static void Pause()
    {
        lock (Gate)
            pause ??= new ManualResetEventSlim();
    }

    /// <summary>Lets tasks start again.</summary>
    public static void Resume()
    {
        lock (Gate)
        {
            pause?.Set();
            pause = null;
        }
    }

    /// <summary>Waits while runs are paused, or until a run is cancelled.</summary>
    public static void WaitWhilePaused(CancellationToken cancel)
    {
        if (pause is not { } waiting)
            return;
        try
        {
            waiting.Wait(cancel);
        }
        // The caller sees that it was cancelled.
        catch (OperationCanceledException) { }
    }
}
