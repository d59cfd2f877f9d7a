using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Scheduling;

namespace Gchunk.Dsl.Clusters;

/// <summary>Decides how many machines a cluster has that follows its work, and ends those that are not needed.</summary>
/// <param name="least">The least number.</param>
/// <param name="most">The greatest number.</param>
/// <param name="idleMilliseconds">The time for which a machine is spare before it ends.</param>
internal sealed class AdaptedMachines(int least, int most, long idleMilliseconds)
{
    private readonly AdaptiveNumber<NodeInfo> number = new(least, most, idleMilliseconds);

    // Machines that have not joined yet and are no longer wanted.
    private int withdrawing;

    /// <summary>Returns the number of machines that were started and have not ended.</summary>
    public required Func<int> Started { get; init; }

    /// <summary>Ends machines that have not joined yet; it receives how many, and those that have.</summary>
    public required Action<int, IReadOnlyList<NodeInfo>> Withdraw { get; init; }

    /// <summary>Tells machines to end.</summary>
    public required Action<IReadOnlyList<NodeInfo>> Stop { get; init; }

    /// <summary>The number that is wanted.</summary>
    public int Wanted { get; set; }

    /// <summary>Follows the work. What could not be ended is tried again the next time.</summary>
    /// <param name="alive">The machines that have joined.</param>
    /// <param name="waiting">The number of tasks that wait.</param>
    /// <param name="needed">The names of the machines that are needed; null if that is not known.</param>
    /// <param name="now">The time in milliseconds.</param>
    public void Follow(IReadOnlyList<NodeInfo> alive, long waiting, IReadOnlySet<string>? needed, long now)
    {
        bool isQuiet = waiting == 0 && needed is not null;
        NodeInfo[] spare = isQuiet
            ? [.. alive.Where(n => !needed!.Contains(n.Name)).OrderByDescending(n => n.Name, StringComparer.Ordinal)]
            : [];
        int cores = alive.Count > 0 ? alive.Min(n => n.Cores) : 1,
            coming = Math.Max(0, Wanted - alive.Count),
            before = Wanted;
        // Those that wait in a queue will take their share of the tasks.
        long missing = Math.Max(0, (waiting + cores - 1) / cores - coming);
        (Wanted, NodeInfo[] idle) = number.Next(before, alive.Count, missing, spare, isQuiet ? coming : 0, now);
        withdrawing = missing > 0 ? 0 : withdrawing + Math.Max(0, before - Wanted);
        withdrawing = withdrawing > 0 ? Math.Clamp(Started() - alive.Count, 0, withdrawing) : 0;
        if (withdrawing > 0)
        {
            Withdraw(withdrawing, alive);
            withdrawing = 0;
        }
        // Of those that are there, not of those that were wanted: one that did not end is told again.
        if (idle.Length > 0 && alive.Count > Wanted)
            Stop([.. idle.Take(alive.Count - Wanted)]);
    }
}
