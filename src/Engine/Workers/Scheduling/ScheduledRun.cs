using System.Diagnostics;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// A run of a task graph on workers: of array expressions, or of calls. The scheduler asks it for tasks as workers
/// become free, and tells it how they ended. Unless a member says otherwise, it is called under the scheduler's lock.
/// </summary>
internal abstract class ScheduledRun
{
    private static int last;

    private readonly int number = RunEvents.NextRun();
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The number of its graph in messages.</summary>
    public int Id { get; } = Interlocked.Increment(ref last);

    /// <summary>The workers that know its graph.</summary>
    public HashSet<WorkerState> Opened { get; } = [];

    /// <summary>True if nothing more is wanted of it.</summary>
    public bool IsClosed
    {
        get;
        set
        {
            field = value;
            if (value)
                RunControl.Remove(number);
        }
    }

    /// <summary>The workers that have not confirmed that none of its tasks is running any more.</summary>
    public HashSet<WorkerState> Closing { get; } = [];

    /// <summary>True if there may be tasks that have not been started yet.</summary>
    public abstract bool HasMore { get; }

    /// <summary>The number of tasks that are known and were not started yet.</summary>
    public abstract long Unstarted { get; }

    /// <summary>True if all tasks have been started at least once.</summary>
    public abstract bool IsExhausted { get; }

    /// <summary>How its tasks are run.</summary>
    public CallOptions Options
    {
        get;
        protected init => (field, IsRestricted) = (value, value.IsRestricted);
    } = CallOptions.Default;

    /// <summary>True if not every worker may run its tasks at any time.</summary>
    public bool IsRestricted { get; private init; }

    /// <summary>Tasks of a higher priority start first.</summary>
    public int Priority => Options.Priority;

    /// <summary>True if the failure of one task fails the whole run.</summary>
    public abstract bool FailsAsOne { get; }

    /// <summary>All tasks that are known.</summary>
    public abstract IEnumerable<ScheduledTask> Tasks { get; }

    /// <summary>
    /// The tasks that wait only for results of other runs when the run starts. They are requested at once, so that they
    /// fail with what they wait for.
    /// </summary>
    public virtual IEnumerable<ScheduledTask> Expectant => [];

    /// <summary>Returns the name of a task for errors and progress.</summary>
    public abstract string NameOf(TaskKey key);

    /// <summary>Returns the next task that has not been started, or null if there is none at present.</summary>
    /// <param name="machine">The number of the machine that asks.</param>
    /// <param name="isIdle">True if it has nothing to do; otherwise it asks for what it may do next.</param>
    public abstract ScheduledTask? Pull(int machine, bool isIdle);

    /// <summary>Returns a task, or null if it is not known.</summary>
    public abstract ScheduledTask? Find(TaskKey key);

    /// <summary>Returns what is wrong with the length that a worker reported for a result, or null.</summary>
    public virtual string? CheckResult(ScheduledTask task, long bytes) => null;

    /// <summary>Deserializes what a task threw. Called outside the lock.</summary>
    public abstract Exception ErrorOf(ScheduledTask task, byte[] error);

    /// <summary>Returns the tasks that a task needs.</summary>
    public abstract ScheduledTask[] InputsOf(ScheduledTask task);

    /// <summary>Counts a task as a user of its inputs once more, because it is to be recomputed.</summary>
    public abstract void UseInputs(ScheduledTask task);

    /// <summary>Takes note that a task no longer needs its inputs.</summary>
    /// <param name="task">The task.</param>
    /// <param name="unused">Receives the inputs that may no longer be needed.</param>
    public abstract void ReleaseInputs(ScheduledTask task, List<ScheduledTask> unused);

    /// <summary>True if a task of the run may still need a result.</summary>
    public abstract bool IsNeeded(ScheduledTask task);

    /// <summary>Takes note that a result was freed: the run may forget the task until it is requested again.</summary>
    public abstract void Forget(ScheduledTask task);

    /// <summary>Returns the bytes of a task's result, and those that it needs besides its inputs.</summary>
    public abstract (long Output, long Scratch) BytesOf(TaskKey key);

    /// <summary>Tells a worker about the graph.</summary>
    public abstract void Open(WorkerState worker);

    /// <summary>Sends a worker what it needs before it can be sent a task.</summary>
    public virtual void Prepare(ScheduledTask task, WorkerState worker) { }

    /// <summary>Writes what a worker needs to know about a task besides its name and inputs.</summary>
    public virtual void WriteTask(MessageWriter message, ScheduledTask task) { }

    /// <summary>Takes note that a task is done and that its result exists.</summary>
    /// <param name="task">The task.</param>
    /// <param name="worker">The worker that ran it.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="read">The bytes that it read from files.</param>
    /// <param name="after">Receives what must be done outside the lock.</param>
    public abstract void Finished(
        ScheduledTask task,
        WorkerState worker,
        double seconds,
        long read,
        List<Action> after
    );

    /// <summary>Takes note that the run failed or was cancelled. Called outside the lock.</summary>
    public abstract void Abandoned(Exception error);

    /// <summary>Takes note that none of its tasks is running any more. Called outside the lock.</summary>
    public virtual void Ended() => ended.TrySetResult();

    /// <summary>
    /// Waits until none of the closed run's tasks is running any more. Called outside the lock.
    /// </summary>
    /// <returns>False if that takes longer than <paramref name="time"/>.</returns>
    public bool WaitForEnd(TimeSpan time) => ended.Task.Wait(time);

    /// <summary>The number of tasks that are done.</summary>
    protected long DoneCount { get; set; }

    /// <summary>The number of all tasks.</summary>
    protected abstract long TaskCount { get; }

    /// <summary>The bytes that workers hold and have reserved.</summary>
    protected virtual long HeldBytes => 0;

    /// <summary>Publishes the start of the run.</summary>
    /// <param name="cancel">Cancels the run.</param>
    /// <param name="graph">Its tasks, if they are known.</param>
    protected void PublishStart(Action cancel, TaskGraph? graph)
    {
        RunControl.Add(number, cancel);
        Publish(RunEventKind.RunStarted, "", 0, TimeSpan.Zero, graph: graph);
    }

    /// <summary>Publishes the end of the run.</summary>
    protected void PublishEnd(Exception? error)
    {
        RunControl.Remove(number);
        Publish(RunEventKind.RunFinished, "", 0, Stopwatch.GetElapsedTime(started), error);
    }

    /// <summary>Publishes the end of a task.</summary>
    protected void PublishTask(string stage, ScheduledTask task, WorkerState worker, double seconds, long read)
    {
        if (RunEvents.IsWatched)
        {
            Publish(
                RunEventKind.TaskFinished,
                stage,
                task.Key.Index,
                TimeSpan.FromSeconds(seconds),
                null,
                read,
                worker.Name
            );
        }
    }

    private void Publish(
        RunEventKind kind,
        string stage,
        long task,
        TimeSpan elapsed,
        Exception? error = null,
        long read = 0,
        string worker = "",
        TaskGraph? graph = null
    )
    {
        if (!RunEvents.Wants(kind))
            return;
        RunEvents.Publish(
            new RunEvent(kind, number, stage, task, TaskCount, DoneCount, HeldBytes, elapsed, error, read)
            {
                Worker = worker,
                Graph = graph,
            }
        );
    }
}
