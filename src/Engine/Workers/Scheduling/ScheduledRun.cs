using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// Tasks that belong together: an array expression's, or calls. The scheduler asks it for tasks as workers become free,
/// and tells it what became of them. Everything here is called
/// under the scheduler's lock, but for what its own documentation says otherwise.
/// </summary>
internal abstract class Work
{
    private static int last;

    /// <summary>What the messages call it.</summary>
    public int Id { get; } = Interlocked.Increment(ref last);

    /// <summary>The workers that were told of it.</summary>
    public HashSet<WorkerState> Opened { get; } = [];

    /// <summary>Whether nothing more is wanted of it.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The workers that have not yet said that nothing of it runs any more.</summary>
    public HashSet<WorkerState> Closing { get; } = [];

    /// <summary>Whether there may be tasks that were never given out.</summary>
    public abstract bool HasMore { get; }

    /// <summary>What errors and progress call a task.</summary>
    public abstract string NameOf(TaskKey key);

    /// <summary>The next task that was never given out, or null: none for now, or none at all.</summary>
    public abstract TaskState? Pull();

    /// <summary>A task that is known, or null.</summary>
    public abstract TaskState? Find(TaskKey key);

    /// <summary>What is wrong with what a worker says of a result, or null.</summary>
    public virtual string? CheckResult(TaskState task, ResultPlace place, long bytes) => null;

    /// <summary>What a task threw, from the bytes that tell it. Called outside the lock.</summary>
    public abstract Exception Unpack(TaskState task, byte[] error);

    /// <summary>Finds the tasks that a task needs; they are wanted from now on.</summary>
    public abstract TaskState[] InputsOf(TaskState task);

    /// <summary>Counts a task as a user of its inputs again: it was done, and has to be done once more.</summary>
    public abstract void UseInputs(TaskState task);

    /// <summary>A task no longer needs its inputs.</summary>
    /// <param name="task">The task.</param>
    /// <param name="unused">Receives the inputs that may now be needed by nobody.</param>
    public abstract void ReleaseInputs(TaskState task, List<TaskState> unused);

    /// <summary>Whether some task may still need a result.</summary>
    public abstract bool IsNeeded(TaskState task);

    /// <summary>
    /// A result is gone for good, or not yet wanted again: what was known of the task may be forgotten.
    /// </summary>
    public abstract void Forget(TaskState task);

    /// <summary>The bytes of a task's result and of what it needs beside its inputs.</summary>
    public abstract (long Output, long Scratch) BytesOf(TaskKey key);

    /// <summary>Tells a worker what its tasks will be about.</summary>
    public abstract void Open(WorkerState worker);

    /// <summary>Sends a worker what must be there before a task is.</summary>
    public virtual void Prepare(TaskState task, WorkerState worker) { }

    /// <summary>Writes what a worker needs to know of a task beside its name and its inputs.</summary>
    public abstract void WriteTask(MessageWriter message, TaskState task, WorkerState worker);

    /// <summary>A task is done; its result is in place.</summary>
    /// <param name="task">The task.</param>
    /// <param name="worker">Who did it.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="read">Bytes that it read from files.</param>
    /// <param name="after">Receives what is to be done outside the lock.</param>
    public abstract void Finished(TaskState task, WorkerState worker, double seconds, long read, List<Action> after);

    /// <summary>Whether the failure of a task is the failure of all.</summary>
    public abstract bool FallsWith(TaskState task);

    /// <summary>The whole of it failed or was cancelled.</summary>
    public abstract void Abandoned(Exception error);

    /// <summary>Every result that workers hold of it.</summary>
    public abstract IEnumerable<TaskState> States { get; }

    /// <summary>Nothing of it runs any more.</summary>
    public virtual void Ended() { }
}
