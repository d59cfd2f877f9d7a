using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters.Kubernetes;

/// <summary>
/// A cluster on Kubernetes, whose API server is <see cref="RecordedApi"/>: no real one is here. With GCHUNK_PODS, a pod is a
/// process and becomes a real node.
/// </summary>
[Trait("Runs", "alone")]
public sealed class KubernetesClusterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private Ended Gchunk(RecordedApi api, params string[] arguments)
    {
        string configuration = folder.Write(
            "kubeconfig",
            $"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{"{"} name: test, cluster: {"{"} server: "{api.Address}" {"}"} {"}"}]
            users: [{"{"} name: me, user: {"{"} token: secret {"}"} {"}"}]
            contexts: [{"{"} name: test, context: {"{"} cluster: test, user: me, namespace: science {"}"} {"}"}]
            """
        );
        return GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            folder.Path,
            [$"KUBECONFIG={configuration}", $"GCHUNK_CLUSTERS={folder.Path}/clusters", Checkout.Launcher, .. arguments]
        );
    }

    [Fact]
    public void Pods_become_nodes_that_compute_and_are_withdrawn_and_ended_through_the_api()
    {
        bool isReal = Environment.GetEnvironmentVariable("GCHUNK_PODS") is { Length: > 0 };
        using var api = new RecordedApi(folder.Path) { Room = isReal ? 1 : 0, Quota = 3 };
        string script = folder.Write(
            "pods.csx",
            """
            var k = new KubernetesCluster("registry/gchunk:1", "shared", 1, "500MB", nodes: 2, name: "k");
            Print(k.Manifest().Split('\n')[1]);
            if (Args.Count > 0)
            {
                k.WaitForNodes(1, TimeSpan.FromMinutes(1));
                var x = Rand.Normal((400, 300), chunks: (100, 100), seed: 3).Mean(axis: 0);
                double[] expected = x.Compute().ToArray<double>();
                using var client = k.GetClient();
                client.WaitForWorkers(1);
                if (!x.Compute().ToArray<double>().SequenceEqual(expected))
                    throw new Exception("other results");
            }
            try
            {
                k.Scale(4);
            }
            catch (Gchunk.Engine.GchunkException e)
            {
                Print(e.Message);
            }
            // The one that was created is one of the cluster.
            Print(k);
            foreach (var (pod, lines) in k.Logs())
                Print(pod + ": " + lines[0].Split(" at ")[0]);
            k.Scale(1);
            Print(k);
            k.Shutdown();
            Print(Directory.GetFileSystemEntries(Environment.GetEnvironmentVariable("GCHUNK_CLUSTERS")).Length);
            """
        );
        Ended ended = Gchunk(api, isReal ? [script, "real"] : [script]);
        Assert.True(ended.ExitCode == 0, ended.Error + api);
        const string Waits = "waits: Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.";
        Assert.Equal(
            $"""
            kind: Job
            1 of 2 jobs were submitted, then: Kubernetes refused to create a job: jobs.batch is forbidden: exceeded quota: most
            KubernetesCluster k: {(isReal ? 1 : 0)} of 3 machines ready, 1 core each
            gchunk-k-00001-x7k2p: {(isReal ? "gchunk-k-00001-x7k2p is ready" : Waits)}
            gchunk-k-00002-x7k2p: {Waits}
            gchunk-k-00003-x7k2p: {Waits}
            KubernetesCluster k: {(isReal ? 1 : 0)} of 1 machine ready, 1 core each
            0

            """,
            ended.Output
        );
        const string Jobs = "/apis/batch/v1/namespaces/science/jobs",
            Pods = "/api/v1/namespaces/science/pods",
            Ours = "?labelSelector=app.kubernetes.io/instance=k";
        string[] expected =
        [
            $"POST {Jobs}?fieldValidation=Strict",
            $"GET {Jobs}{Ours}&watch=false",
            $"GET {Pods}{Ours}&watch=false",
            .. isReal
                ? [$"GET {Pods}/gchunk-k-00001-x7k2p/log?limitBytes=1048576&tailLines=200"]
                : Array.Empty<string>(),
            $"DELETE {Jobs}/gchunk-k-{(isReal ? "00002" : "00001")}?propagationPolicy=Background",
        ];
        Assert.Equal(expected, api.Requests.Distinct().Take(expected.Length));
        Assert.Equal(0, api.JobsLeft(completed: false));
    }

    [Fact]
    public void Commands_start_and_stop_a_cluster()
    {
        using var api = new RecordedApi(folder.Path);
        Ended started = Gchunk(
            api,
            "cluster start kubernetes --nodes 2 --cores 1 --memory 1GB --image i --claim c --name k".Split(' ')
        );
        Assert.Equal("k is submitted; compute on it: new Client(\"cluster:k\")\n", started.Output);
        Assert.Equal(2, api.JobsLeft(completed: false));
        Assert.Equal((0, ""), Gchunk(api, "cluster", "stop", "k") is var end ? (end.ExitCode, end.Error) : default);
        Assert.Equal(0, api.JobsLeft(completed: false));
    }
}
