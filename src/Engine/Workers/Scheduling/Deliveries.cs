namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// The blocks of a run on their way to its sinks. No write begins once the run has failed, and the run has not ended
/// before every write that began has returned.
/// </summary>
internal sealed class Deliveries
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long remaining;
    private int writing;
    private Exception? failure;

    /// <summary>Prepares the deliveries of a run.</summary>
    /// <param name="expected">The number of blocks.</param>
    public Deliveries(long expected)
    {
        remaining = expected;
        EndIfOver();
    }

    /// <summary>Completes when the run has all its blocks or has failed, and nothing of it is being written.</summary>
    public Task Ended => ended.Task;

    /// <summary>Why the run failed, or null.</summary>
    public Exception? Failure => Volatile.Read(ref failure);

    /// <summary>Begins a write. False if the run has failed: then nothing may be written.</summary>
    public bool Begin()
    {
        lock (gate)
        {
            if (failure is not null)
                return false;
            writing++;
            return true;
        }
    }

    /// <summary>Ends a write that began.</summary>
    /// <param name="error">Why the block could not be written, or null.</param>
    public void End(Exception? error)
    {
        lock (gate)
        {
            writing--;
            if (error is null)
                remaining--;
            else
                failure ??= error;
            EndIfOver();
        }
    }

    /// <summary>Takes note of a block that stays where it is.</summary>
    public void Stays()
    {
        lock (gate)
        {
            remaining--;
            EndIfOver();
        }
    }

    /// <summary>Takes note that the run has failed; the first error counts.</summary>
    public void Fail(Exception error)
    {
        lock (gate)
        {
            failure ??= error;
            EndIfOver();
        }
    }

    private void EndIfOver()
    {
        if (writing == 0 && (remaining == 0 || failure is not null))
            ended.TrySetResult();
    }
}
