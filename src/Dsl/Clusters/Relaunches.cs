using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Dsl.Clusters;

/// <summary>
/// Decides when machines are started that replace others. Those that end again and again before their node has joined are
/// started ever more rarely, and at last no more.
/// </summary>
internal sealed class Relaunches
{
    /// <summary>How often they are started in vain.</summary>
    public const int Most = 5;

    private const long FirstPause = 2000;

    private readonly HashSet<NodeInfo> joined = [];
    private HashSet<NodeInfo> alive = [];
    private int started;
    private int expected;
    private int told;
    private int rounds;
    private long again;

    /// <summary>The number of machines, in a row, that ended before their node joined.</summary>
    public int Lost { get; private set; }

    /// <summary>True if no more are started.</summary>
    public bool HasGivenUp => rounds >= Most;

    /// <summary>Begins anew.</summary>
    public void Reset() => (Lost, told, rounds, again, expected) = (0, 0, 0, 0, 0);

    /// <summary>Takes note that machines were asked to end: these are not lost when they do, at once or later.</summary>
    /// <param name="number">The number of machines.</param>
    public void Expect(int number) => expected += number;

    /// <summary>Takes note of what runs.</summary>
    /// <param name="startedNow">The number of machines that were started and have not ended.</param>
    /// <param name="aliveNow">The nodes that are alive.</param>
    /// <param name="written">The nodes that have said where they listen; some may be gone.</param>
    public void See(int startedNow, IReadOnlyList<NodeInfo> aliveNow, params IReadOnlyList<NodeInfo> written)
    {
        // A node that has joined leaves some time before or after its machine ends.
        int left = alive.Count(n => !aliveNow.Contains(n));
        int ended = Math.Max(0, started - startedNow),
            excused = Math.Min(ended, expected);
        expected -= excused;
        Lost = Math.Max(0, Lost + ended - excused - left);
        (started, alive) = (startedNow, [.. aliveNow]);
        // One may be killed before it is seen alive.
        if (aliveNow.Count(joined.Add) + written.Count(joined.Add) > 0)
            Reset();
    }

    /// <summary>True if machines may be started now in place of those that ended.</summary>
    /// <param name="now">The time in milliseconds.</param>
    public bool MayStart(long now)
    {
        if (HasGivenUp || now < again)
            return false;
        if (Lost > told)
            rounds++;
        told = Lost;
        again = now + (FirstPause << rounds);
        return !HasGivenUp;
    }
}
