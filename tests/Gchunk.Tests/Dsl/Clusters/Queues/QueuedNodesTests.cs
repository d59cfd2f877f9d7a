using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters.Queues;

/// <summary>
/// Clusters of PBS and of LSF, whose commands are those of <c>queue.sh</c>: no server of them is here, but jobs are
/// processes and become real nodes. A cluster on a real SLURM is in the script that CONTRIBUTING names.
/// </summary>
[Trait("Runs", "alone")]
public sealed class QueuedNodesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string queue;

    public QueuedNodesTests()
    {
        queue = Directory.CreateDirectory(Path.Combine(folder.Path, "queue")).FullName;
        string programs = Directory.CreateDirectory(Path.Combine(folder.Path, "bin")).FullName;
        foreach (string name in (string[])["qsub", "qstat", "qdel", "bsub", "bjobs", "bkill"])
        {
            File.CreateSymbolicLink(
                Path.Combine(programs, name),
                Path.Combine(Checkout.Root, "tests/Gchunk.Tests/Dsl/Clusters/Queues/queue.sh")
            );
        }
    }

    public void Dispose()
    {
        foreach (string file in Directory.GetFiles(queue, "*.pid"))
        {
            if (int.TryParse(File.ReadAllText(file), out int pid) && pid > 0)
                GchunkProcess.RunFile("/usr/bin/env", "", null, "kill", "-9", $"{pid}");
        }
        folder.Dispose();
    }

    private Ended Gchunk(params string[] arguments) =>
        GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            folder.Path,
            [
                $"QUEUE={queue}",
                $"GCHUNK_CLUSTERS={folder.Path}/clusters",
                $"PATH={folder.Path}/bin:{Environment.GetEnvironmentVariable("PATH")}",
                Checkout.Launcher,
                .. arguments,
            ]
        );

    [Fact]
    public void Jobs_become_nodes_that_compute_and_are_replaced_withdrawn_and_ended()
    {
        File.WriteAllText(Path.Combine(queue, "limit"), "2");
        string script = folder.Write(
            "queues.csx",
            """
            string queue = Environment.GetEnvironmentVariable("QUEUE");
            foreach (Func<object> idle in new Func<object>[] { () => new LsfCluster(1, "1GB", "1", idle: 0), () => new SshCluster(["h"], 1, idle: 0) })
            {
                try
                {
                    idle();
                }
                catch (Gchunk.Engine.GchunkException e)
                {
                    Print(e.Message);
                }
            }
            var lsf = new LsfCluster(1, "500MB", "00:20", nodes: 1, bind: "127.0.0.1", name: "l");
            var pbs = new PbsCluster(1, "500MB", "00:20:00", nodes: 2, bind: "127.0.0.1", name: "p");
            lsf.WaitForNodes(1, TimeSpan.FromMinutes(1));
            pbs.WaitForNodes(1, TimeSpan.FromMinutes(1));
            Print($"{lsf}\n{pbs}");
            var x = Rand.Normal((400, 300), chunks: (100, 100), seed: 3).Mean(axis: 0);
            double[] expected = x.Compute().ToArray<double>();
            foreach (NodeCluster cluster in new NodeCluster[] { lsf, pbs })
            {
                using var client = cluster.GetClient();
                client.WaitForWorkers(1);
                Print(cluster.Nodes[0].Name + " " + x.Compute().ToArray<double>().SequenceEqual(expected));
            }
            pbs.Scale(1);
            Print(File.Exists(queue + "/1002.cancelled"));
            System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadAllText(queue + "/1001.pid"))).Kill();
            Print(SpinWait.SpinUntil(() => File.Exists(queue + "/1003.pid"), 60_000));
            Print(string.Join(" ", pbs.Logs().Keys.Concat(lsf.Logs().Keys).Where(k => k != "pbs-1003")));
            pbs.Shutdown();
            lsf.Shutdown();
            Print(AppDomain.CurrentDomain.GetAssemblies().Any(a => a.GetName().Name == "KubernetesClient"));
            Print(Directory.GetFileSystemEntries(Environment.GetEnvironmentVariable("GCHUNK_CLUSTERS")).Length);
            """
        );
        Ended ended = Gchunk(script);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal(
            """
            idle is the seconds without a client after which a node ends, at least 1; got 0
            idle is the seconds without a client after which a node ends, at least 1; got 0
            LsfCluster l: 1 of 1 machine ready, 1 core each
            PbsCluster p: 1 of 2 machines ready, 1 core each
            lsf-1000 True
            pbs-1001 True
            true
            true
            pbs-1001 lsf-1000
            false
            0

            """,
            ended.Output
        );
        string[] calls = File.ReadAllLines(Path.Combine(queue, "calls"));
        Assert.Equal(3, calls.Count(c => c.StartsWith("qsub ", StringComparison.Ordinal)));
        Assert.Equal(1, calls.Count(c => c.StartsWith("bsub", StringComparison.Ordinal)));
        Assert.Contains("qdel 1002", calls);
    }

    [Fact]
    public void Commands_start_list_scale_and_stop_a_cluster()
    {
        // All jobs wait.
        File.WriteAllText(Path.Combine(queue, "limit"), "0");
        Ended started = Gchunk([
            "cluster",
            "start",
            "pbs",
            "--nodes",
            "2",
            "--cores",
            "1",
            "--memory",
            "1GB",
            "--time",
            "01:00",
            "--name",
            "c",
        ]);
        Assert.Equal("c is submitted; compute on it: new Client(\"cluster:c\")\n", started.Output);
        Assert.Equal("c: 0 machines, 2 jobs of PBS\n", Gchunk("cluster", "list").Output);
        Assert.Equal(0, Gchunk("cluster", "scale", "c", "1").ExitCode);
        Assert.Equal("c: 0 machines, 1 job of PBS\n", Gchunk("cluster", "list").Output);
        string qstat = Path.Combine(folder.Path, "bin/qstat");
        File.Move(qstat, qstat + ".away");
        File.CreateSymbolicLink(qstat, "/bin/false");
        Assert.Equal("c: 0 machines, jobs unknown: qstat failed: \n", Gchunk("cluster", "list").Output);
        File.Move(qstat + ".away", qstat, overwrite: true);
        // A job that has ended is unknown to the queue.
        Assert.Equal(0, Gchunk("cluster", "stop", "c").ExitCode);
        Assert.Equal(2, Directory.GetFiles(queue, "*.cancelled").Length);
        Assert.Equal("", Gchunk("cluster", "list").Output);
    }
}
