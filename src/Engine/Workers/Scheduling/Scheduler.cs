using System.Runtime.ExceptionServices;
using Gchunk.Engine.Workers.Scheduling.Placement;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// Decides which worker runs which task, and where results are kept. One lock guards all of its state. What is done
/// under the lock takes microseconds; values are serialized, files are read and user code runs outside it.
/// </summary>
/// <remarks>
/// A task goes to the worker that holds most of the bytes that it needs, unless that worker is busy. New tasks are
/// started only when no started chain of tasks can continue, so that few blocks are alive at once. Workers decide
/// nothing: each runs the tasks that it is sent, in that order.
/// </remarks>
internal sealed partial class Scheduler(string spillAdvice)
{
    private readonly Lock gate = new();
    private readonly List<WorkerState> workers = [];

    // The workers that may take more tasks: a message costs as much with a thousand workers as with ten.
    private readonly List<WorkerState> open = [];

    // Those of them that have no task for one of their threads.
    private readonly List<WorkerState> dry = [];

    // The workers with ready tasks of their own.
    private readonly List<WorkerState> preferring = [];

    // Those of them that have so many that others may take some.
    private readonly List<WorkerState> backlogged = [];

    // The runs that may have tasks that were not started yet, those of higher priority first.
    private readonly List<ScheduledRun> runs = [];
    private readonly Dictionary<int, ScheduledRun> byId = [];
    private readonly ReadyQueue shared = new();

    // The ready tasks that not every worker may run at any time.
    private readonly List<ScheduledTask> restricted = [];
    private readonly List<Action> after = [];
    private readonly MessageWriter free = new(MessageKind.Free);
    private readonly Dictionary<ScheduledTask, StoppingTask> stopping = [];

    // Tasks that waited for a result of another run when that was closed.
    private readonly Queue<(ScheduledTask Waiter, ScheduledTask Input)> orphans = [];
    private readonly BookedBytes booked = new();
    private readonly InputBytes inputBytes = new();
    private Exception? broken;

    // True once a run has had another priority than 0.
    private bool hasPriorities;

    /// <summary>
    /// Called outside the lock with a worker that must be ended and replaced, with the reason, and with true if its tasks
    /// may be the reason.
    /// </summary>
    public Action<WorkerState, string, bool>? MustEnd { get; set; }

    /// <summary>Runs what takes long on another thread than the one that reads messages.</summary>
    public Action<Action> Elsewhere { get; init; } =
        static act => ThreadPool.UnsafeQueueUserWorkItem(static a => a(), act, preferLocal: false);

    /// <summary>The workers that are connected.</summary>
    public WorkerState[] Workers
    {
        get
        {
            lock (gate)
                return [.. workers];
        }
    }

    /// <summary>Whether a run is open: its tasks are not done, or somebody can reach its results.</summary>
    public bool HasRuns
    {
        get
        {
            lock (gate)
                return byId.Count > 0;
        }
    }

    /// <summary>The bytes that the connected workers hold and have reserved.</summary>
    public long Booked => booked.Total;

    /// <summary>Starts a run.</summary>
    public void Start(ScheduledRun run) =>
        Do(() =>
        {
            if (broken is not null)
                throw broken;
            byId[run.Id] = run;
            hasPriorities |= run.Priority != 0;
            int at = runs.Count;
            while (at > 0 && runs[at - 1].Priority < run.Priority)
                at--;
            runs.Insert(at, run);
            foreach (ScheduledTask task in run.Expectant)
                Require(task, counted: true);
        });

    /// <summary>
    /// Acts under the lock, sends tasks to workers, and then does what must be done outside the lock.
    /// </summary>
    public void Do(Action action)
    {
        Exception? error = null;
        Action[] later;
        lock (gate)
        {
            Try(action, ref error);
            Try(FailOrphans, ref error);
            Try(Dispatch, ref error);
            later = [.. after];
            after.Clear();
        }
        Finish(later, error);
    }

