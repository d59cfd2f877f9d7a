using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Dsl;

/// <summary>A cluster that a gateway has started: <see cref="Gateway.NewCluster"/>, <see cref="Gateway.Connect"/>.</summary>
/// <remarks>
/// Its clients connect to the machines directly, by a certificate that the gateway issues for them. While the object is
/// open, it tells the gateway that somebody uses the cluster.
/// </remarks>
[DoesNotTravel("it holds a key of a cluster")]
public sealed class GatewayCluster : ICluster
{
    private const int PulseMilliseconds = 5000,
        AskMilliseconds = 200,
        MostName = 200;

    private readonly GatewayLink link;
    private readonly bool isOwned;
    private readonly string scratch = Directory.CreateTempSubdirectory("gchunk-gateway-").FullName;
    private readonly Lock gate = new();
    private readonly Timer pulse;
    private DescribedCluster last;
    private ClusterCredentials? credentials;

    internal GatewayCluster(GatewayLink link, DescribedCluster described, bool isOwned)
    {
        (this.link, this.isOwned, last) = (link, isOwned, described);
        Folder = ClusterFolder.CreateCopy(
            scratch,
            described.Name,
            own => new GatewayStore(link, PathOf(described.Name), own)
        );
        Take(described);
        pulse = new Timer(_ => Pulse(), null, PulseMilliseconds, PulseMilliseconds);
    }

    /// <summary>The name of the cluster, by which <see cref="Gateway.Connect"/> finds it.</summary>
    public string Name => Folder.Name;

    /// <inheritdoc/>
    public IReadOnlyList<NodeInfo> Nodes => IsClosed ? [] : Refresh().Ready();

    /// <inheritdoc/>
    public ClusterRuns Runs => new(Folder);

    /// <summary>True if it was shut down or disposed here.</summary>
    public bool IsClosed { get; private set; }

    internal ClusterFolder Folder { get; }

    // What lets this process belong to the cluster. It is never written anywhere. Each client has one of its own: it may
    // go on after this object is closed.
    internal ClusterAuthority IssueAuthority()
    {
        lock (gate)
        {
            CheckOpen();
            credentials ??= link.Ask<ClusterCredentials>(HttpMethod.Get, PathOf(Name) + "/connection");
            return ClusterAuthority.By(credentials);
        }
    }

    /// <inheritdoc/>
    public void Scale(int number)
    {
        CheckOpen();
        link.Tell(HttpMethod.Put, PathOf(Name), new WantedMachines(number));
    }

    /// <inheritdoc/>
    public void Adapt(int minimum, int maximum)
    {
        CheckOpen();
        link.Tell(HttpMethod.Put, PathOf(Name) + "/adapt", new WantedRange(minimum, maximum));
    }

    /// <summary>Waits until at least as many machines are ready.</summary>
    /// <param name="number">The number of machines.</param>
    /// <param name="timeout">The longest time to wait; for ever by default.</param>
    /// <exception cref="TimeoutException">They were not in that time.</exception>
    /// <exception cref="OperationCanceledException">The user asked to stop.</exception>
    public void WaitForNodes(int number, TimeSpan? timeout = null) =>
        NodeCluster.Wait(
            number,
            timeout,
            () =>
            {
                CheckOpen();
                int ready = Nodes.Count;
                return ready < number && last.Trouble is { } why ? throw new GchunkException(why) : ready;
            },
            AskMilliseconds
        );

    /// <inheritdoc/>
    public Client GetClient() => new(this);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Logs()
    {
        CheckOpen();
        return link.Ask<Dictionary<string, string[]>>(HttpMethod.Get, PathOf(Name) + "/logs")
            .ToDictionary(l => VisibleText.Of(l.Key), l => (IReadOnlyList<string>)l.Value, StringComparer.Ordinal);
    }

    /// <summary>Ends all machines, whoever started them.</summary>
    public void Shutdown()
    {
        if (IsClosed)
            return;
        try
        {
            link.End(PathOf(Name));
        }
        catch (GatewayRefusal e) when (e.IsMissing) { } // somebody else has ended it
        Close();
    }

    /// <summary>Shuts the cluster down if <see cref="Gateway.NewCluster"/> returned this object; else it goes on.</summary>
    public void Dispose()
    {
        try
        {
            if (isOwned)
                Shutdown();
        }
        finally
        {
            // From now on nobody tells the gateway that the cluster is used, so it ends there at last.
            Close();
        }
    }

    /// <summary>Returns the name and the number of machines.</summary>
    public override string ToString() =>
        $"GatewayCluster {GatewayClusterReport.Of(last)}{(IsClosed ? ", closed" : "")}";

    internal static string PathOf(string name) =>
        ClusterFolder.IsName(name)
            ? $"/clusters/{name}"
            : throw new GchunkException(
                $"the name of a cluster is up to 64 letters, digits, '-' and '_'; got {VisibleText.Of(name)}"
            );

    private DescribedCluster Refresh()
    {
        DescribedCluster now = link.Ask<DescribedCluster>(HttpMethod.Get, PathOf(Name));
        Take(now);
        return now;
    }

    // Clients ask the nodes themselves who is alive, but the first must be known, and others when all were lost.
    private void Take(DescribedCluster now)
    {
        lock (gate)
        {
            if (IsClosed)
                return;
            last = now;
            NodeInfo[] ready = [.. now.Ready().Where(n => IsFileName(n.Name))];
            NodeInfo[] written = [.. Folder.WrittenNodes()];
            foreach (NodeInfo gone in written.Except(ready))
                Folder.Forget(gone);
            foreach (NodeInfo node in ready.Except(written))
                Folder.Write(node);
        }
    }

    // It comes from outside.
    private static bool IsFileName(string name) =>
        name.Length is > 0 and <= MostName
        && name[0] != '.'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private void Pulse()
    {
        try
        {
            Refresh();
        }
        // On the thread of a timer, an exception would end the program. It is asked again soon.
        catch (Exception e) when (e is GchunkException or OperationCanceledException or IOException) { }
    }

    private void Close()
    {
        lock (gate)
        {
            if (IsClosed)
                return;
            IsClosed = true;
        }
        pulse.Dispose();
        Leftovers.TryDelete(scratch, isFolder: true);
    }

    private void CheckOpen()
    {
        if (IsClosed)
            throw new GchunkException("the cluster was shut down; ask the gateway for another one");
    }
}
