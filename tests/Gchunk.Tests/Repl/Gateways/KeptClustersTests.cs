using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Repl.Gateways;
using Xunit;

namespace Gchunk.Tests.Repl.Gateways;

/// <summary>What a gateway finds of those before it.</summary>
[Collection("whole process")]
public sealed class KeptClustersTests : IDisposable
{
    private const string Variable = "GCHUNK_CLUSTERS";

    private readonly TemporaryFolder folder = new();
    private readonly string? before = Environment.GetEnvironmentVariable(Variable);

    public KeptClustersTests() => Environment.SetEnvironmentVariable(Variable, Path.Combine(folder.Path, "clusters"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, before);
        folder.Dispose();
    }

    [Fact]
    public void A_gateway_takes_over_its_own_jobs_ends_machines_that_ended_with_it_and_leaves_the_rest_alone()
    {
        var ours = new KeptClusters("/ours/gateway.json");
        Create("anna-1", ours, "slurm");
        Create("anna-2", ours);
        Create("bert-1", new KeptClusters("/theirs/gateway.json"), "slurm");
        Create("cid-1", keeper: null, "slurm");
        string damaged = Path.Combine(Create("dora-1", ours, "slurm").Path, "gateway");
        File.WriteAllText(damaged, "{");
        var found = new List<(string User, DescribedCluster Cluster, IServedCluster Served)>();
        var told = new List<string>();
        ours.Find((user, cluster, served) => found.Add((user, cluster, served)), told.Add);

        (string user, DescribedCluster cluster, IServedCluster served) = Assert.Single(found);
        Assert.Equal(("anna", "anna-1", "slurm", 3), (user, cluster.Name, cluster.Launcher, cluster.Machines));
        Assert.Empty(cluster.Nodes);
        Assert.Empty(served.Nodes);
        Assert.Contains($"the cluster dora-1 is left alone: {damaged} is damaged", Assert.Single(told));
        Assert.Equal(["anna-1", "bert-1", "cid-1", "dora-1"], ClusterFolder.All());
        // What it issues belongs to that cluster.
        using ClusterAuthority authority = ClusterAuthority.Open(ClusterFolder.Find("anna-1"));
        using ClusterAuthority issued = ClusterAuthority.By(served.IssueCredentials());
        Assert.True(authority.Issued(issued.Own));
        // None of its jobs was submitted, so nothing but its folder is left to end.
        served.Leave();
        Assert.Contains("anna-1", ClusterFolder.All());
        served.Shutdown();
        Assert.DoesNotContain("anna-1", ClusterFolder.All());
    }

    private static ClusterFolder Create(string name, KeptClusters? keeper, string? queue = null)
    {
        ClusterFolder made = ClusterFolder.Create(name);
        if (queue is not null)
            File.WriteAllText(Path.Combine(made.Path, $"job.{queue}"), "script");
        keeper?.Keep(name.Split('-')[0], new DescribedCluster(name, queue ?? "local", 3, 1, 1 << 30, ["a line"]));
        return made;
    }
}
