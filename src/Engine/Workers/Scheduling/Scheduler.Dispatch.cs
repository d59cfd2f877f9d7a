using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

// Who runs what next.
internal sealed partial class Scheduler
{
    // Of a worker's limit, the part that results and running tasks may take by the books: what they do not know of
    // needs room too.
    private const double BookedShare = 0.7;

    // A message of tasks is sent at this size, and a new one begun.
    private const int BatchBytes = 1 << 18;

    // Ready tasks that wait for one worker, in terms of what it is given at a time, before others may have them.
    private const int Backlog = 2;

    private void Dispatch()
    {
        if (workers.Count == 0)
            return;
        // First something for everybody, then what is sent ahead: a few long tasks must not all wait for one worker.
        bool any = true;
        for (int round = 1; any; round++)
        {
            any = false;
            foreach (WorkerState worker in workers)
            {
                if (worker.IsPaused || worker.IsGone || worker.IsLeaving || worker.RunsSuspect)
                    continue;
                int most = Math.Min(worker.Capacity, worker.Threads * round);
                if (worker.Sent.Count >= most)
                    continue;
                any |= Fill(worker, most) && most < worker.Capacity;
            }
        }
        Rebalance();
    }

    // Sends tasks until a worker has so many; false where there were none.
    private bool Fill(WorkerState worker, int most)
    {
        MessageWriter? batch = null;
        bool any = false;
        while (worker.Sent.Count < most && Next(worker) is { } task)
        {
            if (!IsStillReady(task))
                continue;
            if (!Fits(worker, task, out bool mayFitLater))
            {
                if (mayFitLater)
                    worker.Preferred.Push(task);
                break;
            }
            if (task.IsSuspect && worker.Sent.Count > 0)
            {
                worker.Preferred.Push(task);
                break;
            }
            if (worker.IsGone)
                break;
            if (task.Work.Opened.Add(worker))
                task.Work.Open(worker);
            task.Work.Prepare(task, worker);
            batch ??= new MessageWriter(MessageKind.Tasks);
            Write(batch, task, worker);
            Assign(worker, task);
            any = true;
            if (batch.Length > BatchBytes)
            {
                worker.Link.Send(batch);
                batch = null;
            }
            if (task.IsSuspect)
                break;
        }
        if (batch is not null)
            worker.Link.Send(batch);
        return any;
    }

    // What is nearest to being finished first: what lies here, then what may go anywhere, then something new, then what
    // lies at a worker that is busy.
    private TaskState? Next(WorkerState worker)
    {
        if (worker.Preferred.TryPopNewest(out TaskState? task) || shared.TryPopNewest(out task))
            return task;
        foreach (WorkerState other in workers)
        {
            if (other.Preferred.Count > Backlog * other.Capacity && other.Preferred.TryPopOldest(out task))
                return task;
        }
        // By index: what is pulled may close its work, which then leaves the list.
        for (int i = 0; i < works.Count; i++)
        {
            for (Work work = works[i]; work.HasMore; )
            {
                TaskState? pulled = work.Pull();
                if (pulled is null || work.IsClosed)
                    break;
                Require(pulled, counted: true);
                if (worker.Preferred.TryPopNewest(out task) || shared.TryPopNewest(out task))
                    return task;
            }
        }

        foreach (WorkerState other in workers)
        {
            if (
                !ReferenceEquals(other, worker)
                && (other.Sent.Count >= other.Threads || other.IsPaused)
                && other.Preferred.TryPopOldest(out task)
            )
            {
                return task;
            }
        }

        return null;
    }

    // Its work may have ended since; or an input may have gone with its worker.
    private bool IsStillReady(TaskState task)
    {
        if (task.Phase != TaskPhase.Ready || task.Work.IsClosed)
            return false;
        foreach (TaskState input in task.Inputs)
        {
            if (input.Phase == TaskPhase.Failed)
            {
                Fail(task, input.Error!);
                return false;
            }
        }

        task.Missing = 0;
        foreach (TaskState input in task.Inputs)
        {
            if (input.Phase != TaskPhase.Done)
                Await(task, input);
        }

        if (task.Missing == 0)
            return true;
        task.Phase = TaskPhase.Waiting;
        foreach (TaskState input in task.Inputs)
        {
            if (input.Phase == TaskPhase.Idle)
                Require(input, counted: false);
        }

        return false;
    }

