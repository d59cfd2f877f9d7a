using System.Runtime.ExceptionServices;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

// The life of a task: requested, ready, done or failed, and freed.
internal sealed partial class Scheduler
{
    // Where an input of fewer bytes is makes little difference.
    private const long WorthStaying = 64 << 10;

    // A worker that is given up ends within this time.
    private const int LostMilliseconds = 50;

    /// <summary>Adds or removes a user of a result, other than the tasks of its run.</summary>
    public void Hold(ScheduledTask task, int change) =>
        Do(() =>
        {
            task.Holds += change;
            if (change < 0)
                FreeIfUnneeded(task);
        });

    /// <summary>
    /// Calls back once when a task has failed, or is done and can be read; immediately if it already is.
    /// </summary>
    public void Observe(ScheduledTask task, Action observer) =>
        Do(() =>
        {
            if (task.IsReadable || task.Phase == TaskPhase.Failed)
                after.Add(observer);
            else
                (task.Observers ??= []).Add(observer);
        });

    /// <summary>Waits for a result that somebody holds, and reads its bytes or throws its error.</summary>
    public T Fetch<T>(ScheduledTask task, ReadBytes<T> read, CancellationToken cancellation) =>
        Fetch(task, reader => reader.Read(read), cancellation);

    /// <summary>Waits for a result that somebody holds, and reads it or throws its error.</summary>
    public T Fetch<T>(ScheduledTask task, Func<ResultReader, T> read, CancellationToken cancellation)
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
                    ExceptionDispatchInfo.Throw(task.Error!);
                // It may have been lost with its worker since. Then it is being recomputed.
                if (!task.IsReadable)
                    continue;
                reader = ResultReader.Pin(task);
            }
            try
            {
                return read(reader);
            }
            // It is on another machine. When its worker is given up, it is recomputed.
            catch (LostBlockException) when (reader.Holder is not null)
            {
                if (!reader.Holder.IsGone)
                    MustEnd?.Invoke(reader.Holder, "a result that it holds cannot be read", false);
                Thread.Sleep(LostMilliseconds);
            }
            finally
            {
                Do(() => reader.Unpin());
            }
        }
    }

    /// <summary>Waits for a result for a worker, pins it and tells the worker where it is.</summary>
    /// <param name="task">The task whose result the worker holds.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="request">The number of the worker's request.</param>
    /// <param name="pin">Receives the pinned result, under the lock.</param>
    /// <param name="fail">Receives the error of a task that failed, outside the lock.</param>
    public void FetchFor(
        ScheduledTask task,
        WorkerState worker,
        int request,
        Action<ResultReader> pin,
        Action<Exception> fail
    ) =>
        Observe(
            task,
            () =>
                Do(() =>
                {
                    if (task.Phase == TaskPhase.Failed)
                    {
                        Exception error = task.Error!;
                        after.Add(() => fail(error));
                        return;
                    }
                    // It was lost with its worker since. Then it is being recomputed.
                    if (!task.IsReadable)
                    {
                        after.Add(() => FetchFor(task, worker, request, pin, fail));
                        return;
                    }
                    pin(ResultReader.Pin(task));
                    var message = new MessageWriter(MessageKind.Fetched);
                    message.WriteCount(request);
                    message.WriteBool(false);
                    WritePlace(message, task, worker);
                    worker.Link.Send(message);
                })
        );

    /// <summary>Returns the priority of a run that is open, or -1.</summary>
    public int PriorityOf(int run)
    {
        lock (gate)
            return byId.TryGetValue(run, out ScheduledRun? found) ? found.Priority : -1;
    }

    /// <summary>Cancels a task, wherever it is; the tasks that need it fail.</summary>
    /// <returns>The task on its worker, if one runs it: user code there may not stop.</returns>
    public StoppingTask? Cancel(ScheduledTask task)
    {
        StoppingTask? stops = null;
        Do(() =>
        {
            if (task.Phase is TaskPhase.Failed || (task.Phase == TaskPhase.Done && task.Run.IsClosed))
                return;
            if (task.Phase == TaskPhase.Sent)
            {
                WorkerState worker = task.Worker!;
                var message = new MessageWriter(MessageKind.CancelTask);
                task.Name.Write(message);
                worker.Link.Send(message);
                stopping[task] = stops = new StoppingTask(worker);
                TakeBack(task);
            }
            Fail(task, new OperationCanceledException("the task was cancelled"));
        });
        return stops;
    }

    /// <summary>
    /// Runs a task again that failed or was cancelled, with those of its inputs that failed too.
    /// </summary>
    /// <exception cref="GchunkException">Its run is over, because the client was restarted.</exception>
    public void Retry(ScheduledTask task) =>
        Do(() =>
        {
            var failed = new Stack<ScheduledTask>();
            failed.Push(task);
            while (failed.TryPop(out ScheduledTask? each))
            {
                if (each.Phase != TaskPhase.Failed)
                    continue;
                if (each.Run.IsClosed)
                {
                    throw new GchunkException(
                        $"{each.Run.NameOf(each.Key)} cannot be tried again, because the client was restarted since; submit it again"
                    );
                }
                (each.Phase, each.Error, each.RetriesLeft) = (TaskPhase.Idle, null, each.Run.Options.Retries);
                each.Suspicion = null;
                foreach (ScheduledTask input in each.Run.InputsOf(each))
                    failed.Push(input);
            }
            Require(task, counted: false);
        });

    // The worker no longer runs a cancelled task.
    private void HasStopped(ScheduledTask task)
    {
        if (stopping.Remove(task, out StoppingTask? stopped))
            stopped.SetStopped();
    }

    private void Notify(ScheduledTask task)
    {
        if (task.Observers is not { } observers)
            return;
        task.Observers = null;
        after.AddRange(observers);
    }

    // Requests a result, and the inputs that it needs and that are not there.
    private void Require(ScheduledTask task, bool counted)
    {
        var open = new Stack<(ScheduledTask Task, bool Counted)>();
        open.Push((task, counted));
        while (open.TryPop(out (ScheduledTask Task, bool Counted) top))
        {
            ScheduledTask wanted = top.Task;
            if (wanted.Phase != TaskPhase.Idle || wanted.Run.IsClosed)
                continue;
            wanted.Phase = TaskPhase.Waiting;
            wanted.Inputs = wanted.Run.InputsOf(wanted);
            if (!top.Counted)
                wanted.Run.UseInputs(wanted);
            wanted.Missing = 0;
            foreach (ScheduledTask input in wanted.Inputs)
            {
                if (input.Phase == TaskPhase.Done)
                    continue;
                if (input.Phase == TaskPhase.Failed || input.Run.IsClosed)
                {
                    Fail(
                        wanted,
                        input.Error
                            ?? new GchunkException($"{wanted.Run.NameOf(wanted.Key)} needs a result that was abandoned")
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

    // Tasks that wait only for this result can run.
    private void WakeWaiters(ScheduledTask task)
    {
        if (task.Waiters is not { } waiters)
            return;
        task.Waiters = null;
        foreach (ScheduledTask waiter in waiters)
        {
            if (waiter.Phase == TaskPhase.Waiting && --waiter.Missing == 0)
                MakeReady(waiter);
        }
    }

    private static void Await(ScheduledTask task, ScheduledTask input)
    {
        task.Missing++;
        (input.Waiters ??= []).Add(task);
    }

    // Queues a task at the machine that holds most of its input bytes, at the worker there that does, or for any worker if
    // that is not worth it.
    private void MakeReady(ScheduledTask task)
    {
        task.Phase = TaskPhase.Ready;
        if (task.Run.IsRestricted)
        {
            Queue(task);
            return;
        }
        if (inputBytes.HolderOfMost(task, WorthStaying) is { IsGone: false, IsLeaving: false } holder)
            Prefer(holder, task);
        else
            shared.Push(task);
    }

    // A task fails, with all tasks that need it, and with the whole run if that fails as one.
    private void Fail(ScheduledTask task, Exception error)
    {
        var open = new Stack<ScheduledTask>();
        open.Push(task);
        while (open.TryPop(out ScheduledTask? failed))
        {
            if (failed.Phase == TaskPhase.Failed || failed.Run.IsClosed)
                continue;
            if (failed.Phase == TaskPhase.Done)
                DropResult(failed);
            if (failed.Phase == TaskPhase.Sent)
                TakeBack(failed);
            var unused = new List<ScheduledTask>();
            if (failed.Phase is TaskPhase.Waiting or TaskPhase.Ready)
                failed.Run.ReleaseInputs(failed, unused);
            failed.Phase = TaskPhase.Failed;
            failed.Error = error;
            Notify(failed);
            if (failed.Run.FailsAsOne)
                CloseRun(failed.Run, error);
            foreach (ScheduledTask each in unused)
                FreeIfUnneeded(each);
            if (failed.Waiters is { } waiters)
            {
                foreach (ScheduledTask waiter in waiters)
                    open.Push(waiter);
            }

            failed.Waiters = null;
        }
    }
}

/// <summary>A cancelled task that its worker has not yet stopped.</summary>
internal sealed class StoppingTask(WorkerState worker)
{
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The worker that runs it.</summary>
    public WorkerState Worker => worker;

    /// <summary>Completes when the task no longer runs.</summary>
    public Task Stopped => stopped.Task;

    public void SetStopped() => stopped.TrySetResult();
}
