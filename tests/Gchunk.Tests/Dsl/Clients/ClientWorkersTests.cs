using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Dsl.Clients;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Tests.Engine.Workers.Pool;
using Xunit;

namespace Gchunk.Tests.Dsl.Clients;

/// <summary>What a client says of its workers and does to them.</summary>
[Collection("whole process")]
public sealed class ClientWorkersTests
{
    public sealed class Greeting(string text) : WorkerPlugin
    {
        public string Text { get; private set; } = "";

        public override void Setup(string worker) => Text = $"{text} from {worker}";

        public override void Teardown(string worker) => Console.WriteLine($"good bye {worker}");
    }

    [Fact]
    public void Workers_are_asked_told_replaced_and_retired()
    {
        using var client = new Client(workers: 2, memoryLimit: "1GB");
        string[] names = [.. client.Workers.Select(w => w.Name)];
        Assert.Equal(client.Workers.ToDictionary(w => w.Name, w => w.Pid), client.Run(() => Environment.ProcessId));
        Assert.Equal([names[1]], client.Run(() => 1, workers: [names[1]]).Keys);

        using var gate = new Gate();
        string name = gate.Name;
        Future<double[]> large = client.Submit(() => new double[10_000], key: "large");
        large.Exception();
        Assert.Contains(client.WhoHas(large), names);
        Assert.InRange(client.NBytes(large), 80_000, 81_000);
        Assert.Contains("the call of large", client.HasWhat()[client.WhoHas(large)]);
        Future<int> small = client.Submit(() => 1);
        small.Exception();
        Assert.Equal("client", client.WhoHas(small));
        Future<int> waits = client.Submit(() => Gate.Pass(name, 3), key: "waits");
        Assert.Equal("", client.WhoHas(waits));
        Until.True(
            () => client.Processing().Values.Any(calls => calls.Contains("the call of waits")),
            "a call that runs"
        );
        // However busy they are.
        Assert.Equal(2, client.Run(() => 1).Count);
        gate.Open();
        Assert.Equal(3, waits.Result());

        client.RegisterWorkerPlugin(new Greeting("hello"));
        Assert.Equal(
            names.Select(n => $"hello from {n}"),
            client.Run(() => ((Greeting)WorkerPlugin.Find("Greeting")).Text).Values
        );
        client.RestartWorkers(names[0]);
        client.WaitForWorkers(2, TimeSpan.FromMinutes(1));
        Assert.All(
            client.Run(() => ((Greeting)WorkerPlugin.Find("Greeting")).Text),
            found => Assert.Equal($"hello from {found.Key}", found.Value)
        );
        client.UnregisterWorkerPlugin("Greeting");
        Until.True(() => client.WorkerLogs().All(w => w.Value.Contains($"good bye {w.Key}")), "what workers wrote");

        string retired = client.Workers[0].Name;
        client.RetireWorkers(retired);
        Assert.DoesNotContain(client.Workers, w => w.Name == retired);
        Assert.Contains(
            "at least one worker",
            Assert.Throws<GchunkException>(() => client.RetireWorkers(client.Workers[0].Name)).Message
        );
        Assert.Throws<TimeoutException>(() => client.WaitForWorkers(2, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(10_000, client.Submit(a => a.Length, large).Result());
    }

    // They are more than is kept in memory, so some are written to disk first.
    [Fact]
    public void The_results_of_a_retired_worker_are_not_computed_again()
    {
        string calls = Path.GetTempFileName();
        try
        {
            using var client = new Client(workers: 2, threadsPerWorker: 1, memoryLimit: "400MB");
            var workers = client.Workers;
            Future<double[]>[] held =
            [
                .. Enumerable
                    .Range(0, 8)
                    .Select(i =>
                        client.Submit(
                            () =>
                            {
                                File.AppendAllText(calls, "x");
                                double[] made = new double[2_000_000];
                                Array.Fill(made, i);
                                return made;
                            },
                            workers: [workers[1].Name]
                        )
                    ),
            ];
            Assert.All(held, h => Assert.Null(h.Exception()));
            client.RetireWorkers(workers[1].Name);
            Until.True(() => !Directory.Exists($"/proc/{workers[1].Pid}"), "the end of the retired worker");
            for (int i = 0; i < held.Length; i++)
                Assert.Equal(i * 2_000_000.0, client.Submit(a => a.Sum(), held[i]).Result());
            Assert.All(client.Gather(held), (a, i) => Assert.Equal(i, a[^1]));
            Assert.Equal(new string('x', held.Length), File.ReadAllText(calls));
        }
        finally
        {
            File.Delete(calls);
        }
    }

    public sealed class Leaving(string folder) : WorkerPlugin
    {
        public override void Teardown(string worker) => File.WriteAllText(Path.Combine(folder, worker), "gone");
    }

    [Fact]
    public void A_retired_worker_tears_its_plugins_down()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-test-").FullName;
        try
        {
            using (var client = new Client(workers: 2, memoryLimit: "1GB"))
            {
                client.RegisterWorkerPlugin(new Leaving(folder));
                string[] names = [.. client.Workers.Select(w => w.Name)];
                client.RetireWorkers(names[1]);
                Until.True(() => File.Exists(Path.Combine(folder, names[1])), "the file of the retired worker");
                Assert.False(File.Exists(Path.Combine(folder, names[0])));
            }

            Assert.Equal(2, Directory.GetFiles(folder).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_number_of_workers_follows_the_work()
    {
        using var cluster = new LocalCluster(workers: 1, memoryLimit: "1GB");
        using var client = new Client(cluster);
        Future<double[]> held = client.Submit(() => new double[10_000]);
        held.Exception();
        string holder = client.WhoHas(held);
        cluster.Adapt(minimum: 1, maximum: 2);
        using var gate = new Gate();
        string name = gate.Name;
        IReadOnlyList<Future<int>> many = client.Map(v => Gate.Pass(name, v), Enumerable.Range(0, 10));
        Until.True(() => cluster.Workers.Count == 2, "a second worker");
        gate.Open();
        Assert.Equal(45, client.Gather(many).Sum());
        Until.True(() => cluster.Workers.Count == 1, "the end of a worker that has nothing to do");
        Assert.Equal(holder, Assert.Single(cluster.Workers).Name);
        Assert.Equal(holder, client.WhoHas(held));
        Assert.Throws<GchunkException>(() => client.Adapt(2, 1));
    }

    [Fact]
    public void Two_clusters_are_not_promised_the_same_memory()
    {
        var first = new LocalCluster(workers: 1);
        using var second = new LocalCluster(workers: 1);
        long ofFirst = first.Workers[0].MemoryLimit,
            ofSecond = second.Workers[0].MemoryLimit;
        // 60 % of what is free, then 60 % of the rest.
        Assert.InRange((double)ofSecond / ofFirst, 0.1, 0.7);
        first.Dispose();
        Assert.InRange((double)second.Workers[0].MemoryLimit / ofFirst, 0.75, 1.3);
    }

    [Fact]
    public void A_cluster_outlives_its_clients()
    {
        using var cluster = new LocalCluster(workers: 1, processes: false);
        using (var first = new Client(cluster))
            Assert.Equal(1, first.Submit(() => 1).Result());
        var second = new Client(cluster);
        Assert.Same(second, second.Submit(() => Client.Current).Result());
        second.Shutdown();
        Assert.True(cluster.IsClosed);
        Assert.Throws<GchunkException>(() => new Client(cluster));
        Assert.Throws<GchunkException>(() => second.Submit(() => 1));
        Assert.Contains("worker processes", Assert.Throws<GchunkException>(() => cluster.Scale(2)).Message);
    }

    [Fact]
    public void Tasks_that_end_are_recorded()
    {
        using var client = new Client(workers: 1, processes: false);
        using TaskStream stream = client.TaskStream();
        client.Submit(() => 1, key: "one").Result();
        TaskRecord record = Assert.Single(stream.Records, r => r.Name == "one");
        Assert.Equal("", record.Worker);
        stream.Dispose();
        client.Submit(() => 1, key: "two").Result();
        Assert.DoesNotContain(stream.Records, r => r.Name == "two");
        Assert.Equal(3, client.Versions().Count);
        client.RegisterWorkerPlugin(new Greeting("hi"), "g");
        Assert.Equal("hi from threads", client.Submit(() => ((Greeting)WorkerPlugin.Find("g")).Text).Result());
    }

    [Fact]
    public void The_workers_of_a_lost_client_end_when_nobody_needs_their_results()
    {
        (int worker, ChunkedArray?[] kept) = Lose();
        using var client = new Client(workers: 1, processes: false);
        (IReadOnlyList<string> notInUse, string? inUse) = Client.All();
        Assert.Equal(client.ToString(), inUse);
        Assert.StartsWith(
            "of no client: 1 worker process x 1 thread",
            Assert.Single(notInUse),
            StringComparison.Ordinal
        );
        Assert.Contains($"pid {worker} ", notInUse[0], StringComparison.Ordinal);
        Assert.Equal(6, Sum(kept));
        kept[0] = null;
        Until.True(
            () => Client.All().NotInUse.Count == 0 && !Directory.Exists($"/proc/{worker}"),
            "the end of the worker of no client"
        );
    }

    // Two clients, of which nobody can reach the first: the second is the one in use until another one is.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (int Worker, ChunkedArray?[] Kept) Lose()
    {
        var client = new Client(workers: 1, memoryLimit: "1GB");
        var kept = client.Persist(Prelude.Arange(4));
        int worker = client.Workers[0].Pid;
        _ = new Client(workers: 1, processes: false);
        return (worker, [kept]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Sum(ChunkedArray?[] kept) => kept[0]!.Sum().Compute().GetDouble();

    [Fact]
    public void A_client_that_ends_leaves_the_newest_of_the_others_in_use()
    {
        RunOptions before = RunOptions.Default;
        using var first = new Client(workers: 1, processes: false, memoryLimit: "1GB");
        IExecutor ofFirst = RunOptions.Default.Executor;
        LoseOne();
        var third = new Client(workers: 1, processes: false, memoryLimit: "3GB");
        GC.Collect();
        Assert.Equal(3_000_000_000, RunOptions.Default.MemoryLimit);
        third.Dispose();
        Assert.Same(first, Client.Current);
        Assert.Same(ofFirst, RunOptions.Default.Executor);
        Assert.Equal(1_000_000_000, RunOptions.Default.MemoryLimit);
        first.Dispose();
        Assert.Null(Client.Current);
        Assert.Equal(before, RunOptions.Default);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoseOne() => _ = new Client(workers: 1, processes: false, memoryLimit: "2GB");

    [Fact]
    public void A_client_shows_its_workers_addresses_and_the_dashboard()
    {
        using var client = new Client(workers: 1, processes: false, memoryLimit: "2GB");
        IDashboardHost? host = Prelude.DashboardHost;
        Prelude.DashboardHost = null;
        Assert.DoesNotContain("dashboard", client.ToString(), StringComparison.Ordinal);
        Prelude.DashboardHost = new Page();
        try
        {
            Assert.Equal(
                ["Client on threads: 1 thread, memory 2 GB", "  dashboard  http://127.0.0.1:8787/status"],
                client.ToString().Split(Environment.NewLine)
            );
        }
        finally
        {
            Prelude.DashboardHost = host;
        }
    }

    private sealed class Page : IDashboardHost
    {
        public string Open(int port) => $"http://127.0.0.1:{port}/status";

        public IDisposable Report(string path) => throw new NotSupportedException();
    }
}
