using Gchunk.Dsl;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Cluster.Stores;
using Gchunk.Repl.Nodes;

namespace Gchunk.Repl.Gateways;

/// <summary>A cluster that a gateway serves.</summary>
internal interface IServedCluster
{
    /// <summary>The machines that are ready.</summary>
    IReadOnlyList<NodeInfo> Nodes { get; }

    /// <summary>The number of machines that are there or come.</summary>
    int Machines { get; }

    /// <summary>Why no more machines are started, or null if they are.</summary>
    string? Trouble { get; }

    /// <summary>Starts or ends machines until there are as many as given.</summary>
    void Scale(int machines);

    /// <summary>Lets the number of machines follow the work, while the gateway runs.</summary>
    void Adapt(int minimum, int maximum);

    /// <summary>What the members of the cluster share.</summary>
    IClusterStore Store { get; }

    /// <summary>Returns the last lines of each log.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<string>> Logs();

    /// <summary>Issues what a client needs to belong to the cluster.</summary>
    ClusterCredentials IssueCredentials();

    /// <summary>Ends all machines.</summary>
    void Shutdown();

    /// <summary>Leaves the cluster when the gateway ends: what can go on without it, does.</summary>
    void Leave();
}

/// <summary>A cluster that this gateway has started. Machines that are lost are replaced.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class StartedCluster(NodeCluster cluster) : IServedCluster
{
    /// <inheritdoc/>
    public IReadOnlyList<NodeInfo> Nodes => cluster.Nodes;

    /// <inheritdoc/>
    public int Machines => cluster.Machines;

    /// <inheritdoc/>
    public string? Trouble => cluster.Trouble;

    /// <inheritdoc/>
    public void Scale(int machines) => cluster.Scale(machines);

    /// <inheritdoc/>
    public void Adapt(int minimum, int maximum) => cluster.Adapt(minimum, maximum);

    /// <inheritdoc/>
    public IClusterStore Store => cluster.Folder.Store;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Logs() => cluster.Logs();

    /// <inheritdoc/>
    public ClusterCredentials IssueCredentials() => FoundCluster.CredentialsOf(cluster.Folder);

    /// <inheritdoc/>
    public void Shutdown() => cluster.Shutdown();

    /// <inheritdoc/>
    public void Leave()
    {
        if (cluster is not JobQueueCluster)
            cluster.Shutdown();
    }
}

/// <summary>A cluster that this gateway finds when it starts again. Its machines are jobs of a queue.</summary>
/// <param name="folder">Its folder.</param>
internal sealed class FoundCluster(ClusterFolder folder) : IServedCluster
{
    /// <inheritdoc/>
    public IReadOnlyList<NodeInfo> Nodes => folder.WrittenNodes();

    /// <inheritdoc/>
    public int Machines => Nodes.Count;

    /// <inheritdoc/>
    public string? Trouble => null;

    /// <inheritdoc/>
    public void Scale(int machines) => ClusterCommand.Scale(folder, machines);

    /// <inheritdoc/>
    public void Adapt(int minimum, int maximum) =>
        throw new RefusedRequest(
            Microsoft.AspNetCore.Http.StatusCodes.Status409Conflict,
            "the cluster was started before the gateway, which cannot adapt it; scale it"
        );

    /// <inheritdoc/>
    public IClusterStore Store => folder.Store;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Logs() => ClusterCommand.LogsOf(folder);

    /// <inheritdoc/>
    public ClusterCredentials IssueCredentials() => CredentialsOf(folder);

    /// <inheritdoc/>
    public void Shutdown() => ClusterCommand.Stop(folder);

    /// <inheritdoc/>
    public void Leave() { }

    /// <summary>Issues credentials of a cluster.</summary>
    public static ClusterCredentials CredentialsOf(ClusterFolder folder)
    {
        using ClusterAuthority authority = ClusterAuthority.Open(folder);
        return authority.IssueCredentials();
    }
}
