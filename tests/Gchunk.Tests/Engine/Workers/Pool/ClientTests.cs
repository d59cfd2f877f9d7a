using System.Runtime.CompilerServices;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Ml;
using Gchunk.Tests.Dsl.Clients;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>The client's public interface.</summary>
[Collection("whole process")]
public class ClientTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Processes_and_threads_give_the_same_client(bool processes)
    {
        IExecutor before = RunOptions.Default.Executor;
        using (var client = new Client(workers: 2, threadsPerWorker: 1, processes: processes, memoryLimit: "1GB"))
        {
            int offset = 100;
            Assert.Equal([100, 101, 104], client.Gather(client.Map(v => v * v + offset, [0, 1, 2])));
            Future<int> seven = client.Submit(v => v + 4, 3);
            Assert.Equal(14, client.Submit(v => 2 * v, seven).Result());
            Assert.Equal(21, client.Submit((a, b) => a + b, seven, client.Submit(() => 14)).Result());
            Assert.Equal([2, 4, 6], client.Gather(client.Map(v => 2 * v, client.Map(v => v + 1, [0, 1, 2]))));
            Assert.Equal(1000, client.Submit(v => v.Length, client.Scatter(new double[1000])).Result());
            Assert.Equal([1, 2, 3], client.AsCompleted(client.Map(v => v, [1, 2, 3])).Select(f => f.Result()).Order());
            Assert.Equal(
                12_000_000,
                client.Persist(Prelude.Ones((2000, 2000), chunks: (500, 500)) * 3).Sum().Compute().GetDouble()
            );
            var error = Assert.Throws<UserFunctionException>(() =>
                client.Submit<int>(() => throw new InvalidOperationException("not today")).Result()
            );
            Assert.Equal("not today", Assert.IsType<InvalidOperationException>(error.InnerException).Message);
            Assert.Equal(
                "error",
                client.Submit<int>(() => throw new InvalidOperationException("no")) is var failed && Wait(failed)
                    ? failed.Status
                    : ""
            );
        }
        Assert.Same(before, RunOptions.Default.Executor);
    }

    [Fact]
    public void Captured_values_that_change_between_calls_are_sent_anew()
    {
        using var client = new Client(workers: 1, memoryLimit: "1GB");
        NDArray array = NDArray.Zeros(new Shape(100_000), DType.Float64);
        double[] values = new double[100_000];
        var sums = new List<Future<double>>();
        for (int i = 1; i <= 5; i++)
        {
            array.Span<double>().Fill(i);
            values.AsSpan().Fill(i);
            Assert.Equal(i * 200_000.0, client.Submit(() => values.Sum() + array.ToArray<double>().Sum()).Result());
            double[] same = values;
            sums.Add(client.Submit(() => same[5] + same.Length));
            Assert.Equal(i + 100_000.0, sums[^1].Result());
        }
    }

    [Fact]
    public void Captured_arrays_have_the_values_of_the_time_of_the_call_however_late_it_runs()
    {
        using var client = new Client(workers: 1, memoryLimit: "1GB");
        using var gate = new Gate();
        string name = gate.Name;
        NDArray array = NDArray.Zeros(new Shape(100_000), DType.Float64);
        double[] values = new double[100_000];
        Future<int> busy = client.Submit(() => Gate.Pass(name, 1));
        var sums = new List<Future<double>>();
        for (int i = 1; i <= 5; i++)
        {
            array.Span<double>().Fill(i);
            values.AsSpan().Fill(i);
            sums.Add(client.Submit(() => values.Sum() + array.ToArray<double>().Sum()));
        }
        gate.Open();
        Assert.Equal(Enumerable.Range(1, 5).Select(i => i * 200_000.0), client.Gather(sums));
        GC.KeepAlive(busy);
    }

    [Fact]
    public void A_worker_has_one_copy_of_an_array_that_many_functions_capture()
    {
        using var client = new Client(workers: 1, memoryLimit: "1GB");
        double[] values = new double[100_000];
        var same = new Future<int>[20];
        for (int i = 0; i < same.Length; i++)
            same[i] = client.Submit(() => RuntimeHelpers.GetHashCode(values) + 0 * values.Length);
        Assert.Single(client.Gather(same).Distinct());
        // A function that changes its copy does not change that of the next one.
        Future<double> changes = client.Submit(() => values[7] = 5);
        Assert.Equal(5, changes.Result());
        Assert.Equal(0, client.Submit(() => values[7]).Result());
        GC.KeepAlive(same);
    }

    private static bool Wait(Future future)
    {
        Until.True(() => future.IsFinished, "the end of the call");
        return true;
    }

    [Fact]
    public void An_estimator_runs_on_workers_and_gives_what_threads_give()
    {
        ChunkedArray x = Rand.Normal((300, 4), chunks: (50, 4), seed: 2);
        double threads = new KMeans(clusters: 3, seed: 1).Fit(x).Inertia;
        using var client = new Client(workers: 2, memoryLimit: "1GB");
        Assert.Equal(threads, new KMeans(clusters: 3, seed: 1).Fit(x).Inertia);
        Assert.True(client.Workers.Sum(w => w.TasksDone) > 0);
    }

    [Fact]
    public void Nothing_is_done_by_a_client_that_was_shut_down()
    {
        var client = new Client(workers: 1, memoryLimit: "1GB");
        client.Shutdown();
        foreach (
            Action use in (Action[])
                [
                    () => client.Submit(() => 1),
                    () => client.Map(v => v, [1]),
                    () => client.Scale(2),
                    client.Restart,
                    () => client.Persist(Prelude.Ones(3)),
                ]
        )
        {
            Assert.Equal(
                "the client was shut down; create a new one with new Client(…)",
                Assert.Throws<GchunkException>(use).Message
            );
        }

        client.Shutdown();
        Assert.Equal(3, Prelude.Ones(3).Sum().Compute().GetDouble());
    }

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        Assert.Contains(
            "at least one worker; got 0",
            Assert.Throws<GchunkException>(() => new Client(workers: 0)).Message
        );
        Assert.Contains(
            "at least one thread; got 0",
            Assert.Throws<GchunkException>(() => new Client(workers: 1, threadsPerWorker: 0)).Message
        );
        Assert.Contains(
            "at least 128 MB of memory; got 1 MB",
            Assert.Throws<GchunkException>(() => new Client(workers: 1, memoryLimit: "1MB")).Message
        );
        Assert.Contains(
            "not a size; write it like",
            Assert.Throws<GchunkException>(() => new Client(workers: 1, memoryLimit: "much")).Message
        );
        using var client = new Client(workers: 1, processes: false);
        Assert.Contains("this client runs on threads", Assert.Throws<GchunkException>(() => client.Scale(2)).Message);
    }

    [Fact]
    public void A_task_that_no_worker_can_hold_is_named_with_its_size()
    {
        using var client = new Client(workers: 1, memoryLimit: "150MB");
        ChunkedArray large = Rand.Uniform((5000, 5000), chunks: (5000, 5000), seed: 1).CumSum(0);
        Assert.Contains(
            "rechunk to smaller blocks",
            Assert.Throws<GchunkException>(() => large.Sum().Compute()).Message
        );
        Assert.Equal(9, Prelude.Ones(9).MapBlocks(b => b).Sum().Compute().GetDouble());
    }

    [Fact]
    public void What_cannot_travel_is_refused_before_anything_is_sent()
    {
        using var client = new Client(workers: 1, memoryLimit: "1GB");
        using FileStream log = File.OpenRead(typeof(ClientTests).Assembly.Location);
        Assert.Contains(
            "the variable 'log' (FileStream) cannot travel",
            Assert.Throws<GchunkException>(() => client.Submit(() => log.Length)).Message
        );
        Assert.Contains(
            "cannot travel to the client",
            Assert
                .Throws<UserFunctionException>(() =>
                    client.Submit(() => (object)File.OpenRead("/etc/hostname")).Result()
                )
                .Message
        );
        Assert.Equal(1, client.Submit(() => 1).Result());
    }

    [Fact]
    public void Blocks_beyond_the_workers_memory_go_to_disk_and_the_bits_stay()
    {
        ArrayOf(out Func<ChunkedArray> make);
        byte[] threads = PoolFixture.Bits(make().Expression, new ThreadsExecutor(2));
        using var client = new Client(workers: 2, memoryLimit: "128MB");
        var spilled = new Spills();
        byte[] workers;
        using (RunEvents.Subscribe(spilled))
            workers = PoolFixture.Bits(make().Expression, RunOptions.Default.Executor);
        Assert.True(threads.AsSpan().SequenceEqual(workers));
        Assert.InRange(spilled.Count, 1, int.MaxValue);

        // 320 MB that must all be held at once, on workers that may use 256 MB together.
        static void ArrayOf(out Func<ChunkedArray> make) =>
            make = () =>
                Rand.Uniform((4000, 10_000), chunks: (200, 10_000), seed: 4)
                    .CumSum(1)
                    .Rechunk((4000, 250))
                    .CumSum(0)
                    .Sum(0);
    }

    private sealed class Spills : IRunObserver
    {
        private int count;

        public int Count => count;

        public void OnEvent(in RunEvent e)
        {
            if (e.Kind == RunEventKind.BlockSpilled)
                Interlocked.Increment(ref count);
        }
    }
}