    private bool Fits(WorkerState worker, TaskState task, out bool mayFitLater)
    {
        mayFitLater = true;
        (long output, long scratch) = task.Work.BytesOf(task.Key);
        long needs = output + scratch,
            limit = (long)(BookedShare * worker.MemoryLimit);
        task.Reserved = needs;
        if (worker.HeldBytes + worker.ReservedBytes + needs <= limit)
            return true;
        if (needs > worker.MemoryLimit)
        {
            mayFitLater = false;
            Fail(
                task,
                new GchunkException(
                    $"{task.Work.NameOf(task.Key)} needs {MemoryBudget.Format(needs)}, but the memory limit of a worker is {MemoryBudget.Format(worker.MemoryLimit)}; rechunk to smaller blocks, or give workers more memory (new Client(memoryLimit: …))"
                )
            );
            return false;
        }
        long excess = worker.HeldBytes + worker.ReservedBytes + needs - limit - worker.SpillingBytes;
        if (excess > 0)
            Spill(worker, excess);
        // With nothing running and nothing going to disk, waiting would not help.
        return worker.Sent.Count == 0 && worker.SpillingBytes == 0;
    }

    // The oldest results go to disk: depth first, they are needed last.
    private static void Spill(WorkerState worker, long bytes)
    {
        MessageWriter? message = null;
        for (LinkedListNode<TaskState>? node = worker.Held.First; node is not null && bytes > 0; node = node.Next)
        {
            TaskState victim = node.Value;
            if (victim.Pins > 0 || victim.Bytes < WorthStaying || victim.IsSpilling)
                continue;
            message ??= new MessageWriter(MessageKind.Spill);
            WriteName(message, victim);
            victim.IsSpilling = true;
            worker.SpillingBytes += victim.Bytes;
            bytes -= victim.Bytes;
        }
        if (message is not null)
            worker.Link.Send(message);
    }

    private static void Assign(WorkerState worker, TaskState task)
    {
        task.Phase = TaskPhase.Sent;
        task.Worker = worker;
        task.Node = worker.Sent.AddLast(task);
        worker.ReservedBytes += task.Reserved;
        foreach (TaskState input in task.Inputs)
            input.Pins++;
    }

    // The task is no longer on its worker.
    private static void TakeBack(TaskState task)
    {
        WorkerState worker = task.Worker!;
        worker.Sent.Remove(task.Node!);
        worker.ReservedBytes -= task.Reserved;
        (task.Worker, task.Node, task.Phase) = (null, null, TaskPhase.Waiting);
        foreach (TaskState input in task.Inputs)
            input.Pins--;
    }

    private static void Write(MessageWriter message, TaskState task, WorkerState worker)
    {
        WriteName(message, task);
        message.WriteCount(task.Inputs.Length);
        foreach (TaskState input in task.Inputs)
        {
            bool here = ReferenceEquals(input.Worker, worker) && input.Place != ResultPlace.Inline;
            message.WriteByte(here ? (byte)ResultPlace.None : (byte)input.Place);
            if (here)
            {
                WriteName(message, input);
            }
            else if (input.Place == ResultPlace.Inline)
            {
                message.WriteBlob(input.Inline);
            }
            else
            {
                message.WriteCount(input.Worker!.Number);
                if (RunEvents.IsWatched)
                    RunEvents.Publish(RunEventKind.BlockMoved, worker.Name, input.Work.NameOf(input.Key), input.Bytes);
                if (input.Place == ResultPlace.File)
                    message.WriteCount(input.Descriptor);
                message.WriteCount(input.Offset);
                message.WriteCount(input.Bytes);
            }
        }
        task.Work.WriteTask(message, task, worker);
    }

    // A worker with nothing to do gets what another has been sent and has not begun.
    private void Rebalance()
    {
        WorkerState? idle = null,
            busiest = null;
        foreach (WorkerState worker in workers)
        {
            if (worker.IsGone)
                continue;
            int ahead = worker.Sent.Count - worker.Threads;
            if (worker.Sent.Count < worker.Threads && worker is { IsPaused: false, IsLeaving: false })
            {
                idle ??= worker;
            }
            else if (
                ahead > 0
                && !worker.IsRevoking
                && ahead > (busiest is null ? 0 : busiest.Sent.Count - busiest.Threads)
            )
            {
                busiest = worker;
            }
        }
        if (idle is null || busiest is null)
            return;
        var message = new MessageWriter(MessageKind.Revoke);
        int wanted = (busiest.Sent.Count - busiest.Threads + 1) / 2;
        for (
            LinkedListNode<TaskState>? node = busiest.Sent.Last;
            node is not null && wanted > 0;
            node = node.Previous, wanted--
        )
        {
            WriteName(message, node.Value);
        }

        busiest.IsRevoking = true;
        busiest.Link.Send(message);
    }
}
