using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// The nodes of a cluster as a client sees them. It asks one of them once a second which are alive: they watch each
/// other.
/// </summary>
[DoesNotTravel("it holds connections of this process")]
internal sealed class NodeSet : IDisposable
{
    private const int PollMilliseconds = 1000;

    // A node whose connection broke is not used for so long unless the others go on to call it alive.
    private const int SuspectMilliseconds = 2500;

    // After so long without an answer of any node, all of them are gone.
    private const int SilenceMilliseconds = 5000;

    private readonly ClusterFolder folder;
    private readonly Lock gate = new();
    private readonly Dictionary<NodeInfo, long> suspects = [];
    private readonly ManualResetEventSlim end = new();
    private NodeInfo[] alive = [];
    private ClientLoad told = new(0, 0, []);
    private long toldAt = long.MinValue / 2;

    /// <summary>Opens a cluster.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="authority">Its authority; by default the folder has that.</param>
    /// <exception cref="GchunkException">Its keys cannot be read.</exception>
    public NodeSet(ClusterFolder folder, ClusterAuthority? authority = null)
    {
        this.folder = folder;
        Authority = authority ?? ClusterAuthority.Open(folder);
        Links = new BlockLinks(Authority);
        Pool = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
        new Thread(Watch) { IsBackground = true, Name = "gchunk nodes" }.Start();
    }

    /// <summary>The folder of the cluster.</summary>
    public ClusterFolder Folder => folder;

    public ClusterAuthority Authority { get; }

    public BlockLinks Links { get; }

    /// <summary>The number of the pool of this client.</summary>
    public ulong Pool { get; }

    /// <summary>Called when the nodes may have changed.</summary>
    public Action? Changed { get; set; }

    /// <summary>
    /// Returns the number of tasks that wait for a worker, and the names of the nodes that are needed. Null for somebody who
    /// has no work.
    /// </summary>
    public Func<(long Waiting, string[] Needed)>? Load { get; set; }

    /// <summary>The nodes that are alive.</summary>
    public IReadOnlyList<NodeInfo> Alive => Volatile.Read(ref alive);

    /// <summary>The nodes on which workers can be started now.</summary>
    public NodeInfo[] Usable
    {
        get
        {
            lock (gate)
                return [.. Alive.Where(n => !suspects.ContainsKey(n))];
        }
    }

    /// <summary>True if a node is alive.</summary>
    public bool Has(NodeInfo node) => Alive.Contains(node);

    /// <summary>Takes note that a connection to a node broke or could not be made.</summary>
    public void Suspect(NodeInfo node)
    {
        lock (gate)
            suspects[node] = Environment.TickCount64 + SuspectMilliseconds;
    }

    /// <summary>Waits until a node can be reached.</summary>
    /// <exception cref="GchunkException">None could be.</exception>
    /// <exception cref="OperationCanceledException">The user asked to stop.</exception>
    public IReadOnlyList<NodeInfo> WaitForFirst(TimeSpan patience)
    {
        long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (Alive.Count == 0)
        {
            if (Environment.TickCount64 > until)
            {
                throw new GchunkException(
                    $"no node of the cluster {folder.Name} was there within {patience.TotalSeconds:0} s"
                );
            }
            Interrupt.Wait(50);
        }
        return Alive;
    }

    public void Dispose()
    {
        end.Set();
        ClusterLoads.Forget(folder, ClientName);
        Links.Dispose();
    }

    private string ClientName => Pool.ToString("x16", CultureInfo.InvariantCulture);

    private void TellLoad()
    {
        if (Load is not { } load || end.IsSet || Environment.TickCount64 - toldAt < PollMilliseconds)
            return;
        (long waiting, string[] needed) = load();
        toldAt = Environment.TickCount64;
        ClusterLoads.Tell(folder, ClientName, told = new ClientLoad(told.Number + 1, waiting, needed));
    }

    private void Watch()
    {
        for (long heard = Environment.TickCount64; !end.IsSet; )
        {
            NodeInfo[]? now = Ask();
            if (now is not null)
                heard = Environment.TickCount64;
            // Nodes that leave say so in the folder; others may have been killed together.
            else if (Environment.TickCount64 - heard > SilenceMilliseconds || folder.WrittenNodes().Count == 0)
                now = [];
            if (now is not null && Take(now))
                Changed?.Invoke();
            TellLoad();
            end.Wait(Alive.Count == 0 ? PollMilliseconds / 10 : PollMilliseconds);
        }
    }

    private bool Take(NodeInfo[] now)
    {
        lock (gate)
        {
            bool changed = !now.ToHashSet().SetEquals(alive);
            foreach ((NodeInfo node, long until) in suspects.ToArray())
            {
                if (Environment.TickCount64 > until)
                    changed |= suspects.Remove(node);
            }
            Volatile.Write(ref alive, now);
            return changed;
        }
    }

    // Asks the nodes in turn until one answers. Null if none does.
    private NodeInfo[]? Ask()
    {
        foreach (NodeInfo node in (IEnumerable<NodeInfo>)[.. Usable, .. Written()])
        {
            if (end.IsSet)
                return null;
            try
            {
                return NodeConnection.Nodes(node, Authority);
            }
            catch (GchunkException)
            {
                Suspect(node);
            }
        }
        return null;
    }

    // The nodes that said in the folder where they listen. Some may be gone.
    private IEnumerable<NodeInfo> Written() => folder.WrittenNodes().Where(n => !Alive.Contains(n));
}
