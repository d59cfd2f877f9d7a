using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Cluster;

/// <summary>A real cluster of two nodes on this machine. Longer ones are in the scripts that CONTRIBUTING names.</summary>
public class TwoNodesTests
{
    // Two workers that share no memory: blocks of the one reach the other by the network.
    [Fact]
    public void Two_nodes_give_the_bits_of_threads_and_leave_nothing()
    {
        using var folder = new TemporaryFolder();
        string script = folder.Write(
            "nodes.csx",
            """
            var x = Rand.Normal((400, 300), chunks: (100, 100), seed: 3);
            var work = (Exp(x) + x.Rechunk((400, 20)).CumSum(0).Rechunk((100, 100))).Mean(axis: 1);
            double[] expected = work.Compute().ToArray<double>();
            var cluster = new LocalCluster(workers: 1, machines: 2, memoryLimit: "500MB");
            var client = cluster.GetClient();
            client.WaitForWorkers(2);
            Print(work.Compute().ToArray<double>().SequenceEqual(expected));
            int offset = 7;
            var pids = client.Map(i => (i, Environment.ProcessId), Enumerable.Range(0, 200));
            Print(client.Gather(client.Map(v => v.Item1 + offset, pids)).Sum());
            Print(client.Workers.Where(w => w.TasksDone > 0).Select(w => w.Node).Distinct().Count());
            using (var second = new Client(client.Address))
                Print(second.Submit(() => 6 * 7).Result());
            // What a retired worker held moves to the other one, and is not computed again.
            string made = Path.GetFullPath("made");
            File.WriteAllText(made, "");
            var held = x.MapBlocks(b =>
                {
                    lock (typeof(File))
                        File.AppendAllText(made, ".");
                    return b;
                })
                .Persist();
            var called = client.Map(
                i =>
                {
                    lock (typeof(File))
                        File.AppendAllText(made, ".");
                    return new byte[100_000 + i];
                },
                Enumerable.Range(0, 20)
            );
            client.Gather(called);
            string before = File.ReadAllText(made);
            (string leaving, var its) = client.HasWhat().MaxBy(w => w.Value.Count);
            Print(its.Count > 10); // of 12 blocks and 20 values
            int process = client.Workers.Single(w => w.Name == leaving).Pid;
            client.RetireWorkers(leaving);
            SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{process}"), 60_000);
            Print(held.Compute().ToArray<double>().SequenceEqual(x.Compute().ToArray<double>()));
            Print($"{client.Gather(called).Sum(c => c.Length)} {client.Workers.Count} {before == File.ReadAllText(made)}");
            string gate = Path.GetFullPath("gate"),
                address = client.Address;
            var run = cluster.Runs.Submit(
                "run",
                work.MapBlocks(b =>
                {
                    SpinWait.SpinUntil(() => File.Exists(gate), 60_000);
                    return b;
                })
            );
            // Of a process that has just ended there is none.
            string[] Words(int pid)
            {
                try
                {
                    return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
                }
                catch (IOException)
                {
                    return [];
                }
            }
            int Node(string name) =>
                Directory
                    .GetDirectories("/proc")
                    .Select(d => int.TryParse(Path.GetFileName(d), out int pid) ? pid : 0)
                    .First(pid =>
                        pid > 0
                        && Words(pid) is var words
                        && words.Contains("node")
                        && words.Contains(name)
                        && words.Contains(Environment.GetEnvironmentVariable("GCHUNK_CLUSTERS") + "/" + address[8..])
                    );
            SpinWait.SpinUntil(() => run.Status == "running", 60_000);
            string host = run.Host;
            System.Diagnostics.Process.GetProcessById(Node(host)).Kill();
            File.WriteAllText(gate, "");
            client.Dispose();
            client = new Client(address);
            Print(((NDArray)client.Runs["run"].Result()).ToArray<double>().SequenceEqual(expected));
            Print(run.Host != host);
            var sum = cluster.Runs.Submit("sum", () => offset + work.Sum().Compute().GetDouble());
            Print(sum.Result() == offset + work.Sum().Compute().GetDouble());
            Print(string.Join(" ", client.Runs.Select(r => r.Name + " " + r.Status)));
            client.Dispose();
            cluster.Shutdown();
            Print(Directory.GetFileSystemEntries(Environment.GetEnvironmentVariable("GCHUNK_CLUSTERS")!).Length);
            """
        );
        Ended ended = GchunkProcess.RunFile(
            "/usr/bin/env",
            "",
            folder.Path,
            $"GCHUNK_CLUSTERS={folder.Path}/clusters",
            Checkout.Launcher,
            script
        );
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Equal(
            "true\n21300\n2\n42\ntrue\ntrue\n2000190 1 True\ntrue\ntrue\ntrue\nrun finished sum finished\n0\n",
            ended.Output
        );
    }
}
