using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Scheduling;

// What workers tell.
internal sealed partial class Scheduler
{
    // Shares of a worker's limit, of what the system says it takes: from which on results go to disk, no more tasks are
    // sent, it is ended.
    private const double SpillShare = 0.8,
        PauseShare = 0.9,
        EndShare = 1.1;

    /// <summary>A worker is there.</summary>
    public void Join(WorkerState worker) => Do(() => workers.Add(worker));

    /// <summary>No more tasks go to a worker; what it holds is read from it until it is gone.</summary>
    public void Leave(WorkerState worker) =>
        Do(() =>
        {
            worker.IsLeaving = true;
            while (worker.Preferred.TryPopOldest(out TaskState? task))
                shared.Push(task);
        });

    /// <summary>
    /// Whether a leaving worker has nothing left to do. What it alone holds is made again where it is needed.
    /// </summary>
    public bool IsIdle(WorkerState worker)
    {
        lock (gate)
            return worker.Sent.Count == 0;
    }

    /// <summary>A worker is gone.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="how">How it ended, for people.</param>
    /// <param name="isBlamed">Whether the tasks that it ran may have been the reason.</param>
    public void Lose(WorkerState worker, string how, bool isBlamed) =>
        Do(() =>
        {
            if (worker.IsGone)
                return;
            worker.IsGone = true;
            workers.Remove(worker);
            foreach (WorkerState other in workers)
            {
                var gone = new MessageWriter(MessageKind.PeerGone);
                gone.WriteCount(worker.Number);
                other.Link.Send(gone);
            }
            while (worker.Preferred.TryPopOldest(out TaskState? ready))
                shared.Push(ready);
            foreach (
                TaskState task in stopping.Where(s => ReferenceEquals(s.Value, worker)).Select(s => s.Key).ToArray()
            )
            {
                stopping.Remove(task);
            }

            TaskState[] had = [.. worker.Sent];
            TaskState[] held = [.. worker.Held, .. worker.Spilled];
            for (int i = 0; i < had.Length; i++)
            {
                TaskState task = had[i];
                TakeBack(task);
                task.Phase = TaskPhase.Ready;
                // It ran the oldest; the others had not been begun.
                if (isBlamed && i < worker.Threads)
                {
                    (task.Deaths ??= []).Add(how);
                    if (task.Deaths.Count >= MostDeaths)
                    {
                        Fail(
                            task,
                            new GchunkException(
                                $"{task.Work.NameOf(task.Key)} ended {MostDeaths} worker processes and is given up: {string.Join("; ", task.Deaths.Distinct())}"
                            )
                        );
                        continue;
                    }
                }
                shared.Push(task);
            }
            foreach (TaskState task in held)
            {
                Unhold(task);
                task.Phase = TaskPhase.Idle;
                if (task.Holds > 0)
                    Require(task, counted: false);
            }
            foreach (Work work in byId.Values.ToArray())
            {
                work.Opened.Remove(worker);
                if (work.Closing.Remove(worker) && work.Closing.Count == 0)
                    EndWork(work);
            }
        });

    /// <summary>Takes a worker's message.</summary>
    public void Receive(WorkerState worker, MessageKind kind, ref ByteReader message)
    {
        Action[] later;
        lock (gate)
        {
            worker.LastHeard = Environment.TickCount64;
            try
            {
                if (!worker.IsGone)
                    Handle(worker, kind, ref message);
            }
            finally
            {
                // Replies come in bursts: work is handed out when a burst may be over, or the worker is short of it.
                if (
                    kind != MessageKind.Done
                    || worker.Sent.Count <= worker.Capacity / 2
                    || worker.Sent.Count < worker.Threads
                )
                {
                    Dispatch();
                }

                later = [.. after];
                after.Clear();
            }
        }
        foreach (Action each in later)
            each();
    }

    private void Handle(WorkerState worker, MessageKind kind, ref ByteReader message)
    {
        switch (kind)
        {
            case MessageKind.Done:
                Done(worker, ref message);
                break;
            case MessageKind.Failed:
                TaskFailed(worker, ref message);
                break;
            case MessageKind.Revoked:
                worker.IsRevoking = false;
                for (int parts = message.ReadCount(1); parts > 0; parts--)
                {
                    if (Read(ref message) is { Phase: TaskPhase.Sent } task && ReferenceEquals(task.Worker, worker))
                    {
                        TakeBack(task);
                        task.Phase = TaskPhase.Ready;
                        shared.Push(task);
                    }
                }

                break;
            case MessageKind.Spilled:
                Spilled(worker, ref message);
                break;
            case MessageKind.GraphClosed:
                if (
                    byId.TryGetValue(message.ReadCount(), out Work? closed)
                    && closed.Closing.Remove(worker)
                    && closed.Closing.Count == 0
                )
                {
                    EndWork(closed);
                }

                break;
            case MessageKind.Pulse:
                Pulse(worker, message.ReadLong());
                break;
            default:
                throw new ProtocolException(
                    $"a worker sent a message of kind {(byte)kind}, which is not a worker's to send"
                );
        }
    }

    private TaskState? Read(ref ByteReader message)
    {
        int work = message.ReadCount();
        var key = new TaskKey(message.ReadCount(), message.ReadLong());
        TaskState? task = byId.TryGetValue(work, out Work? found) ? found.Find(key) : null;
        // Whatever a worker says of a cancelled task, it does not run it any more.
        if (task is not null)
            stopping.Remove(task);
        return task;
    }

