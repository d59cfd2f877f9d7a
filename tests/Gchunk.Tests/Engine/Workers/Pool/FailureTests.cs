using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Processes;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>
/// Workers die in every way that processes can. Results stay exact, and nothing is left over.
/// </summary>
[Collection("whole process")]
public sealed class FailureTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-failures-").FullName;
    private readonly HashSet<int> seen = [];
    private readonly string[] shared = Shared();

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        // Every worker that ever ran is gone, and so is its memory.
        Until.True(() => seen.All(Until.HasEnded), "the end of all workers", 5);
        Assert.Equal(shared, Shared());
    }

    private static string[] Shared() =>
        Directory.Exists("/dev/shm") ? [.. Directory.EnumerateFileSystemEntries("/dev/shm", "*gchunk*").Order()] : [];

    private Client Start(int workers = 2)
    {
        var client = new Client(workers, threadsPerWorker: 1, memoryLimit: "1GB");
        See(client);
        return client;
    }

    private void See(Client client)
    {
        foreach (WorkerInfo worker in client.Workers)
            seen.Add(worker.Pid);
    }

    private static void Kill(int pid, string signal = "KILL")
    {
        using var kill = Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static ChunkedArray Numbers() => Rand.Normal((400, 300), chunks: (50, 60), seed: 3);

    private static double Expected(Func<ChunkedArray, ChunkedArray> of)
    {
        var sink = new Gchunk.Tests.Engine.Execution.Gatherer(of(Numbers()).Expression);
        new SerialExecutor().Run(Computation.Plan([of(Numbers()).Expression]), [sink], 1L << 30, default);
        return sink.Result.GetDouble();
    }

    private static ChunkedArray Work(ChunkedArray x) => (x.Rechunk((400, 20)).CumSum(0).Rechunk((20, 300)) * 2).Sum();

    [Fact]
    public void The_holder_of_the_inputs_is_killed_before_a_task()
    {
        using Client client = Start();
        ChunkedArray kept = client.Persist(Numbers());
        Kill(client.Workers[0].Pid);
        Assert.Equal(Expected(Work), Work(kept).Compute().GetDouble());
        See(client);
    }

    [Fact]
    public async Task The_holder_of_the_inputs_is_killed_while_a_task_reads_them()
    {
        using Client client = Start();
        ChunkedArray kept = client.Persist(Numbers());
        string started = Path.Combine(folder, "started"),
            go = Path.Combine(folder, "go");
        int[] pids = [.. client.Workers.Select(w => w.Pid)];
        // One task reads every block, half of them from the other worker.
        ChunkedArray all = kept.Rechunk((400, 300))
            .MapBlocks(b =>
            {
                File.WriteAllText(started + Environment.ProcessId, "");
                while (!File.Exists(go))
                    Thread.Yield();
                return b;
            })
            .Sum();
        Task<NDArray> result = Task.Run(all.Compute);
        Until.True(() => Directory.EnumerateFiles(folder, "started*").Any(), "the beginning of the task");
        int reader = int.Parse(
            Path.GetFileName(Directory.EnumerateFiles(folder, "started*").First())["started".Length..],
            CultureInfo.InvariantCulture
        );
        Kill(pids.First(p => p != reader));
        File.WriteAllText(go, "");
        Assert.Equal(Expected(x => x.Rechunk((400, 300)).Sum()), (await result).GetDouble());
        See(client);
    }

    [Fact]
    public void The_worker_is_killed_during_a_task_and_after_it()
    {
        using Client client = Start();
        string once = Path.Combine(folder, "once");
        ChunkedArray kept = client.Persist(
            Numbers()
                .MapBlocks(b =>
                {
                    try
                    {
                        using FileStream first = File.Open(once, FileMode.CreateNew);
                        Process.GetCurrentProcess().Kill();
                    }
                    catch (IOException) { }
                    return b;
                })
        );
        See(client);
        Kill(client.Workers[^1].Pid);
        Assert.Equal(Expected(Work), Work(kept).Compute().GetDouble());
        See(client);
    }

    [Fact]
    public void The_holder_of_a_result_is_killed_three_times_in_a_row()
    {
        using Client client = Start();
        Future<int> pid = client.Submit(() => Environment.ProcessId);
        Future<double[]> large = client.Map(
            (int p) => Enumerable.Range(0, 100_000).Select(i => i + 0.5).ToArray(),
            [pid]
        )[0];
        for (int time = 0; time < 3; time++)
        {
            Until.True(() => large.IsFinished, "the result");
            foreach (WorkerInfo worker in client.Workers)
                Kill(worker.Pid);
            See(client);
        }
        Assert.Equal(Enumerable.Range(0, 100_000).Sum(i => i + 0.5), large.Result().Sum());
        See(client);
    }

    [Fact]
    public void One_of_four_workers_is_killed_again_and_again()
    {
        using Client client = Start(4);
        // Kills after a number of tasks, so that slow and fast machines see as many kills.
        using (var killer = new Killer(client, every: 60, this))
        {
            Assert.Equal(Expected(Work), Work(Numbers()).Compute().GetDouble());
            Assert.Equal(
                Expected(x => (x.Rechunk((60, 50)).MapBlocks(b => b) - 1).Std()),
                (Numbers().Rechunk((60, 50)).MapBlocks(b => b) - 1).Std().Compute().GetDouble()
            );
            Assert.InRange(killer.Kills, 2, 1000);
        }
        See(client);
    }

    [Fact]
    public void A_worker_exits_twice_during_a_tree_sum()
    {
        using Client client = Start();
        string here = folder;
        ChunkedArray leaves = Prelude
            .Arange(256)
            .AsType(DType.Float64)
            .Rechunk(1)
            .MapBlocks(
                (b, info) =>
                {
                    if (info.Origin[0] is 17 or 200)
                    {
                        try
                        {
                            using FileStream first = File.Open(
                                Path.Combine(here, "leaf" + info.Origin[0]),
                                FileMode.CreateNew
                            );
                            Environment.Exit(7);
                        }
                        catch (IOException) { }
                    }

                    return b;
                }
            );
        Assert.Equal(255 * 256 / 2, leaves.Sum().Compute().GetDouble());
        See(client);
    }

    [Fact]
    public void A_worker_that_stands_still_is_replaced()
    {
        using Client client = Start();
        Kill(client.Workers[0].Pid, "STOP");
        Assert.Equal(Expected(Work), Work(Numbers()).Compute().GetDouble());
        Until.True(
            () => client.Workers.Count == 2 && !client.Workers.Any(w => seen.Contains(w.Pid) && Stopped(w.Pid)),
            "the replacement",
            20
        );
        See(client);
    }

    [Fact]
    public void A_worker_whose_runtime_is_stuck_is_replaced()
    {
        using Client client = Start();
        string once = Path.Combine(folder, "once");
        Future<int> result = client.Submit(() =>
        {
            try
            {
                File.Open(once, FileMode.CreateNew).Dispose();
            }
            catch (IOException)
            {
                return 5;
            }
            // The garbage collector stops all threads, including the heartbeat, and waits for this one, which it cannot
            // interrupt.
            new Thread(() =>
            {
                while (true)
                    GC.Collect();
            })
            {
                IsBackground = true,
            }.Start();
            using FileStream one = File.Open(once, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite),
                two = File.Open(once, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return Lock((int)one.SafeFileHandle.DangerousGetHandle(), 2)
                + Lock((int)two.SafeFileHandle.DangerousGetHandle(), 2);
        });
        Assert.Equal(5, result.Result());
        See(client);
    }

    [DllImport("libc", EntryPoint = "flock")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [SuppressGCTransition]
    private static extern int Lock(int descriptor, int operation);

    private static bool Stopped(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") T", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public async Task The_number_of_workers_changes_during_a_run()
    {
        using Client client = Start(4);
        string go = Path.Combine(folder, "go");
        ChunkedArray work = Work(
            Numbers()
                .MapBlocks(b =>
                {
                    while (!File.Exists(go))
                        Thread.Yield();
                    return b;
                })
        );
        Task<NDArray> result = Task.Run(work.Compute);
        client.Scale(1);
        File.WriteAllText(go, "");
        client.Scale(4);
        See(client);
        Assert.Equal(Expected(Work), (await result).GetDouble());
        Assert.Equal(4, client.Workers.Count);
    }

    [Theory]
    [InlineData(false, "ended 3 worker processes while it ran alone", "exit code 134", "enough of it")]
    [InlineData(true, "ended 5 worker processes while it ran alone", "SIGKILL", "")]
    public void A_call_that_ends_its_worker_every_time_fails_alone(bool kills, params string[] words)
    {
        using Client client = Start();
        Future<int> deadly = client.Submit<int>(() => throw new Deadly().Now(kills)),
            fine = client.Submit(() => 42);
        Assert.Equal(42, fine.Result());
        string message = Assert.Throws<Gchunk.Engine.GchunkException>(() => deadly.Result()).Message;
        Assert.All(words, w => Assert.Contains(w, message));
        Assert.Equal(43, client.Submit(() => 43).Result());
        See(client);
    }

    private sealed class Deadly
    {
        public Exception Now(bool kills)
        {
            if (kills)
                Process.GetCurrentProcess().Kill();
            else
                Environment.FailFast("enough of it");
            return new InvalidOperationException();
        }
    }

    [Fact]
    public void A_cancelled_call_that_does_not_listen_costs_its_worker_and_nothing_else()
    {
        using Client client = Start();
        string started = Path.Combine(folder, "started");
        Future<int> endless = client.Submit(() =>
        {
            File.WriteAllText(started, "");
            return Forever();
        });
        Until.True(() => File.Exists(started), "the call");
        client.Cancel(endless);
        Assert.Equal("cancelled", endless.Status);
        Assert.Throws<OperationCanceledException>(() => endless.Result());
        Assert.Equal(5, client.Submit(() => 5).Result());
        See(client);
        Until.True(() => client.Workers.Count == 2, "the replacement");
        See(client);
    }

    [Fact]
    public void A_restart_ends_calls_and_keeps_what_persisted_arrays_mean()
    {
        using Client client = Start();
        ChunkedArray kept = client.Persist(Numbers());
        Future<int> endless = client.Submit(Forever);
        client.Restart();
        See(client);
        Assert.Throws<OperationCanceledException>(() => endless.Result());
        Assert.Equal(Expected(Work), Work(kept).Compute().GetDouble());
        client.Shutdown();
        Assert.Equal(Expected(Work), Work(kept).Compute().GetDouble());
    }

    private static int Forever()
    {
        while (Environment.ProcessId > 0)
            Thread.Yield();
        return 1;
    }

    // Kills a worker each time a number of tasks is done.
    private sealed class Killer : IRunObserver, IDisposable
    {
        private readonly Client client;
        private readonly int every;
        private readonly FailureTests test;
        private readonly IDisposable subscription;
        private readonly Random random = new(1);
        private int tasks;

        public Killer(Client client, int every, FailureTests test)
        {
            (this.client, this.every, this.test) = (client, every, test);
            subscription = RunEvents.Subscribe(this);
        }

        public int Kills { get; private set; }

        public void OnEvent(in RunEvent e)
        {
            if (e.Kind != RunEventKind.TaskFinished || Interlocked.Increment(ref tasks) % every != 0)
                return;
            Kills++;
            ThreadPool.QueueUserWorkItem(_ =>
            {
                IReadOnlyList<WorkerInfo> workers = client.Workers;
                if (workers.Count == 0)
                    return;
                lock (test.seen)
                    test.See(client);
                Kill(workers[random.Next(workers.Count)].Pid);
            });
        }

        public void Dispose() => subscription.Dispose();
    }
}
