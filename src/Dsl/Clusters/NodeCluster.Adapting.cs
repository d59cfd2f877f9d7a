using Gchunk.Dsl.Clusters;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Runs;

namespace Gchunk.Dsl;

// A number of machines that follows the work of all clients.
public abstract partial class NodeCluster
{
    // A machine may have waited in a queue for long, so it is not given back at once.
    private const int IdleMilliseconds = 10_000;

    private AdaptedMachines? adaptive;
    private OpenRuns? runs;
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
            ForgetFailures();
            loads ??= new ClusterLoads(Folder);
            runs ??= new OpenRuns(Folder);
            adaptive = new AdaptedMachines(minimum, maximum, IdleMilliseconds)
            {
                Started = Started,
                Withdraw = WithdrawBut,
                Stop = ended =>
                {
                    NodeConnection.Stop(Folder, nodes.Authority, ended);
                    relaunches.Expect(ended.Count);
                },
            };
        }
        keeper.Change(0, KeepMilliseconds);
    }

    // Called under the gate.
    private void EndAdapting()
    {
        adaptive = null;
        loads?.End();
        loads = null;
    }

    // Called under the gate, before machines are started.
    private void Follow()
    {
        if (adaptive is null)
            return;
        (long waiting, IReadOnlySet<string>? needed) = Load();
        adaptive.Wanted = wanted;
        try
        {
            adaptive.Follow(nodes.Alive, waiting, needed, Environment.TickCount64);
        }
        finally
        {
            wanted = adaptive.Wanted;
        }
    }

    // A run whose scheduler has no machine yet says nothing of itself.
    private (long Waiting, IReadOnlySet<string>? Needed) Load()
    {
        (long waiting, IReadOnlySet<string>? needed) = loads!.Read(Environment.TickCount64);
        // Nobody goes on with a run that cannot be read; its line among the runs says so.
        IReadOnlyList<(RunFolder Folder, RunState State)> open = runs!.Read(static _ => { });
        return (
            open.Count > 0 && nodes.Alive.Count == 0 ? Math.Max(1, waiting) : waiting,
            needed?.Union(open.Select(r => r.State.Host)).ToHashSet(StringComparer.Ordinal)
        );
    }
}
