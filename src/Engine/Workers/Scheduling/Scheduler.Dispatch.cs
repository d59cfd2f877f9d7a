using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Workers.Scheduling.Placement;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

// Which worker runs which task next.
internal sealed partial class Scheduler
{
    // The share of a worker's memory limit that results and running tasks may take by the scheduler's books. The rest
    // is for memory that the books do not know of.
    private const double BookedShare = 0.7;

    // A message of tasks is sent when it reaches this size.
    private const int BatchBytes = 1 << 18;

    // The ready tasks that may wait for one worker before others may take them, as a multiple of its capacity.
    private const int Backlog = 2;

    private void Dispatch()
    {
        // Workers report their memory several times a second, which leads here again after a pause.
        if (workers.Count == 0 || RunControl.IsPaused)
            return;
        if (restricted.Count > 0)
            DispatchAside();
        // Tasks are sent when a worker has none for one of its threads.
        dry.RemoveAll(static w => !(w.IsDry = w is { IsGone: false } && w.Queued < w.Threads));
        if (dry.Count == 0)
            return;
        if (HasTasks())
            DispatchToOpen();
        Rebalance();
    }

    // True if there may be a task that can be sent.
    private bool HasTasks()
    {
        if (shared.Count + restricted.Count > 0 || runs.Exists(static r => r.HasMore))
            return true;
        preferring.RemoveAll(static w => !(w.IsPreferring = w.Preferred.Count > 0));
        return preferring.Count > 0;
    }

    private void DispatchToOpen()
    {
        // In rounds, so that every worker gets some before any gets tasks ahead: a few long tasks must not all wait for
        // one worker.
        bool any = true;
        for (int round = 1; any; round++)
        {
            any = false;
            for (int i = 0; i < open.Count; i++)
            {
                WorkerState worker = open[i];
                if (worker.IsPaused || worker.IsGone || worker.IsLeaving || worker.RunsSuspect)
                    continue;
                int most = Math.Min(worker.Capacity, worker.Threads * round);
                if (worker.Queued >= most)
                    continue;
                any |= Fill(worker, most) && most < worker.Capacity;
            }
        }
        open.RemoveAll(static w => !(w.IsOpen = w is { IsGone: false } && w.Queued < w.Capacity));
    }

