using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

// The results of workers that were killed. Their memory and files outlive them, because this process has them open. What
// was finished is not computed again, so that a run gets on however often workers are killed.
internal sealed partial class Scheduler
{
    // The share of all workers' booked memory that such results may take; the rest are recomputed.
    private const double KeptShare = 0.5;

    // A process has 128 TB of addresses.
    private const long MostKeptAddresses = 12L << 40;

    private readonly List<WorkerState> kept = [];
    private long keptBytes;

    /// <summary>The number of workers that were killed whose results are still read.</summary>
    public int Kept
    {
        get
        {
            lock (gate)
                return kept.Count;
        }
    }

    // Keeps the results of a worker that was killed from outside; returns those that are lost. The memory of a worker
    // that ended by itself may be damaged, and that of a worker that was dismissed is to be free.
    private ScheduledTask[] Keep(WorkerState worker, Blame blame)
    {
        ScheduledTask[] held = [.. worker.Held, .. worker.Spilled];
        long most = (long)(KeptShare * BookedShare * (worker.MemoryLimit + workers.Sum(w => w.MemoryLimit))),
            addresses = kept.Sum(w => w.Mapped!.Length);
        List<ScheduledTask> lost = [];
        var blocks = new List<(long, long)>();
        foreach (ScheduledTask task in held)
        {
            // Its worker may have freed the memory already, and not said where the file has it.
            bool isLost =
                blame != Blame.Kill || worker.Mapped is null || addresses > MostKeptAddresses || task.IsSpilling;
            if (task.Place == ResultPlace.Memory)
            {
                isLost |= keptBytes + task.Bytes > most;
                keptBytes += isLost ? 0 : task.Bytes;
                // A task that reads it now reads it to its end.
                if (!isLost || task.Pins > 0)
                    blocks.Add((task.Offset, task.Bytes));
            }
            if (isLost)
                lost.Add(task);
        }
        Part(worker.Number);
        if (lost.Count == held.Length)
            return held;
        // The lost ones are dropped before the worker is kept, and so are not counted as kept.
        worker.Mapped!.Share().DiscardAllBut(blocks);
        kept.Add(worker);
        foreach (WorkerState other in workers)
            Lead(other, worker);
        foreach (ScheduledTask task in lost)
            DropResult(task);
        worker.IsKept = true;
        return [.. lost];
    }

    // Recomputes results that are lost, if they are needed.
    private void Lose(ScheduledTask[] lost)
    {
        foreach (ScheduledTask task in lost)
        {
            DropResult(task);
            task.Phase = TaskPhase.Idle;
            if (task.Holds > 0 || task.Waiters is { Count: > 0 })
                Require(task, counted: false);
        }
    }

    // A worker could not read what a killed one has left, so it is recomputed.
    private void GiveUp(WorkerState killed) => Lose([.. killed.Held, .. killed.Spilled]);

    // Takes note that a result of a killed worker is no longer needed; after the last one its memory is free.
    private void Dropped(WorkerState killed, ResultPlace place, long offset, long bytes, bool isRead)
    {
        if (place == ResultPlace.Memory)
        {
            keptBytes -= bytes;
            if (!isRead)
                killed.Mapped!.Discard(offset, bytes);
        }
        if (killed.Held.Count + killed.Spilled.Count > 0)
            return;
        killed.IsKept = false;
        kept.Remove(killed);
        Part(killed.KeptNumber);
        killed.Memory.Dispose();
    }

    // Tells a worker where the memory of a killed one is now.
    private static void Lead(WorkerState worker, WorkerState killed)
    {
        var message = new MessageWriter(MessageKind.Peer);
        message.WriteCount(killed.KeptNumber);
        Hello.WriteAddress(message, killed.Mapped!.Here);
        worker.Link.Send(message);
    }

    // Tells the workers that another one is gone.
    private void Part(int number)
    {
        foreach (WorkerState worker in workers)
        {
            var message = new MessageWriter(MessageKind.PeerGone);
            message.WriteCount(number);
            worker.Link.Send(message);
        }
    }
}
