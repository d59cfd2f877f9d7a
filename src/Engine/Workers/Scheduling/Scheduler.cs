using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// Decides which worker runs which task, and what becomes of results. One lock guards all of it: what is done under it
/// takes microseconds; packing of values, reading of files and
/// the user's code happen elsewhere.
/// </summary>
/// <remarks>
/// A task goes where most of the bytes that it needs lie, unless that worker is busy; new tasks are begun only when
/// nothing begun before can go on, so few blocks live at once.
/// Nothing is decided by a worker: it runs what it is sent, in that order.
/// </remarks>
internal sealed partial class Scheduler(string spillAdvice)
{
    // A task that was on this many workers when they ended is believed to be the reason.
    private const int MostDeaths = 3;

    // Where an input is smaller than this, it matters little where it lies.
    private const long WorthStaying = 64 << 10;

    private readonly Lock gate = new();
    private readonly List<WorkerState> workers = [];
    private readonly List<Work> works = [];
    private readonly Dictionary<int, Work> byId = [];
    private readonly Deque<TaskState> shared = new();
    private readonly List<Action> after = [];
    private readonly MessageWriter free = new(MessageKind.Free);
    private readonly Dictionary<TaskState, WorkerState> stopping = [];
    private Exception? broken;

    /// <summary>Called, outside the lock, with a worker that must be ended and replaced, and why.</summary>
    public Action<WorkerState, string>? MustEnd { get; set; }

    /// <summary>The workers there are.</summary>
    public WorkerState[] Workers
    {
        get
        {
            lock (gate)
                return [.. workers];
        }
    }

    /// <summary>Takes a piece of work on.</summary>
    public void Start(Work work) =>
        Do(() =>
        {
            if (broken is not null)
                throw broken;
            byId[work.Id] = work;
            works.Add(work);
        });

    /// <summary>A user of a result beside its work's own tasks comes or goes.</summary>
    public void Hold(TaskState task, int change) =>
        Do(() =>
        {
            task.Holds += change;
            if (change < 0)
                FreeIfUnneeded(task);
        });

    /// <summary>Calls back, once, when a task is done or has failed; at once where it is.</summary>
    public void Observe(TaskState task, Action observer) =>
        Do(() =>
        {
            if (task.Phase is TaskPhase.Done or TaskPhase.Failed)
                after.Add(observer);
            else
                (task.Observers ??= []).Add(observer);
        });

    /// <summary>The packed result of a call, which somebody holds; or why there is none. Waits for it.</summary>
    public byte[] Fetch(TaskState task, CancellationToken cancellation)
    {
        while (true)
        {
            using var ended = new ManualResetEventSlim();
            Observe(task, ended.Set);
            ended.Wait(cancellation);
            ResultReader? reader = null;
            lock (gate)
            {
                if (task.Phase == TaskPhase.Failed)
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(task.Error!);
                // It may have gone with its worker since; then it is being made again.
                if (task.Phase != TaskPhase.Done)
                    continue;
                reader = ResultReader.Pin(task);
            }
            try
            {
                return reader.Bytes();
            }
            finally
            {
                Do(() => reader.Unpin());
            }
        }
    }

    /// <summary>Works under the lock, hands out tasks, and then does what had to wait.</summary>
    public void Do(Action action)
    {
        Action[] later;
        lock (gate)
        {
            try
            {
                action();
            }
            finally
            {
                Dispatch();
                later = [.. after];
                after.Clear();
            }
        }
        foreach (Action each in later)
            each();
    }

    /// <summary>More tasks of a work are known, or all of them.</summary>
    public void Progressed(Work work, bool isComplete) =>
        Do(() =>
        {
            if (work.IsClosed || !isComplete)
                return;
            foreach (TaskState state in work.States.Where(s => s.Phase == TaskPhase.Done).ToArray())
                FreeIfUnneeded(state);
        });

    /// <summary>Ends a piece of work: nothing more is wanted of it.</summary>
    public void Close(Work work, Exception? error = null) => Do(() => CloseWork(work, error));

