using Xunit;

namespace Gchunk.Tests.Repl.Gateways;

/// <summary>A gateway with real nodes on this machine.</summary>
public class GatewayNodesTests
{
    [Fact]
    public void A_client_of_a_gateway_computes_on_nodes_and_nothing_is_left()
    {
        using var folder = new TemporaryFolder();
        string settings = folder.Write(
            "gateway.json",
            """
            {
              "port": 0,
              "users": { "anna": { "clusters": 1, "machines": 2, "cores": 2, "memory": "2GB" } },
              "launchers": { "local": {} }
            }
            """
        );
        string script = folder.Write(
            "user.csx",
            """
            var gateway = new Gateway(Args[0], fingerprint: Args[1]);
            var cluster = gateway.NewCluster(machines: 2, cores: 1, memory: "500MB");
            cluster.WaitForNodes(2);
            var client = gateway.Connect(cluster.Name).GetClient();
            client.WaitForWorkers(2);
            // The folder of the cluster and its keys are not seen here.
            Print(Directory.Exists(Environment.GetEnvironmentVariable("GCHUNK_CLUSTERS")));
            var x = Rand.Normal((400, 300), chunks: (100, 100), seed: 3);
            double mean = x.Rechunk((400, 20)).Mean().Compute().GetDouble();
            Print(client.Workers.Count(w => w.TasksDone > 0));
            // A run goes on by the folder of the cluster, and another object finds it.
            gateway.Connect(cluster.Name).Runs.Submit("mean", x.Rechunk((400, 20)).Mean());
            var result = (NDArray)gateway.Connect(cluster.Name).Runs["mean"].Result(TimeSpan.FromSeconds(60));
            Print(result.GetDouble() == mean);
            cluster.Adapt(2, 2);
            cluster.Scale(1);
            SpinWait.SpinUntil(() => cluster.Nodes.Count == 1, 60_000);
            Print(client.Submit(() => 6 * 7).Result());
            client.Dispose();
            Print(Math.Abs(x.Mean().Compute().GetDouble() - mean) < 1e-12);
            cluster.Shutdown();
            Print(gateway.ListClusters().Count);
            """
        );
        string[] environment = [$"GCHUNK_CLUSTERS={folder.Path}/clusters", Checkout.Launcher];
        Ended token = GchunkProcess.RunFile(
            Checkout.Launcher,
            "",
            null,
            "gateway",
            "token",
            "anna",
            "--config",
            settings
        );
        using GchunkProcess gateway = GchunkProcess.StartFile(
            "/usr/bin/env",
            [.. environment, "gateway", "--config", settings]
        );
        string[] ready = (gateway.ReadLine() ?? gateway.WaitForEnd().Error).Split(' '),
            print = gateway.ReadLine()!.Split(' ');
        Ended ended = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            folder.Path,
            $"GCHUNK_CLUSTERS={folder.Path}/elsewhere",
            $"GCHUNK_GATEWAY_TOKEN={token.Output.Trim()}",
            Checkout.Launcher,
            script,
            ready[^1],
            print[^1]
        );
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal("false\n2\ntrue\n42\ntrue\n0\n", ended.Output);
        gateway.Signal("TERM");
        Ended said = gateway.WaitForEnd();
        Assert.Equal(0, said.ExitCode);
        Assert.DoesNotContain(token.Output.Trim(), said.Output + said.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries($"{folder.Path}/clusters"));
    }
}
