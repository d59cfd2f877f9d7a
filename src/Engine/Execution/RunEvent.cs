namespace Gchunk.Engine.Execution;

/// <summary>What happened in a run.</summary>
public enum RunEventKind : byte
{
    /// <summary>A run begins; its number of tasks is known.</summary>
    RunStarted,

    /// <summary>A task begins.</summary>
    TaskStarted,

    /// <summary>A task is done.</summary>
    TaskFinished,

    /// <summary>A run ends, well or not.</summary>
    RunFinished,

    /// <summary>A worker process put a result on disk; <c>Bytes</c> is its size.</summary>
    BlockSpilled,

    /// <summary>A worker process reads a result that another one holds; <c>Bytes</c> is its size.</summary>
    BlockMoved,

    /// <summary>A worker process tells how much memory it takes, four times a second; <c>Bytes</c> says it.</summary>
    WorkerMemory,
}

/// <summary>One event of the one stream that progress bars, reports and dashboards read.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Run">The number of the run in this process.</param>
/// <param name="Stage">What the task's stage is called; empty for the run's own events.</param>
/// <param name="Task">The number of the task in its stage.</param>
/// <param name="Tasks">Tasks of the run.</param>
/// <param name="Done">Tasks done so far.</param>
/// <param name="Bytes">Bytes that the run holds: results that are still needed and the room of running tasks.</param>
/// <param name="Elapsed">Since the run began; of the task, where one is finished.</param>
/// <param name="Error">Why the run ended, where it failed or was cancelled.</param>
/// <param name="Read">Bytes that a finished task read from files, decompressed.</param>
public readonly record struct RunEvent(
    RunEventKind Kind,
    int Run,
    string Stage,
    long Task,
    long Tasks,
    long Done,
    long Bytes,
    TimeSpan Elapsed,
    Exception? Error = null,
    long Read = 0
)
{
    /// <summary>The worker process that it happened on; empty for this process.</summary>
    public string Worker { get; init; } = "";
}

/// <summary>
/// Something that watches runs. Called on the threads that work, so it must be quick and must not throw.
/// </summary>
public interface IRunObserver
{
    /// <summary>Is told of an event.</summary>
    void OnEvent(in RunEvent e);
}

/// <summary>The stream of events of every run in this process.</summary>
public static class RunEvents
{
    private static volatile IRunObserver[] observers = [];
    private static readonly Lock Gate = new();
    private static int lastRun;

    /// <summary>Tells of what a worker does beside its tasks.</summary>
    internal static void Publish(RunEventKind kind, string worker, string stage, long bytes)
    {
        if (IsWatched)
            Publish(new RunEvent(kind, 0, stage, 0, 0, 0, bytes, TimeSpan.Zero) { Worker = worker });
    }

    /// <summary>The number of a run that begins.</summary>
    internal static int NextRun() => Interlocked.Increment(ref lastRun);

    /// <summary>Whether anybody watches; events are not made otherwise.</summary>
    internal static bool IsWatched => observers.Length > 0;

    /// <summary>Watches until the result is disposed.</summary>
    public static IDisposable Subscribe(IRunObserver observer)
    {
        lock (Gate)
            observers = [.. observers, observer];
        return new Subscription(observer);
    }

    internal static void Publish(in RunEvent e)
    {
        foreach (IRunObserver observer in observers)
            observer.OnEvent(e);
    }

    private sealed class Subscription(IRunObserver observer) : IDisposable
    {
        public void Dispose()
        {
            lock (Gate)
                observers = [.. observers.Where(o => !ReferenceEquals(o, observer))];
        }
    }
}
