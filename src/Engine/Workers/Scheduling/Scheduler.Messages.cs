using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Scheduling;

// The messages of workers.
internal sealed partial class Scheduler
{
    // Shares of a worker's memory limit, measured by the system: above them results are spilled, no more tasks are
    // sent, and the worker is ended.
    private const double SpillShare = 0.8,
        PauseShare = 0.9,
        EndShare = 1.1;

    // A worker that cannot read from more others than that is the reason itself.
    private const int MostUnread = 3;

    /// <summary>Handles a message of a worker.</summary>
    public void Receive(WorkerState worker, MessageKind kind, ref ByteReader message)
    {
        Exception? error = null;
        Action[] later;
        lock (gate)
        {
            Hear(worker);
            worker.HasSpoken = true;
            try
            {
                if (!worker.IsGone)
                    Handle(worker, kind, ref message);
            }
            catch (Exception e)
            {
                error = e;
            }
            Reopen(worker);
            Try(FailOrphans, ref error);
            // Replies come in bursts: tasks are sent when the burst may be over or the worker is short of tasks.
            if (kind != MessageKind.Done || worker.Queued <= worker.Capacity / 2 || worker.Queued < worker.Threads)
            {
                Try(Dispatch, ref error);
            }

            later = [.. after];
            after.Clear();
        }
        Finish(later, error);
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
                    if (ReadTask(ref message) is { Phase: TaskPhase.Sent } task && ReferenceEquals(task.Worker, worker))
                    {
                        TakeBack(task);
                        task.Phase = TaskPhase.Ready;
                        Queue(task);
                    }
                }

                break;
            case MessageKind.Spilled:
                Spilled(worker, ref message);
                break;
            case MessageKind.TakenOver:
                TakenOver(worker, ref message);
                break;
            case MessageKind.GraphClosed:
                if (
                    byId.TryGetValue(message.ReadCount(), out ScheduledRun? closed)
                    && closed.Closing.Remove(worker)
                    && closed.Closing.Count == 0
                )
                {
                    EndRun(closed);
                }

