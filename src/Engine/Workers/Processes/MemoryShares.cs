using Gchunk.Engine.Execution;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>How workers share the memory of the machine, whatever their number becomes.</summary>
internal static class MemoryShares
{
    // A worker that already holds more than its share keeps so much more, so that it is not ended for what it holds.
    private const double Room = 1.5;

    /// <summary>Returns the memory that the workers of a pool may have together.</summary>
    /// <param name="least">What they were promised, whatever the machine has left.</param>
    /// <param name="most">What the machine had when the first of them started.</param>
    /// <param name="left">What they hold, and their share of what is free and not promised to others.</param>
    public static long Budget(long least, long most, long left) => Math.Max(least, Math.Min(most, left));

    /// <summary>Returns the limit of each worker that is there, and of the new ones.</summary>
    /// <param name="budget">The memory of all workers together, in bytes.</param>
    /// <param name="most">The most that one may use.</param>
    /// <param name="wanted">The number of workers that there will be.</param>
    /// <param name="held">The bytes that each worker uses that is there.</param>
    /// <exception cref="GchunkException">A worker would have too little.</exception>
    public static (long[] Present, long New) Of(long budget, long most, int wanted, ReadOnlySpan<long> held)
    {
        long share = Math.Min(most, budget / Math.Max(1, wanted)),
            left = budget;
        var present = new long[held.Length];
        for (int i = 0; i < present.Length; i++)
        {
            present[i] = Math.Min(most, Math.Max(share, (long)(held[i] * Room)));
            left -= present[i];
        }
        int more = wanted - present.Length;
        long each = more > 0 ? Math.Min(share, left / more) : share;
        if (each < WorkerPool.LeastMemory)
        {
            throw new GchunkException(
                $"{wanted} workers would have {MemoryBudget.Format(Math.Max(0, each))} of memory each, and one needs {MemoryBudget.Format(WorkerPool.LeastMemory)}; the workers share {MemoryBudget.Format(budget)}; end other clients (%workers lists them), or give a memoryLimit"
            );
        }

        return (present, each);
    }
}