    // Sends a worker tasks until it has this many. False if there were none to send.
    private bool Fill(WorkerState worker, int most)
    {
        MessageWriter? batch = null;
        bool any = false;
        while (worker.Queued < most && Next(worker) is { } task)
        {
            if (!IsStillReady(task, worker))
                continue;
            if (!Fits(worker, task, out bool mayFitLater))
            {
                if (mayFitLater)
                    Keep(task, worker);
                break;
            }
            if (task.IsSuspect && worker.Queued > 0)
            {
                Keep(task, worker);
                break;
            }
            if (worker.IsGone)
                break;
            batch ??= new MessageWriter(MessageKind.Tasks);
            if (!Write(batch, task, worker))
                continue;
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
        if (batch is not null && !batch.IsEmpty)
            worker.Link.Send(batch);
        return any;
    }

    // Adds a task to a message, after the worker has been sent what it needs for it. A task that cannot be sent, because
    // it is too large for a message or for the memory of this process, fails.
    private bool Write(MessageWriter batch, ScheduledTask task, WorkerState worker)
    {
        int mark = batch.Length;
        try
        {
            MakeKnown(task, worker);
            WriteFields(batch, task, worker);
            return true;
        }
        catch (Exception e) when (e is GchunkException or OutOfMemoryException)
        {
            batch.Truncate(mark);
            Fail(
                task,
                e as GchunkException
                    ?? new GchunkException(
                        $"{task.Run.NameOf(task.Key)} cannot be sent: the client's memory is full; capture less, use gchunk arrays, or raise the limit of its heap",
                        e
                    )
            );
            return false;
        }
    }

    // Sends a worker what it needs to know before it can be sent a task, or can hold its result.
    private static void MakeKnown(ScheduledTask task, WorkerState worker)
    {
        if (!task.Run.Opened.Contains(worker))
        {
            task.Run.Open(worker);
            task.Run.Opened.Add(worker);
        }
        task.Run.Prepare(task, worker);
    }

    // Started chains of tasks come first: tasks whose inputs are here, then tasks for any worker, then new tasks, then
    // tasks whose inputs are at a busy worker.
    private ScheduledTask? Next(WorkerState worker)
    {
        if (restricted.Count > 0 && TakeRestricted(worker) is { } named)
            return named;
        bool pullsFirst = hasPriorities && MostUrgentRun() > MostUrgentReady(worker);
        if (!pullsFirst && (worker.Preferred.TryPopNewest(out ScheduledTask? task) || shared.TryPopNewest(out task)))
        {
            return task;
        }
        for (int i = backlogged.Count - 1; i >= 0 && !pullsFirst; i--)
        {
            if (!IsBacklogged(backlogged[i]))
                backlogged.RemoveAt(i);
            else if (Moving.TryTake(backlogged[i], worker) is { } waiting)
                return waiting;
        }
        // By index, because pulling a task may close its run and remove it from the list.
        for (int i = 0; i < runs.Count; i++)
        {
            ScheduledRun run = runs[i];
            while (run.HasMore)
            {
                ScheduledTask? pulled = run.Pull(worker.Machine, worker.Queued < worker.Threads);
                if (pulled is null || run.IsClosed)
                    break;
                Require(pulled, counted: true);
                if (
                    TakeRestricted(worker) is { } allowed
                    || worker.Preferred.TryPopNewest(out allowed)
                    || shared.TryPopNewest(out allowed)
                )
                {
                    return allowed;
                }
            }
            if (run.IsExhausted && i < runs.Count && ReferenceEquals(runs[i], run))
                runs.RemoveAt(i--);
        }

        foreach (WorkerState other in preferring)
        {
            if (
                !ReferenceEquals(other, worker)
                && (other.Queued >= other.Threads || other.IsPaused)
                && Moving.TryTake(other, worker) is { } waiting
            )
            {
                return waiting;
            }
        }

        return null;
    }

    // Its run may have closed since it became ready, an input may have been lost with its worker, or an input is being
    // spilled, so that only the worker that does it can read it.
    private bool IsStillReady(ScheduledTask task, WorkerState? worker)
    {
        if (task.Phase != TaskPhase.Ready || task.Run.IsClosed)
            return false;
        foreach (ScheduledTask input in task.Inputs)
        {
            if (input.Phase == TaskPhase.Failed)
            {
                Fail(task, input.Error!);
                return false;
            }
        }

        task.Missing = 0;
        foreach (ScheduledTask input in task.Inputs)
        {
            if (input.Phase != TaskPhase.Done || (input.IsSpilling && !ReferenceEquals(input.Worker, worker)))
                Await(task, input);
        }

        if (task.Missing == 0)
            return true;
        task.Phase = TaskPhase.Waiting;
        foreach (ScheduledTask input in task.Inputs)
        {
            if (input.Phase == TaskPhase.Idle)
                Require(input, counted: false);
        }

        return false;
    }

    private bool Fits(WorkerState worker, ScheduledTask task, out bool mayFitLater)
    {
        mayFitLater = true;
        (long output, long scratch) = task.Run.BytesOf(task.Key);
        long needs = output + scratch,
            limit = (long)(BookedShare * worker.MemoryLimit);
        task.Reserved = needs;
        long taken = worker.HeldBytes + worker.ReservedBytes + keptBytes / Math.Max(1, workers.Count);
        if (taken + needs <= limit)
            return true;
        if (needs > worker.MemoryLimit)
        {
            mayFitLater = false;
            Fail(
                task,
                new GchunkException(
                    $"{task.Run.NameOf(task.Key)} needs {MemoryBudget.Format(needs)}, but the memory limit of a worker is {MemoryBudget.Format(worker.MemoryLimit)}; rechunk to smaller blocks, or give workers more memory (new Client(memoryLimit: …))"
                )
            );
            return false;
        }
        long excess = taken + needs - limit - worker.SpillingBytes;
        if (excess > 0)
            Spill(worker, excess);
        // If nothing is running and nothing is being spilled, waiting would not help.
        return worker.Queued == 0 && worker.SpillingBytes == 0;
    }

    // Spills the oldest results: since tasks run depth first, these are needed last.
    private static void Spill(WorkerState worker, long bytes)
    {
        MessageWriter? message = null;
        for (LinkedListNode<ScheduledTask>? node = worker.Held.First; node is not null && bytes > 0; node = node.Next)
        {
            ScheduledTask victim = node.Value;
            if (victim.Pins > 0 || victim.Bytes < WorthStaying || victim.IsSpilling || victim.MovesTo is not null)
                continue;
            message ??= new MessageWriter(MessageKind.Spill);
            victim.Name.Write(message);
            victim.IsSpilling = true;
            worker.BeginSpill(victim.Name, victim.Bytes);
            bytes -= victim.Bytes;
        }
        if (message is not null)
            worker.Link.Send(message);
    }

    private static void Assign(WorkerState worker, ScheduledTask task)
    {
        task.Phase = TaskPhase.Sent;
        task.Worker = worker;
        task.Node = worker.Sent.AddLast(task);
        worker.ReservedBytes += task.Reserved;
        worker.Use(task, 1);
        foreach (ScheduledTask input in task.Inputs)
            input.Pins++;
    }

    // Takes a task off its worker.
    private void TakeBack(ScheduledTask task)
    {
        WorkerState worker = task.Worker!;
        worker.Sent.Remove(task.Node!);
        worker.ReservedBytes -= task.Reserved;
        worker.Use(task, -1);
        Reopen(worker);
        (task.Worker, task.Node, task.Phase) = (null, null, TaskPhase.Waiting);
        foreach (ScheduledTask input in task.Inputs)
            input.Pins--;
    }

    private static void WriteFields(MessageWriter message, ScheduledTask task, WorkerState worker)
    {
        task.Name.Write(message);
        message.WriteCount(task.Inputs.Length);
        foreach (ScheduledTask input in task.Inputs)
            WritePlace(message, input, worker);
        task.Run.WriteTask(message, task);
    }

    // Writes where a result is, for a worker that will read it.
    private static void WritePlace(MessageWriter message, ScheduledTask input, WorkerState worker)
    {
        bool here = ReferenceEquals(input.Worker, worker) && input.Place != ResultPlace.Inline;
        message.WriteByte(here ? (byte)ResultPlace.None : (byte)input.Place);
        if (here)
        {
            input.Name.Write(message);
        }
        else if (input.Place == ResultPlace.Inline)
        {
            message.WriteBlob(input.Inline);
        }
        else
        {
            message.WriteCount(input.Worker!.PeerNumber);
            if (RunEvents.IsWatched)
            {
                RunEvents.Publish(
                    RunEventKind.BlockMoved,
                    worker.Name,
                    input.Run.NameOf(input.Key),
                    input.Bytes,
                    input.Worker.Name
                );
            }

            if (input.Place == ResultPlace.File)
                message.WriteCount(input.Worker.IsKept ? input.Worker.Mapped!.SpillHere : input.Descriptor);
            message.WriteCount(input.Offset);
            message.WriteCount(input.Bytes);
        }
    }

    // Takes tasks that the busiest worker has not started, for a worker that has nothing to do.
    private void Rebalance()
    {
        WorkerState? idle = null,
            busiest = null;
        foreach (WorkerState worker in workers)
        {
            if (worker.IsGone)
                continue;
            int ahead = worker.Queued - worker.Threads;
            if (worker.Queued < worker.Threads && worker is { IsPaused: false, IsLeaving: false })
            {
                idle ??= worker;
            }
            else if (
                ahead > 0
                && !worker.IsRevoking
                && ahead > (busiest is null ? 0 : busiest.Queued - busiest.Threads)
            )
            {
                busiest = worker;
            }
        }
        if (idle is null || busiest is null)
            return;
        var message = new MessageWriter(MessageKind.Revoke);
        int wanted = (busiest.Queued - busiest.Threads + 1) / 2;
        for (
            LinkedListNode<ScheduledTask>? node = busiest.Sent.Last;
            node is not null && wanted > 0;
            node = node.Previous, wanted--
        )
        {
            if (Moving.IsWorthwhile(node.Value, busiest, idle))
                node.Value.Name.Write(message);
        }
        if (message.IsEmpty)
            return;
        busiest.IsRevoking = true;
        busiest.Link.Send(message);
    }
}
