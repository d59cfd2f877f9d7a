using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Runs;
using Gchunk.Engine.Workers.Scheduling;

namespace Gchunk.Dsl;

// A number of machines that follows the work of all clients.
public abstract partial class NodeCluster
{
    // A machine may have waited in a queue for long, so it is not given back at once.
    private const int IdleMilliseconds = 10_000;

    private AdaptiveNumber? adaptive;
    private ClusterLoads? loads;

    /// <inheritdoc/>
    public void Adapt(int minimum, int maximum)
    {
        if (minimum < 0 || maximum < Math.Max(1, minimum) || maximum > MostMachines)
        {
            throw new GchunkException(
                $"the minimum of the machines is at least 0, and the maximum at least the minimum and from 1 to {MostMachines}; got {minimum} to {maximum}"
            );
        }
        lock (gate)
        {
            CheckOpen();
            loads ??= new ClusterLoads(Folder);
            adaptive = new AdaptiveNumber(minimum, maximum, IdleMilliseconds);
        }
        keeper.Change(0, KeepMilliseconds);
    }

    // Called under the gate, before machines are started.
    private void Follow()
    {
        if (adaptive is null)
            return;
        (long waiting, IReadOnlySet<string>? needed) = Load();
        IReadOnlyList<NodeInfo> alive = nodes.Alive;
        NodeInfo[] spare = needed is null ? [] : [.. alive.Where(n => !needed.Contains(n.Name))];
        int cores = alive.Count > 0 ? alive.Min(n => n.Cores) : 1,
            coming = Math.Max(0, wanted - alive.Count);
        // Those that wait in a queue will take their share of the tasks.
        long missing = Math.Max(0, (waiting + cores - 1) / cores - coming);
        int idle = waiting > 0 || needed is null ? 0 : coming + spare.Length,
            next = adaptive.Next(wanted, missing, idle, Environment.TickCount64),
            fewer = wanted - next;
        wanted = next;
        if (fewer <= 0)
            return;
        int withdrawn = Math.Clamp(Started() - alive.Count, 0, fewer);
        if (withdrawn > 0)
            Withdraw(withdrawn, alive.Select(n => n.Name).ToHashSet(StringComparer.Ordinal));
        NodeInfo[] ended = [.. spare.OrderByDescending(n => n.Name, StringComparer.Ordinal).Take(fewer - withdrawn)];
        if (ended.Length > 0)
            NodeConnection.Stop(Folder, nodes.Authority, ended);
    }

    // A run whose scheduler has no machine yet says nothing of itself.
    private (long Waiting, IReadOnlySet<string>? Needed) Load()
    {
        (long waiting, IReadOnlySet<string>? needed) = loads!.Read(Environment.TickCount64);
        RunState[] runs = [.. RunFolder.All(Folder).Select(r => r.Read()).OfType<RunState>().Where(s => !s.IsFinal)];
        return (
            runs.Length > 0 && nodes.Alive.Count == 0 ? Math.Max(1, waiting) : waiting,
            needed?.Union(runs.Select(s => s.Host)).ToHashSet(StringComparer.Ordinal)
        );
    }
}