    // Does what must be done outside the lock, then throws the first error. Whatever fails, the rest is done: somebody
    // may be waiting for it.
    private static void Finish(Action[] later, Exception? error)
    {
        foreach (Action each in later)
            Try(each, ref error);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    private static void Try(Action action, ref Exception? error)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            error ??= e;
        }
    }

    /// <summary>Takes note that a run knows more of its tasks, or all of them.</summary>
    public void Progressed(ScheduledRun run, bool isComplete) =>
        Do(() =>
        {
            if (run.IsClosed || !isComplete)
                return;
            foreach (ScheduledTask task in run.Tasks.Where(t => t.Phase == TaskPhase.Done).ToArray())
                FreeIfUnneeded(task);
        });

    /// <summary>Closes a run: its tasks stop and its results are freed.</summary>
    public void Close(ScheduledRun run, Exception? error = null) => Do(() => CloseRun(run, error));

    /// <summary>Closes a run if nobody holds any of its results.</summary>
    public void CloseIfUnneeded(ScheduledRun run) =>
        Do(() =>
        {
            if (run.Tasks.All(t => t.Holds == 0))
                CloseRun(run, null);
        });

    /// <summary>Closes all runs; new ones may follow.</summary>
    public void CloseAll(Exception error) => Do(() => CloseEach(error));

    /// <summary>Closes all runs for good: no workers are left.</summary>
    public void Break(Exception error) =>
        Do(() =>
        {
            broken = error;
            CloseEach(error);
        });

    /// <summary>Returns the workers on which tasks of a closed run may still be running.</summary>
    public WorkerState[] StillRunning(ScheduledRun run)
    {
        lock (gate)
            return [.. run.Closing];
    }

    private void CloseEach(Exception error)
    {
        foreach (ScheduledRun run in byId.Values.ToArray())
            CloseRun(run, error);
    }

    private void CloseRun(ScheduledRun run, Exception? error)
    {
        if (run.IsClosed)
            return;
        run.IsClosed = true;
        runs.Remove(run);
        var unused = new List<ScheduledTask>();
        foreach (ScheduledTask task in run.Tasks)
        {
            foreach (ScheduledTask waiter in task.Waiters ?? [])
            {
                if (!ReferenceEquals(waiter.Run, run))
                    orphans.Enqueue((waiter, task));
            }
            task.Waiters = null;
            if (task.Phase == TaskPhase.Sent)
                TakeBack(task);
            else if (task.Phase == TaskPhase.Done)
                DropResult(task);
            if (task.Phase is TaskPhase.Waiting or TaskPhase.Ready)
                run.ReleaseInputs(task, unused);
            if (task.Phase == TaskPhase.Failed)
                continue;
            task.Phase = TaskPhase.Failed;
            task.Error = error ?? new GchunkException($"{run.NameOf(task.Key)} was abandoned");
            Notify(task);
        }
        foreach (ScheduledTask input in unused)
            FreeIfUnneeded(input);
        var message = new MessageWriter(MessageKind.CloseGraph);
        message.WriteCount(run.Id);
        foreach (WorkerState worker in run.Opened)
        {
            if (worker.IsGone)
                continue;
            worker.Link.Send(message);
            run.Closing.Add(worker);
        }
        if (error is not null)
            after.Add(() => run.Abandoned(error));
        if (run.Closing.Count == 0)
            EndRun(run);
    }

    // Fails the tasks that wait for a result of a run that was closed.
    private void FailOrphans()
    {
        while (orphans.TryDequeue(out (ScheduledTask Waiter, ScheduledTask Input) orphan))
        {
            if (orphan.Waiter.Phase == TaskPhase.Waiting && orphan.Waiter.Inputs.Contains(orphan.Input))
                Fail(orphan.Waiter, orphan.Input.Error!);
        }
    }

    private void EndRun(ScheduledRun run)
    {
        byId.Remove(run.Id);
        after.Add(run.Ended);
    }
}
