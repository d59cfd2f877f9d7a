using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>How far a task has come.</summary>
internal enum TaskPhase : byte
{
    /// <summary>Nobody has asked for it, or its result is gone and nobody has asked for it since.</summary>
    Idle,

    /// <summary>Some of its inputs are being made.</summary>
    Waiting,

    /// <summary>It may be sent to a worker.</summary>
    Ready,

    /// <summary>A worker has it.</summary>
    Sent,

    /// <summary>Its result is known to be somewhere.</summary>
    Done,

    /// <summary>It failed; so does what needs it.</summary>
    Failed,
}

/// <summary>Where a result lies.</summary>
internal enum ResultPlace : byte
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>
    /// In the client, as bytes: small results ride in the messages, and no worker's death takes them away.
    /// </summary>
    Inline = 2,

    /// <summary>In the shared memory of a worker.</summary>
    Memory = 3,

    /// <summary>In the spill file of a worker.</summary>
    File = 4,
}

/// <summary>
/// What the scheduler knows of a task: kept from when it is first wanted until its result is no longer needed. Guarded
/// by the scheduler's lock.
/// </summary>
internal sealed class TaskState(Work work, TaskKey key)
{
    public Work Work { get; } = work;

    public TaskKey Key { get; } = key;

    public TaskPhase Phase { get; set; }

    /// <summary>The tasks whose results it needs, in the order that its operation expects.</summary>
    public TaskState[] Inputs { get; set; } = [];

    /// <summary>Inputs that are not there yet.</summary>
    public int Missing { get; set; }

    /// <summary>Tasks that wait for it.</summary>
    public List<TaskState>? Waiters { get; set; }

    /// <summary>Called when it is done or has failed.</summary>
    public List<Action>? Observers { get; set; }

    /// <summary>The worker that has it, or that holds its result.</summary>
    public WorkerState? Worker { get; set; }

    /// <summary>Its place in the worker's list: of tasks sent, or of results held.</summary>
    public LinkedListNode<TaskState>? Node { get; set; }

    /// <summary>Bytes that were set aside on the worker while it runs.</summary>
    public long Reserved { get; set; }

    public ResultPlace Place { get; set; }

    /// <summary>The result itself, where it is inline.</summary>
    public byte[]? Inline { get; set; }

    /// <summary>Where the result begins in the worker's shared memory or file.</summary>
    public long Offset { get; set; }

    /// <summary>The number of the file in the worker, where the result is in one.</summary>
    public int Descriptor { get; set; }

    /// <summary>The bytes of the result.</summary>
    public long Bytes { get; set; }

    /// <summary>Tasks that read the result just now, or a delivery of it.</summary>
    public int Pins { get; set; }

    /// <summary>
    /// Who needs the result beside the tasks that its work counts: a future, a persisted array, a delivery.
    /// </summary>
    public int Holds { get; set; }

    /// <summary>What ended the workers that ran it.</summary>
    public List<string>? Deaths { get; set; }

    /// <summary>Why it failed.</summary>
    public Exception? Error { get; set; }

    /// <summary>Whether its result is on its way to disk.</summary>
    public bool IsSpilling { get; set; }

    /// <summary>Whether it runs alone on its worker, since it may have ended one before.</summary>
    public bool IsSuspect => Deaths is not null;
}
