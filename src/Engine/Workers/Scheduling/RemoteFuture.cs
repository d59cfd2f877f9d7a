using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>A future whose result is computed and kept by workers.</summary>
[DoesNotTravel("its result is held by worker processes; pass the future to Submit or Map as an argument")]
internal sealed class RemoteFuture : FutureCall
{
    private readonly Scheduler scheduler;
    private readonly ScheduledTask task;
    private readonly Func<bool> isAlive;
    private int isReleased;

    /// <summary>Holds the result of a task.</summary>
    /// <param name="scheduler">The scheduler of the task.</param>
    /// <param name="task">The task.</param>
    /// <param name="name">The name of the call.</param>
    /// <param name="isAlive">False once the scheduler's workers are gone.</param>
    public RemoteFuture(Scheduler scheduler, ScheduledTask task, string name, Func<bool> isAlive)
        : base(name)
    {
        (this.scheduler, this.task, this.isAlive) = (scheduler, task, isAlive);
        scheduler.Do(() => task.Holds++);
    }

    /// <inheritdoc/>
    public override bool IsFinished => task.Phase is TaskPhase.Done or TaskPhase.Failed;

    /// <inheritdoc/>
    public override Exception? Error => task.Phase == TaskPhase.Failed ? task.Error : null;

    /// <inheritdoc/>
    public override void Observe(Action observer) => scheduler.Observe(task, observer);

    /// <summary>Cancels the call.</summary>
    /// <returns>The task on its worker, if one runs it: user code there may not stop.</returns>
    public StoppingTask? Cancel() => scheduler.Cancel(task);

    /// <inheritdoc/>
    public override object? Wait(CancellationToken cancellation)
    {
        object? value = scheduler.Fetch(
            task,
            static bytes => new ValueDeserializer(Code.CodeSession.Local).Deserialize(bytes),
            cancellation
        );
        GC.KeepAlive(this);
        return value;
    }

    /// <inheritdoc/>
    public override void Release()
    {
        if (Interlocked.Exchange(ref isReleased, 1) != 0 || !isAlive())
            return;
        Release(scheduler, task);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override void Retry() => scheduler.Retry(task);

    /// <summary>Returns the task, for another call of the same client.</summary>
    /// <exception cref="GchunkException">The future belongs to another client.</exception>
    public ScheduledTask TaskIn(Scheduler other) =>
        ReferenceEquals(scheduler, other)
            ? task
            : throw new GchunkException(
                $"the future of {Name} belongs to another client; gather it first and pass its value"
            );

    private static void Release(Scheduler scheduler, ScheduledTask task)
    {
        scheduler.Hold(task, -1);
        scheduler.CloseIfUnneeded(task.Run);
    }

    // Nobody refers to the future any more, so its result can be freed.
    ~RemoteFuture()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 0 && isAlive())
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static f => Release(f.scheduler, f.task),
                (scheduler, task),
                preferLocal: false
            );
        }
    }
}
