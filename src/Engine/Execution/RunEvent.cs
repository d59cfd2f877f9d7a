using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>The kinds of event of a run.</summary>
public enum RunEventKind : byte
{
    /// <summary>A run starts; its number of tasks is known.</summary>
    RunStarted,

    /// <summary>A task starts.</summary>
    TaskStarted,

    /// <summary>A task finished.</summary>
    TaskFinished,

    /// <summary>A run ends, successfully or not.</summary>
    RunFinished,

    /// <summary>A worker process spilled a result to disk; <c>Bytes</c> is its size.</summary>
    BlockSpilled,

    /// <summary>A worker process reads a result that another one holds; <c>Bytes</c> is its size.</summary>
    BlockMoved,

    /// <summary>A worker process reports its memory use, four times a second, in <c>Bytes</c>.</summary>
    WorkerMemory,

    /// <summary>
    /// A fit of many runs has done a step; <c>Stage</c> says which and what it found, and is empty after the last one.
    /// </summary>
    StepFinished,

    /// <summary>A worker process has joined.</summary>
    WorkerJoined,

    /// <summary>A worker process has ended; <c>Stage</c> says how.</summary>
    WorkerLost,
}

/// <summary>An event of the one stream that progress bars, reports and dashboards read.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Run">The number of the run in this process.</param>
/// <param name="Stage">The name of the task's stage; empty for events of the run itself.</param>
/// <param name="Task">The number of the task in its stage.</param>
/// <param name="Tasks">The number of tasks of the run.</param>
/// <param name="Done">The number of tasks that are done.</param>
/// <param name="Bytes">
/// The bytes that the run holds: results that are still needed and the memory of running tasks.
/// </param>
/// <param name="Elapsed">The time since the run started, or the duration of a finished task.</param>
/// <param name="Error">The error that ended the run, if it failed or was cancelled.</param>
/// <param name="Read">The bytes that a finished task read from files, decompressed.</param>
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
    /// <summary>The worker process of the event; empty for this process.</summary>
    public string Worker { get; init; } = "";

    /// <summary>The worker process that holds the result of a <c>BlockMoved</c>; empty for all other events.</summary>
    public string From { get; init; } = "";

    /// <summary>
    /// The number of tasks that a <c>TaskFinished</c> stands for: one, or short tasks of a stage that a thread ran one
    /// after the other, if all observers take them together. Then <c>Task</c> is the last one, <c>Elapsed</c> and
    /// <c>Read</c> are those of all, and only the first was told of when it started.
    /// </summary>
    public int Count { get; init; } = 1;

    /// <summary>The tasks of a run of arrays that starts; null for all other events. Observers must not keep it.</summary>
    public TaskGraph? Graph { get; init; }
}

/// <summary>
/// An observer of runs. It is called on the threads that run tasks, so it must be quick and must not throw.
/// </summary>
public interface IRunObserver
{
    /// <summary>
    /// Whether events may stand for several short tasks, which costs a fraction of an event for each. False by default.
    /// </summary>
    bool TakesBursts => false;

    /// <summary>Receives an event.</summary>
    void OnEvent(in RunEvent e);
}

/// <summary>The stream of events of every run in this process.</summary>
public static class RunEvents
{
    private static volatile IRunObserver[] observers = [];
    private static volatile IRunObserver[] runObservers = [];
    private static readonly Lock Gate = new();
    private static int lastRun;

    /// <summary>Publishes an event of a worker process that does not belong to a task.</summary>
    internal static void Publish(RunEventKind kind, string worker, string stage, long bytes, string from = "")
    {
        if (Wants(kind))
            Publish(new RunEvent(kind, 0, stage, 0, 0, 0, bytes, TimeSpan.Zero) { Worker = worker, From = from });
    }

    /// <summary>Publishes a step of a fit that has many runs.</summary>
    /// <param name="text">Which step, and what it found; empty after the last step.</param>
    internal static void PublishStep(string text)
    {
        if (IsWatched)
            Publish(new RunEvent(RunEventKind.StepFinished, 0, text, 0, 0, 0, 0, TimeSpan.Zero));
    }

    /// <summary>Returns the number of a new run.</summary>
    internal static int NextRun() => Interlocked.Increment(ref lastRun);

    /// <summary>True if anybody observes tasks; otherwise their events are not created.</summary>
    internal static bool IsWatched => observers.Length > 0 || RunMeter.IsEnabled;

    /// <summary>True if all observers take several short tasks by one event.</summary>
    internal static bool TakeBursts { get; private set; } = true;

    /// <summary>True if anybody observes events of a kind; otherwise they are not created.</summary>
    internal static bool Wants(RunEventKind kind) => IsWatched || (runObservers.Length > 0 && IsOfRuns(kind));

    /// <summary>Observes runs until the result is disposed.</summary>
    public static IDisposable Subscribe(IRunObserver observer)
    {
        lock (Gate)
            SetObservers([.. observers, observer]);
        return new Subscription(observer);
    }

    /// <summary>Observes the starts and ends of runs and workers until the result is disposed, but no tasks.</summary>
    internal static IDisposable SubscribeToRuns(IRunObserver observer)
    {
        lock (Gate)
            runObservers = [.. runObservers, observer];
        return new RunSubscription(observer);
    }

    internal static void Publish(in RunEvent e)
    {
        if (RunMeter.IsEnabled)
            RunMeter.Count(e);
        Tell(observers, e);
        if (runObservers.Length > 0 && IsOfRuns(e.Kind))
            Tell(runObservers, e);
    }

    private static bool IsOfRuns(RunEventKind kind) =>
        kind
            is RunEventKind.RunStarted
                or RunEventKind.RunFinished
                or RunEventKind.WorkerJoined
                or RunEventKind.WorkerLost;

    private static void Tell(IRunObserver[] told, in RunEvent e)
    {
        foreach (IRunObserver observer in told)
        {
            try
            {
                observer.OnEvent(e);
            }
            // It must not end the thread that runs tasks or reads messages.
            catch (Exception error)
            {
                Remove(observer);
                RemoveFromRuns(observer);
                Notice.Tell(
                    $"the observer {observer.GetType().Name} of runs threw and is told nothing more: {ExceptionText.Of(error)}"
                );
            }
        }
    }

    private static void Remove(IRunObserver observer)
    {
        lock (Gate)
            SetObservers([.. observers.Where(o => !ReferenceEquals(o, observer))]);
    }

    private static void SetObservers(IRunObserver[] all)
    {
        TakeBursts = Array.TrueForAll(all, o => o.TakesBursts);
        observers = all;
    }

    private static void RemoveFromRuns(IRunObserver observer)
    {
        lock (Gate)
            runObservers = [.. runObservers.Where(o => !ReferenceEquals(o, observer))];
    }

    private sealed class RunSubscription(IRunObserver observer) : IDisposable
    {
        public void Dispose() => RemoveFromRuns(observer);
    }

    private sealed class Subscription(IRunObserver observer) : IDisposable
    {
        public void Dispose() => Remove(observer);
    }
}