    /// <summary>Ends work whose results nobody holds any more.</summary>
    public void CloseIfUnneeded(Work work) =>
        Do(() =>
        {
            if (work.States.All(s => s.Holds == 0))
                CloseWork(work, null);
        });

    /// <summary>Ends all work; new work may follow.</summary>
    public void CloseAll(Exception error) => Do(() => CloseEach(error));

    private void CloseEach(Exception error)
    {
        foreach (Work work in works.ToArray())
            CloseWork(work, error);
    }

    /// <summary>The workers on which something of a closed work may still run.</summary>
    public WorkerState[] StillRunning(Work work)
    {
        lock (gate)
            return [.. work.Closing];
    }

    /// <summary>All workers are gone for good: everything fails.</summary>
    public void Break(Exception error) =>
        Do(() =>
        {
            broken = error;
            CloseEach(error);
        });

    /// <summary>Stops a task, wherever it is; what needs it fails.</summary>
    /// <returns>The worker that runs it, which must be watched: it may not listen.</returns>
    public WorkerState? Cancel(TaskState task)
    {
        WorkerState? runs = null;
        Do(() =>
        {
            if (task.Phase is TaskPhase.Failed || (task.Phase == TaskPhase.Done && task.Work.IsClosed))
                return;
            if (task.Phase == TaskPhase.Sent)
            {
                runs = task.Worker;
                var message = new MessageWriter(MessageKind.CancelTask);
                WriteName(message, task);
                runs!.Link.Send(message);
                stopping[task] = runs;
                TakeBack(task);
            }
            Fail(task, new OperationCanceledException("the task was cancelled"));
        });
        return runs;
    }

    /// <summary>Whether a worker has not yet said that a cancelled task has stopped.</summary>
    public bool IsStopping(TaskState task)
    {
        lock (gate)
            return stopping.ContainsKey(task);
    }

    private void CloseWork(Work work, Exception? error)
    {
        if (work.IsClosed)
            return;
        work.IsClosed = true;
        works.Remove(work);
        var unused = new List<TaskState>();
        foreach (TaskState state in work.States)
        {
            if (state.Phase == TaskPhase.Sent)
                TakeBack(state);
            else if (state.Phase == TaskPhase.Done)
                Unhold(state);
            if (state.Phase is TaskPhase.Waiting or TaskPhase.Ready)
                work.ReleaseInputs(state, unused);
            if (state.Phase == TaskPhase.Failed)
                continue;
            state.Phase = TaskPhase.Failed;
            state.Error = error ?? new GchunkException($"{work.NameOf(state.Key)} was given up");
            Tell(state);
        }
        foreach (TaskState input in unused)
            FreeIfUnneeded(input);
        var message = new MessageWriter(MessageKind.CloseGraph);
        message.WriteCount(work.Id);
        foreach (WorkerState worker in work.Opened)
        {
            if (worker.IsGone)
                continue;
            worker.Link.Send(message);
            work.Closing.Add(worker);
        }
        if (error is not null)
            after.Add(() => work.Abandoned(error));
        if (work.Closing.Count == 0)
            EndWork(work);
    }

    // Who waits for the end of a task learns of it.
    private void Tell(TaskState task)
    {
        if (task.Observers is not { } observers)
            return;
        task.Observers = null;
        after.AddRange(observers);
    }

    private void EndWork(Work work)
    {
        byId.Remove(work.Id);
        after.Add(work.Ended);
    }

    // Makes a task's result come about: its inputs first, where they are not there.
    private void Require(TaskState task, bool counted)
    {
        var open = new Stack<(TaskState Task, bool Counted)>();
        open.Push((task, counted));
        while (open.TryPop(out (TaskState Task, bool Counted) top))
        {
            TaskState wanted = top.Task;
            if (wanted.Phase != TaskPhase.Idle || wanted.Work.IsClosed)
                continue;
            wanted.Phase = TaskPhase.Waiting;
            wanted.Inputs = wanted.Work.InputsOf(wanted);
            if (!top.Counted)
                wanted.Work.UseInputs(wanted);
            wanted.Missing = 0;
            foreach (TaskState input in wanted.Inputs)
            {
                if (input.Phase == TaskPhase.Done)
                    continue;
                if (input.Phase == TaskPhase.Failed || input.Work.IsClosed)
                {
                    Fail(
                        wanted,
                        input.Error
                            ?? new GchunkException($"{wanted.Work.NameOf(wanted.Key)} needs a result that was given up")
                    );
                    break;
                }
                Await(wanted, input);
                if (input.Phase == TaskPhase.Idle)
                    open.Push((input, false));
            }
            if (wanted.Phase == TaskPhase.Waiting && wanted.Missing == 0)
                MakeReady(wanted);
        }
    }