    private void Done(WorkerState worker, ref ByteReader message)
    {
        TaskState? task = Read(ref message);
        double seconds = message.ReadLong() * 1e-6;
        long read = message.ReadLong();
        var place = (ResultPlace)message.ReadByte();
        byte[]? inline = null;
        int descriptor = 0;
        long offset = 0,
            bytes;
        switch (place)
        {
            case ResultPlace.Inline:
                inline = message.ReadBlob().ToArray();
                bytes = inline.Length;
                break;
            case ResultPlace.Memory or ResultPlace.File:
                if (place == ResultPlace.File)
                    descriptor = message.ReadCount();
                offset = message.ReadLong();
                bytes = message.ReadLong();
                break;
            default:
                throw new ProtocolException("a worker told of a result and not where it is");
        }
        worker.Took(seconds);
        // A task that was taken away from the worker in the meantime: its result goes, unless the work is closed and
        // the worker lets go of everything anyway.
        if (task is null || task.Phase != TaskPhase.Sent || !ReferenceEquals(task.Worker, worker))
        {
            if (
                task is not null
                && place != ResultPlace.Inline
                && !task.Work.IsClosed
                && !(task.Phase == TaskPhase.Done && ReferenceEquals(task.Worker, worker))
            )
            {
                var unwanted = new MessageWriter(MessageKind.Free);
                WriteName(unwanted, task);
                worker.Link.Send(unwanted);
            }
            return;
        }
        if (task.Work.CheckResult(task, place, bytes) is { } lie)
            throw new ProtocolException($"{worker.Name} says of {task.Work.NameOf(task.Key)}: {lie}");
        TakeBack(task);
        worker.TasksDone++;
        (task.Phase, task.Place, task.Inline, task.Offset, task.Descriptor, task.Bytes, task.Deaths) = (
            TaskPhase.Done,
            place,
            inline,
            offset,
            descriptor,
            bytes,
            null
        );
        if (place != ResultPlace.Inline)
            task.Worker = worker;
        if (place == ResultPlace.Memory)
        {
            task.Node = worker.Held.AddLast(task);
            worker.HeldBytes += bytes;
        }
        else if (place == ResultPlace.File)
        {
            worker.Spilled.Add(task);
        }

        if (task.Waiters is { } waiters)
        {
            task.Waiters = null;
            foreach (TaskState waiter in waiters)
            {
                if (waiter.Phase == TaskPhase.Waiting && --waiter.Missing == 0)
                    MakeReady(waiter);
            }
        }
        Tell(task);
        task.Work.Finished(task, worker, seconds, read, after);
        var unused = new List<TaskState>();
        task.Work.ReleaseInputs(task, unused);
        foreach (TaskState input in unused)
            FreeIfUnneeded(input);
        FreeIfUnneeded(task);
    }

    private void TaskFailed(WorkerState worker, ref ByteReader message)
    {
        TaskState? task = Read(ref message);
        int missing = message.ReadCount();
        byte[] error = message.ReadBlob().ToArray();
        if (task is null || task.Phase != TaskPhase.Sent || !ReferenceEquals(task.Worker, worker))
            return;
        // An input could not be read: its holder is going, and the loss of it comes by itself.
        if (missing > 0 && missing <= task.Inputs.Length)
        {
            TaskState lost = task.Inputs[missing - 1];
            WorkerState? holder = lost.Worker;
            TakeBack(task);
            task.Phase = TaskPhase.Ready;
            shared.Push(task);
            if (holder is { IsGone: false } && lost.Phase == TaskPhase.Done)
                after.Add(() => MustEnd?.Invoke(holder, "another worker could not read what it holds"));
            return;
        }
        TaskState failed = task;
        TakeBack(failed);
        failed.Phase = TaskPhase.Waiting;
        after.Add(() =>
        {
            Exception thrown = failed.Work.Unpack(failed, error);
            Do(() => Fail(failed, thrown));
        });
    }

    private void Spilled(WorkerState worker, ref ByteReader message)
    {
        TaskState? task = Read(ref message);
        long bytes = message.ReadLong();
        worker.SpillingBytes -= Math.Min(bytes, worker.SpillingBytes);
        if (message.ReadBool())
        {
            string error = message.ReadText();
            if (task is not null)
                CloseWork(task.Work, new GchunkException($"{error}; {spillAdvice}"));
            return;
        }
        int descriptor = message.ReadCount();
        long offset = message.ReadLong();
        if (
            task is null
            || task.Phase != TaskPhase.Done
            || !ReferenceEquals(task.Worker, worker)
            || task.Place != ResultPlace.Memory
        )
        {
            return;
        }

        RunEvents.Publish(RunEventKind.BlockSpilled, worker.Name, task.Work.NameOf(task.Key), bytes);
        worker.Held.Remove(task.Node!);
        worker.HeldBytes -= task.Bytes;
        worker.Spilled.Add(task);
        (task.Place, task.Node, task.Descriptor, task.Offset, task.IsSpilling) = (
            ResultPlace.File,
            null,
            descriptor,
            offset,
            false
        );
    }

    private void Pulse(WorkerState worker, long bytes)
    {
        worker.ProcessBytes = bytes;
        RunEvents.Publish(RunEventKind.WorkerMemory, worker.Name, "", bytes);
        double share = (double)bytes / worker.MemoryLimit;
        if (share > SpillShare && worker.SpillingBytes == 0)
            Spill(worker, (long)((share - SpillShare) * worker.MemoryLimit) + 1);
        worker.IsPaused = share > PauseShare && worker.Sent.Count > 0;
        if (share > EndShare)
        {
            after.Add(() =>
                MustEnd?.Invoke(
                    worker,
                    $"it took {MemoryBudget.Format(bytes)} of memory, and its limit is {MemoryBudget.Format(worker.MemoryLimit)}"
                )
            );
        }
    }
}
