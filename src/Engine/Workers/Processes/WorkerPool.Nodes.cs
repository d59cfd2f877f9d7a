using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Processes;

// The workers of a cluster: each of its nodes starts some and passes on their messages.
public sealed partial class WorkerPool
{
    // A machine that is started for a client may wait in a queue.
    private static readonly TimeSpan QueueTime = TimeSpan.FromHours(24);

    private readonly NodeSet? nodes;

    // How many of the workers of a node were retired, and are not to be replaced.
    private readonly Dictionary<NodeInfo, int> retired = [];

    /// <summary>Starts workers on all nodes of a cluster, now and when others join, and waits for the first.</summary>
    /// <param name="folder">The folder of the cluster.</param>
    /// <param name="authority">Its authority; by default the folder has that.</param>
    /// <exception cref="GchunkException">No node can be reached, or no worker starts.</exception>
    internal static WorkerPool Over(ClusterFolder folder, ClusterAuthority? authority = null)
    {
        // It may be for this client that the first machine is started.
        var nodes = new NodeSet(folder, authority) { Load = static () => (1, []) };
        try
        {
            IReadOnlyList<NodeInfo> first = nodes.WaitForFirst(ClusterLoads.AreAsked(folder) ? QueueTime : StartTime);
            var pool = new WorkerPool(nodes, 1, Math.Max(LeastMemory, first.Min(n => n.Memory / n.Cores)), null);
            nodes.Changed = pool.FollowNodes;
            nodes.Load = pool.Load;
            pool.FollowNodes();
            try
            {
                pool.WaitForWorkers(1, StartTime);
            }
            catch (Exception e)
            {
                pool.Dispose();
                throw e is TimeoutException
                    ? new GchunkException($"no worker of the cluster was there within {StartTime.TotalSeconds:0} s", e)
                    : e;
            }
            return pool;
        }
        catch
        {
            nodes.Dispose();
            throw;
        }
    }

    /// <summary>The nodes that are alive; none for the workers of this machine.</summary>
    internal IReadOnlyList<NodeInfo> Nodes => nodes?.Alive ?? [];

    /// <summary>The folder of the cluster whose workers these are, or null for those of this machine.</summary>
    internal ClusterFolder? Cluster => nodes?.Folder;

    private (long Waiting, string[] Needed) Load()
    {
        (long waiting, WorkerState[] idle) = scheduler.Load();
        return (
            waiting,
            [
                .. scheduler
                    .Workers.Except(idle)
                    .Select(w => (w.Memory as RemoteMemory)?.Node.Name)
                    .OfType<string>()
                    .Distinct(),
            ]
        );
    }

    private void FollowNodes()
    {
        lock (gate)
        {
            foreach (RemoteWorker lost in processes.Values.OfType<RemoteWorker>().Where(w => !nodes!.Has(w.Node)))
                End(lost, $"its node {lost.Node.Name} is gone", isBlamed: false);
            Retry();
        }
    }

    // Starts what is missing on each node. Called under the gate.
    private void AdjustNodes()
    {
        wanted = 0;
        foreach (NodeInfo node in nodes!.Usable)
        {
            int cores = node.Cores - retired.GetValueOrDefault(node),
                there = processes.Values.Count(p =>
                    p is RemoteWorker { Reason: null, Worker: null or { IsLeaving: false } } remote
                    && remote.Node == node
                );
            for (; there < cores; there++)
            {
                var worker = new RemoteWorker(nodes, node, ++lastTicket);
                processes[worker.Ticket] = worker;
                worker.OnEnd(() => Ended(worker));
                worker.Start(Serve);
            }
            wanted += cores;
        }
        Monitor.PulseAll(gate);
    }

    private void Serve(RemoteWorker started, TlsConnection connection, Hello hello)
    {
        started.HasConnected = true;
        var link = new WorkerLink(connection.Socket, connection.Stream, "gchunk client");
        Serve(link, hello, started, started.Memory, started.MemoryLimit);
    }

    // False if the worker is on the same machine, where its memory is shared.
    private static bool TellRemote(WorkerState whom, WorkerState of)
    {
        if (of.Memory is not RemoteMemory there || (whom.Memory as RemoteMemory)?.Node == there.Node)
            return false;
        var message = new MessageWriter(MessageKind.RemotePeer);
        message.WriteCount(of.Number);
        there.Node.Write(message);
        message.WriteCount(there.Pool);
        whom.Link.Send(message);
        return true;
    }

    private void CheckLocal(string what)
    {
        if (nodes is not null)
        {
            throw new GchunkException(
                $"{what} of the client is for workers of this machine; use {what} of the cluster"
            );
        }
    }
}