    private static void Await(TaskState task, TaskState input)
    {
        task.Missing++;
        (input.Waiters ??= []).Add(task);
    }

    private void MakeReady(TaskState task)
    {
        task.Phase = TaskPhase.Ready;
        WorkerState? holder = null;
        long most = WorthStaying - 1;
        foreach (TaskState input in task.Inputs)
        {
            if (input.Worker is not { } worker || input.Place == ResultPlace.Inline)
                continue;
            long here = 0;
            foreach (TaskState other in task.Inputs)
            {
                if (ReferenceEquals(other.Worker, worker) && other.Place != ResultPlace.Inline)
                    here += other.Bytes;
            }

            if (here > most)
                (holder, most) = (worker, here);
        }
        if (holder is { IsGone: false, IsLeaving: false })
            holder.Preferred.Push(task);
        else
            shared.Push(task);
    }

    // A task, and all that needs it, fails; where its work stands or falls together, the whole work.
    private void Fail(TaskState task, Exception error)
    {
        var open = new Stack<TaskState>();
        open.Push(task);
        while (open.TryPop(out TaskState? failed))
        {
            if (failed.Phase == TaskPhase.Failed || failed.Work.IsClosed)
                continue;
            if (failed.Phase == TaskPhase.Done)
                Unhold(failed);
            if (failed.Phase == TaskPhase.Sent)
                TakeBack(failed);
            var unused = new List<TaskState>();
            if (failed.Phase is TaskPhase.Waiting or TaskPhase.Ready)
                failed.Work.ReleaseInputs(failed, unused);
            failed.Phase = TaskPhase.Failed;
            failed.Error = error;
            Tell(failed);
            if (failed.Work.FallsWith(failed))
                CloseWork(failed.Work, error);
            foreach (TaskState each in unused)
                FreeIfUnneeded(each);
            if (failed.Waiters is { } waiters)
            {
                foreach (TaskState waiter in waiters)
                    open.Push(waiter);
            }

            failed.Waiters = null;
        }
    }

    private void FreeIfUnneeded(TaskState task)
    {
        if (task.Phase != TaskPhase.Done || task.Holds > 0 || task.Pins > 0 || task.Work.IsNeeded(task))
            return;
        if (task.Place is ResultPlace.Memory or ResultPlace.File && task.Worker is { IsGone: false } worker)
        {
            free.Begin(MessageKind.Free);
            WriteName(free, task);
            worker.Link.Send(free);
        }
        Unhold(task);
        task.Phase = TaskPhase.Idle;
        task.Work.Forget(task);
    }

    // The result is no longer the scheduler's concern.
    private static void Unhold(TaskState task)
    {
        WorkerState? worker = task.Worker;
        if (task.Place == ResultPlace.Memory && worker is not null)
        {
            worker.HeldBytes -= task.Bytes;
            if (task.Node is { } node)
                worker.Held.Remove(node);
        }
        else if (task.Place == ResultPlace.File)
        {
            worker?.Spilled.Remove(task);
        }

        (task.Place, task.Inline, task.Worker, task.Node, task.Bytes, task.IsSpilling) = (
            ResultPlace.None,
            null,
            null,
            null,
            0,
            false
        );
    }

    private static void WriteName(MessageWriter message, TaskState task)
    {
        message.WriteCount(task.Work.Id);
        message.WriteCount(task.Key.Stage);
        message.WriteCount(task.Key.Index);
    }
}
