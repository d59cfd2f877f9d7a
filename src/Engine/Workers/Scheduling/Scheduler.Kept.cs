using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

// The results of workers that were killed or retired. Their memory and files outlive them, because this process has them
// open. What was finished is not computed again, so that a run gets on however often workers are killed.
internal sealed partial class Scheduler
{
    // The share of all workers' booked memory that such results may take. The rest are recomputed if their worker was
    // killed, and on disk if it was retired.
    private const double KeptShare = 0.5;

    // A process has 128 TB of addresses.
    private const long MostKeptAddresses = 12L << 40;

    private readonly List<WorkerState> kept = [];
    private long keptBytes;

    /// <summary>The number of workers that are gone whose results are still read.</summary>
    public int Kept
    {
        get
        {
            lock (gate)
                return kept.Count;
        }
    }

    /// <summary>
    /// True if a leaving worker may end: it has no tasks left, and has written to disk those of its results that exceed
    /// the memory in which they are kept. On another machine, workers that stay have taken its results over.
    /// </summary>
    public bool MayEnd(WorkerState worker)
    {
        lock (gate)
        {
            if (worker.Sent.Count + worker.Arriving.Count > 0 || worker.SpillingBytes > 0)
                return false;
            if (worker.Mapped is null)
                return !Moves(worker);
            if (worker.CannotSpill)
                return true;
            long others = workers.Where(w => w.IsLeaving && !ReferenceEquals(w, worker)).Sum(w => w.HeldBytes),
                room = MostKept(workers.Where(w => !w.IsLeaving)) - keptBytes - others;
            if (worker.HeldBytes > room)
                Spill(worker, worker.HeldBytes - room);
            return worker.SpillingBytes == 0;
        }
    }

    private static long MostKept(IEnumerable<WorkerState> all) =>
        (long)(KeptShare * BookedShare * all.Sum(w => w.MemoryLimit));

    // Keeps the results of a worker that was killed from outside or retired; returns those that are lost. The memory of
    // a worker that ended by itself may be damaged. A retired worker has spilled what is too much.
    private ScheduledTask[] Keep(WorkerState worker, Blame blame)
    {
        ScheduledTask[] held = [.. worker.Held, .. worker.Spilled];
        long most = blame == Blame.Retired ? long.MaxValue : MostKept([worker, .. workers]),
            addresses = kept.Sum(w => w.Mapped!.Length);
        List<ScheduledTask> lost = [];
        var blocks = new List<(long, long)>();
        foreach (ScheduledTask task in held)
        {
            // Its worker may have freed the memory already, and not said where the file has it.
            bool isLost =
                blame is not (Blame.Kill or Blame.Retired)
                || worker.Mapped is null
                || addresses > MostKeptAddresses
                || task.IsSpilling;
            if (task.Place == ResultPlace.Memory)
            {
                isLost |= keptBytes > most - task.Bytes;
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
