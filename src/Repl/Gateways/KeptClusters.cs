using System.Text.Json;
using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Repl.Gateways;

/// <summary>
/// What the folders of clusters say of the gateway that has started them, so that it finds them when it starts again.
/// </summary>
/// <param name="gateway">What tells this gateway from others of the same account: the file of its settings.</param>
internal sealed class KeptClusters(string gateway)
{
    private const string FileName = "gateway";

    /// <summary>Writes whose a cluster is.</summary>
    public void Keep(string user, DescribedCluster cluster) =>
        ClusterFolder
            .Find(cluster.Name)
            .Store.Write(
                FileName,
                JsonSerializer.SerializeToUtf8Bytes(
                    new Owner(gateway, user, cluster with { Nodes = [] }),
                    GatewayLink.Json
                )
            );

    /// <summary>Finds the clusters that go on. Those are ended whose machines ended with the gateway.</summary>
    /// <param name="add">Takes over a cluster of a user.</param>
    /// <param name="tell">Told of a cluster that cannot be taken over.</param>
    public void Find(Action<string, DescribedCluster, IServedCluster> add, Action<string> tell)
    {
        foreach (string name in ClusterFolder.All())
        {
            try
            {
                ClusterFolder folder = ClusterFolder.Find(name);
                if (Read(folder) is not { } owner || owner.Gateway != gateway)
                    continue;
                var found = new FoundCluster(folder);
                if (QueuedJobs.Of(folder) is null)
                    found.Shutdown();
                else
                    add(owner.User, owner.Cluster with { Name = name }, found);
            }
            catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
            {
                tell($"the cluster {VisibleText.Of(name)} is left alone: {e.Message}");
            }
        }
    }

    private static Owner? Read(ClusterFolder folder)
    {
        try
        {
            return folder.Store.Read(FileName) is { } content
                ? JsonSerializer.Deserialize<Owner>(content, GatewayLink.Json)
                : null;
        }
        catch (JsonException e)
        {
            throw new GchunkException($"{folder.Path}/{FileName} is damaged: {e.Message}", e);
        }
    }

    private sealed record Owner(string Gateway, string User, DescribedCluster Cluster);
}
