using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>The phase of a task.</summary>
internal enum TaskPhase : byte
{
    /// <summary>It has not been requested, or not again since its result was freed or lost.</summary>
    Idle,

    /// <summary>It waits for inputs.</summary>
    Waiting,

    /// <summary>It can be sent to a worker.</summary>
    Ready,

    /// <summary>It has been sent to a worker.</summary>
    Sent,

    /// <summary>Its result exists.</summary>
    Done,

    /// <summary>It failed, and so do the tasks that need it.</summary>
    Failed,
}

/// <summary>
/// What the scheduler knows of a task, from the first request for it until its result is no longer needed. Guarded by
/// the scheduler's lock.
/// </summary>
internal sealed class ScheduledTask(ScheduledRun run, TaskKey key)
{
    public ScheduledRun Run { get; } = run;

    public TaskKey Key { get; } = key;

    /// <summary>Its name in messages.</summary>
    public ResultName Name => new(Run.Id, Key);

    public TaskPhase Phase { get; set; }

    /// <summary>The tasks whose results it needs, in the order that its operation expects.</summary>
    public ScheduledTask[] Inputs { get; set; } = [];

    /// <summary>The number of inputs that it waits for.</summary>
    public int Missing { get; set; }

    /// <summary>The tasks that wait for it.</summary>
    public List<ScheduledTask>? Waiters { get; set; }

    /// <summary>Called when it is done or has failed.</summary>
    public List<Action>? Observers { get; set; }

    /// <summary>The worker that runs it or that holds its result.</summary>
    public WorkerState? Worker { get; set; }

    /// <summary>Its node in the worker's list of tasks sent or of results held.</summary>
    public LinkedListNode<ScheduledTask>? Node { get; set; }

    /// <summary>The bytes reserved for it on the worker while it runs.</summary>
    public long Reserved { get; set; }

    /// <summary>Where its result is.</summary>
    public ResultPlace Place { get; set; }

    /// <summary>The result itself, if it is inline.</summary>
    public byte[]? Inline { get; set; }

    /// <summary>The offset of the result in the worker's shared memory or file.</summary>
    public long Offset { get; set; }

    /// <summary>The descriptor of the worker's file, if the result is in one.</summary>
    public int Descriptor { get; set; }

    /// <summary>The length of the result in bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>The number of running tasks and deliveries that are reading the result.</summary>
    public int Pins { get; set; }

    /// <summary>
    /// The number of users of the result that its run does not count: futures, persisted arrays and deliveries.
    /// </summary>
    public int Holds { get; set; }

    /// <summary>How often it may still be tried again if it throws.</summary>
    public int RetriesLeft { get; set; } = run.Options.Retries;

    /// <summary>What speaks against it, if a worker ended while running it.</summary>
    public Suspicion? Suspicion { get; set; }

    /// <summary>Why it failed.</summary>
    public Exception? Error { get; set; }

    /// <summary>True if its result is being written to disk: its worker will free the memory at any moment.</summary>
    public bool IsSpilling { get; set; }

    /// <summary>The worker that takes its result over from one that leaves, until it says that it has it.</summary>
    public WorkerState? MovesTo { get; set; }

    /// <summary>True if its result exists and stays where it is for those who read it from now on.</summary>
    public bool IsReadable => Phase == TaskPhase.Done && !IsSpilling;

    /// <summary>True if it must run alone on its worker, because a worker ended while running it.</summary>
    public bool IsSuspect => Suspicion is not null;
}
