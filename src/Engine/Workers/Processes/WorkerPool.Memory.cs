using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Scheduling;

namespace Gchunk.Engine.Workers.Processes;

// The memory that the workers of this machine are promised, beside those of the other pools of this process.
public sealed partial class WorkerPool
{
    // One at a time, so that two pools are not promised the same memory.
    private static readonly Lock Promises = new();

    private readonly long mostTogether,
        leastTogether;
    private long share; // of a new worker

    /// <summary>The most memory that a worker may use, in bytes. More workers than at the start have less.</summary>
    public long MemoryLimit { get; }

    // What the workers may still take: their limits without what they hold already.
    private long Outstanding
    {
        get
        {
            WorkerState[] present = Present();
            long promised = present.Sum(w => w.MemoryLimit) + (Math.Max(0, wanted - present.Length) * share);
            return Math.Max(0, promised - present.Sum(w => w.ProcessBytes));
        }
    }

    private WorkerState[] Present() => [.. scheduler.Workers.Where(w => !w.IsLeaving)];

    // Sets the number of workers, which share what the machine has and what no other pool was promised. Called under the
    // gate.
    private void Share(int workers)
    {
        // Workers of other machines have those machines' memory.
        if (nodes is not null)
        {
            wanted = workers;
            return;
        }
        lock (Promises)
        {
            long others = AllOpen.Where(p => p != this && p.nodes is null).Sum(p => p.Outstanding);
            WorkerState[] present = Present();
            long[] held = Array.ConvertAll(present, w => w.ProcessBytes);
            long budget = MemoryShares.Budget(
                leastTogether,
                mostTogether,
                held.Sum() + MemoryBudget.FreeBeside(others)
            );
            (long[] limits, share) = MemoryShares.Of(budget, MemoryLimit, workers, held);
            for (int i = 0; i < present.Length; i++)
                present[i].MemoryLimit = limits[i];
            wanted = workers;
        }
    }

    // As Share, but without an error if the memory does not suffice. Called under the gate.
    private bool CanShare(int workers)
    {
        try
        {
            Share(workers);
            return true;
        }
        catch (GchunkException)
        {
            return false;
        }
    }

    // Another pool has ended: workers that have less than their limit because of it may have more.
    private void Regain()
    {
        lock (gate)
        {
            if (!isClosed && nodes is null && share < MemoryLimit)
                CanShare(wanted);
        }
    }
}
