using Gchunk.Engine.Execution;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>
/// Lets a record observe tasks while somebody looks, and a little longer. Otherwise it takes note of the starts and ends
/// of runs only, so that tasks cost nothing.
/// </summary>
/// <param name="record">The record.</param>
internal sealed class RecordWatch(RunRecord record) : IDisposable
{
    private readonly Lock gate = new();
    private IDisposable? subscription;
    private IDisposable? history = RunEvents.SubscribeToRuns(record);
    private bool isDisposed;
    private Timer? timer;
    private int lookers;

    /// <summary>Whether it observes.</summary>
    public bool IsWatching
    {
        get
        {
            lock (gate)
                return subscription is not null;
        }
    }

    /// <summary>Observes until the result is disposed, and for a time after that.</summary>
    /// <param name="after">The time, such as until a page is loaded again.</param>
    public IDisposable Look(TimeSpan after)
    {
        lock (gate)
        {
            lookers++;
            // The record is told twice of what happens in between, which it sees, rather than never.
            subscription ??= RunEvents.Subscribe(record);
            history?.Dispose();
            history = null;
        }
        return new Looker(this, after);
    }

    /// <summary>Observes no longer.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            timer?.Dispose();
            history?.Dispose();
            subscription?.Dispose();
            subscription = null;
        }
    }

    private void Leave(TimeSpan after)
    {
        lock (gate)
        {
            if (--lookers > 0)
                return;
            timer?.Dispose();
            timer = new Timer(static w => ((RecordWatch)w!).End(), this, after, Timeout.InfiniteTimeSpan);
        }
    }

    private void End()
    {
        lock (gate)
        {
            if (lookers > 0 || isDisposed)
                return;
            history ??= RunEvents.SubscribeToRuns(record);
            subscription?.Dispose();
            subscription = null;
        }
    }

    private sealed class Looker(RecordWatch watch, TimeSpan after) : IDisposable
    {
        private int isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isDisposed, 1) == 0)
                watch.Leave(after);
        }
    }
}