                break;
            case MessageKind.Waiting:
                worker.Waiting = Math.Min(message.ReadCount(), worker.Sent.Count);
                break;
            case MessageKind.Pulse:
                Pulse(worker, message.ReadLong());
                worker.MachineLoad = message.IsAtEnd ? 0 : message.ReadLong() / 100.0;
                break;
            default:
                throw new ProtocolException($"a worker sent a message of kind {(byte)kind}, which workers do not send");
        }
    }

    // The task that a message is about, or null if the scheduler no longer knows it.
    private ScheduledTask? ReadTask(ref ByteReader message) => TaskOf(ResultName.Read(ref message));

    private ScheduledTask? TaskOf(in ResultName name)
    {
        ScheduledTask? task = byId.TryGetValue(name.Graph, out ScheduledRun? run) ? run.Find(name.Task) : null;
        // Whatever a worker reports of a cancelled task, it no longer runs it.
        if (task is not null)
            HasStopped(task);
        return task;
    }

    private void Done(WorkerState worker, ref ByteReader message)
    {
        ScheduledTask? task = ReadTask(ref message);
        double seconds = message.ReadLong() * 1e-6;
        long read = message.ReadLong();
        ReportedPlace there = ReportedPlace.Read(ref message);
        if (there.Place == ResultPlace.None)
            throw new ProtocolException("a worker reported a result without its place");
        // Opened now, it can still be read when the worker is gone.
        if (there.Place == ResultPlace.File)
            worker.Mapped?.Spill(there.Descriptor);
        worker.Took(seconds);
        // The task was taken from the worker in the meantime. The result is freed, unless the run is closed: then the
        // worker frees all of its results anyway.
        if (task is null || task.Phase != TaskPhase.Sent || !ReferenceEquals(task.Worker, worker))
        {
            if (
                task is not null
                && there.Place != ResultPlace.Inline
                && !task.Run.IsClosed
                && !(task.Phase == TaskPhase.Done && ReferenceEquals(task.Worker, worker))
            )
            {
                SendFree(task, worker);
            }
            return;
        }
        if (task.Run.CheckResult(task, there.Bytes) is { } wrong)
            throw new ProtocolException($"{worker.Name} reported {task.Run.NameOf(task.Key)}: {wrong}");
        if (worker.Unread.Count > 0 && task.Inputs.Any(i => i.Worker is { } holder && !ReferenceEquals(holder, worker)))
            worker.Unread.Clear();
        TakeBack(task);
        worker.TasksDone++;
        (task.Phase, task.Suspicion) = (TaskPhase.Done, null);
        Attach(task, worker, there);
        WakeWaiters(task);
        Notify(task);
        task.Run.Finished(task, worker, seconds, read, after);
        var unused = new List<ScheduledTask>();
        task.Run.ReleaseInputs(task, unused);
        foreach (ScheduledTask input in unused)
            FreeIfUnneeded(input);
        FreeIfUnneeded(task);
    }

    private void TaskFailed(WorkerState worker, ref ByteReader message)
    {
        ScheduledTask? task = ReadTask(ref message);
        int missing = message.ReadCount(),
            from = missing > 0 ? message.ReadCount() : 0;
        byte[] error = message.ReadBlob().ToArray();
        if (task is null || task.Phase != TaskPhase.Sent || !ReferenceEquals(task.Worker, worker))
            return;
        // An input could not be read because its holder is dying. The holder's loss is handled when its connection ends.
        // If the input has been recomputed since, it is held by another worker, which is well.
        if (missing > 0 && missing <= task.Inputs.Length)
        {
            ScheduledTask lost = task.Inputs[missing - 1];
            WorkerState? holder = lost.Worker;
            int number = from == 0 ? worker.Number : from;
            TakeBack(task);
            task.Phase = TaskPhase.Ready;
            Queue(task);
            if (holder is { IsGone: false } && holder.Number == number && lost.Phase == TaskPhase.Done)
                EndUnread(worker, holder);
            else if (holder is { IsKept: true } && holder.PeerNumber == number)
                GiveUp(holder);
            return;
        }
        ScheduledTask failed = task;
        TakeBack(failed);
        failed.Phase = TaskPhase.Waiting;
        // On another thread than the one that reads messages, because this calls user code.
        after.Add(() => Elsewhere(() => FailWith(failed, error)));
    }

    // Otherwise a worker that can read from nobody would have all others ended, again and again.
    private void EndUnread(WorkerState reader, WorkerState holder)
    {
        // The workers of one broken node are one place: they say nothing of the reader.
        reader.Unread.Add(holder.Memory is RemoteMemory remote ? (remote.Node, 0) : (null, holder.Number));
        bool isReader = reader.Unread.Count > MostUnread;
        (WorkerState ended, string why) = isReader
            ? (reader, $"it could not read results from {reader.Unread.Count} other places")
            : (holder, "another worker could not read a result that it holds");
        after.Add(() => MustEnd?.Invoke(ended, why, false));
    }

    private void FailWith(ScheduledTask task, byte[] error)
    {
        Exception thrown;
        try
        {
            thrown = task.Run.ErrorOf(task, error);
        }
        catch (Exception e)
        {
            thrown = new GchunkException($"{task.Run.NameOf(task.Key)} failed, and its error cannot be read", e);
        }
        Do(() =>
        {
            if (task.RetriesLeft == 0 || task.Phase != TaskPhase.Waiting || task.Run.IsClosed)
            {
                Fail(task, thrown);
                return;
            }
            task.RetriesLeft--;
            task.Phase = TaskPhase.Ready;
            Queue(task);
        });
    }

    private void Spilled(WorkerState worker, ref ByteReader message)
    {
        var name = ResultName.Read(ref message);
        ScheduledTask? task = TaskOf(name);
        long bytes = message.ReadLong();
        if (!worker.EndSpill(name))
            return;
        if (message.ReadBool())
        {
            string error = message.ReadText();
            // The results of a worker that leaves stay in its memory, which is kept.
            if (worker.IsLeaving && task is { Phase: TaskPhase.Done } && ReferenceEquals(task.Worker, worker))
            {
                (worker.CannotSpill, task.IsSpilling) = (true, false);
                WakeWaiters(task);
                Notify(task);
            }
            else if (task is not null)
            {
                CloseRun(task.Run, new GchunkException($"{error}; {spillAdvice}"));
            }
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

        worker.Mapped?.Spill(descriptor);
        RunEvents.Publish(RunEventKind.BlockSpilled, worker.Name, task.Run.NameOf(task.Key), bytes);
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
        WakeWaiters(task);
        Notify(task);
    }

    private void Pulse(WorkerState worker, long bytes)
    {
        worker.ProcessBytes = bytes;
        RunEvents.Publish(RunEventKind.WorkerMemory, worker.Name, "", bytes);
        double share = (double)bytes / worker.MemoryLimit;
        if (share > SpillShare && worker.SpillingBytes == 0)
            Spill(worker, (long)((share - SpillShare) * worker.MemoryLimit) + 1);
        worker.IsPaused = share > PauseShare && worker.Queued > 0;
        if (share > EndShare)
        {
            after.Add(() =>
                MustEnd?.Invoke(
                    worker,
                    $"it used {MemoryBudget.Format(bytes)} of memory; its limit is {MemoryBudget.Format(worker.MemoryLimit)}",
                    true
                )
            );
        }
    }
}
