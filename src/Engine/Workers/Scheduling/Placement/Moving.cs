namespace Gchunk.Engine.Workers.Scheduling.Placement;

/// <summary>
/// Whether a worker that has nothing to do takes a task that waits for another one. On another machine it has to pull the
/// inputs, which is worthwhile if the task would wait for longer.
/// </summary>
internal static class Moving
{
    // What a link carries, and what a pull costs besides. Both are on the side of waiting: what moves also costs the
    // worker that it is pulled from, and its result often has to move back.
    private const double BytesPerSecond = 100e6,
        PullSeconds = 0.01;

    /// <summary>Takes the oldest task that waits for a worker, if that is worthwhile.</summary>
    public static ScheduledTask? TryTake(WorkerState from, WorkerState to)
    {
        if (from.Preferred.Oldest is not { } task || !IsWorthwhile(task, from, to))
            return null;
        from.Preferred.TryPopOldest(out _);
        return task;
    }

    /// <summary>True if a task of a worker is done sooner by another one, which must have nothing to do.</summary>
    public static bool IsWorthwhile(ScheduledTask task, WorkerState from, WorkerState to)
    {
        if (from.Machine == to.Machine || from.IsPaused)
            return true;
        if (to.Queued >= to.Threads)
            return false;
        long bytes = InputBytes.Elsewhere(task, to.Machine) - InputBytes.Elsewhere(task, from.Machine);
        return bytes <= 0 || from.WaitSeconds > PullSeconds + bytes / BytesPerSecond;
    }
}
