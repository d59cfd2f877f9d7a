using Gchunk.Engine.Expressions;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>The result of a call that workers have, or will have.</summary>
[DoesNotTravel("it stands for a result that worker processes hold; give the future to Submit or Map as an argument")]
internal sealed class WorkerCall : FutureCall
{
    private readonly Scheduler scheduler;
    private readonly TaskState state;
    private readonly Func<bool> isAlive;
    private int isReleased;

    public WorkerCall(Scheduler scheduler, TaskState state, string name, Func<bool> isAlive)
        : base(name)
    {
        (this.scheduler, this.state, this.isAlive) = (scheduler, state, isAlive);
        scheduler.Do(() => state.Holds++);
    }

    /// <inheritdoc/>
    public override bool IsFinished => state.Phase is TaskPhase.Done or TaskPhase.Failed;

    /// <inheritdoc/>
    public override Exception? Error => state.Phase == TaskPhase.Failed ? state.Error : null;

    /// <inheritdoc/>
    public override void Observe(Action observer) => scheduler.Observe(state, observer);

    /// <summary>Stops it.</summary>
    /// <param name="running">Receives the worker where it runs, and whether it still does.</param>
    public void Cancel(List<(WorkerState Worker, Func<bool> Runs)> running)
    {
        if (scheduler.Cancel(state) is { } worker)
            running.Add((worker, () => scheduler.IsStopping(state)));
    }

    /// <inheritdoc/>
    public override object? Wait(CancellationToken cancellation)
    {
        byte[] bytes = scheduler.Fetch(state, cancellation);
        GC.KeepAlive(this);
        return new ValueUnpacker(Code.CodeSession.Local).Read(bytes);
    }

    /// <inheritdoc/>
    public override void Release()
    {
        if (Interlocked.Exchange(ref isReleased, 1) != 0 || !isAlive())
            return;
        Release(scheduler, state);
        GC.SuppressFinalize(this);
    }

    /// <summary>The task, for another call of the same client.</summary>
    public TaskState StateIn(Scheduler other) =>
        ReferenceEquals(scheduler, other)
            ? state
            : throw new GchunkException(
                $"the future of {Name} belongs to another client; gather it first and hand its value over"
            );

    private static void Release(Scheduler scheduler, TaskState state)
    {
        scheduler.Hold(state, -1);
        scheduler.CloseIfUnneeded(state.Work);
    }

    // Nobody refers to the future any more: its result may go.
    ~WorkerCall()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 0 && isAlive())
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static f => Release(f.scheduler, f.state),
                (scheduler, state),
                preferLocal: false
            );
        }
    }
}
