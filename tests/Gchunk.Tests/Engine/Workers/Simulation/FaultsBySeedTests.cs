using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Memory;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>
/// Runs under faults that a seed chooses: kills, pauses, messages that are lost with their worker or come twice, full
/// disks, reads and writes that fail, cancellations. Each ends with the exact result or with the right error, and leaves
/// nothing.
/// </summary>
[Collection("whole process")]
public sealed class FaultsBySeedTests : IDisposable
{
    private static readonly int Seeds = int.Parse(
        Environment.GetEnvironmentVariable("GCHUNK_FAULT_SEEDS") ?? "300",
        CultureInfo.InvariantCulture
    );

    private readonly FaultySource source = new(new Shape(256, 256), [32, 256]);
    private readonly (ArrayExpr Expression, long[] Bits)[] works;

    public FaultsBySeedTests()
    {
        ChunkedArray x = new(new StoredExpr(source, ChunkGrid.Regular(source.Shape, [32, 256])));
        // Blocks of 64 kB, which are worth spilling and are delivered on the thread that hears of them.
        ChunkedArray y = (x.Rechunk((32, 256)) + 1).Rechunk((256, 32)).CumSum(0);
        works =
        [
            .. new[]
            {
                y.Rechunk((32, 256)) * 2,
                (x.Rechunk((64, 128)) - x.Rechunk((64, 128)).Mean(axis: 0)).Rechunk((128, 64)).CumSum(1),
                y.Std(axis: 1) + x.Rechunk((32, 256)).Max(axis: 0),
            }.Select(w => (w.Expression, Serial(w.Expression))),
        ];
    }

    public void Dispose() => SpillFile.Writing = null;

    private static TaskGraph Plan(ArrayExpr expression) => Planner.Plan(ExprOptimizer.Run([expression]));

    private static long[] Serial(ArrayExpr expression)
    {
        var sink = new StrictSink(expression, null);
        new SerialExecutor().Run(Plan(expression), [sink], 1L << 30, default);
        return sink.Bits;
    }

    [Fact]
    public void Simulated_workers_end_with_the_exact_result_or_the_right_error()
    {
        int exact = 0,
            errors = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var faults = new Faults(seed, 30);
            (ArrayExpr expression, long[] bits) = works[seed % works.Length];
            var sink = new StrictSink(expression, faults);
            var pool = new SimulatedPool(Plan(expression), faults);
            Check(
                seed,
                faults,
                sink,
                bits,
                () => pool.Run(sink),
                () => string.Join("\n", pool.Log),
                ref exact,
                ref errors
            );
        }
        Report("simulated workers", exact, errors);
    }

    [Fact]
    public void Threads_end_with_the_exact_result_or_the_right_error()
    {
        int exact = 0,
            errors = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var faults = new Faults(seed, 20);
            (ArrayExpr expression, long[] bits) = works[seed % works.Length];
            var sink = new StrictSink(expression, faults);
            int threads = faults.Random.Next(1, 5);
            long limit = faults.Random.Next(2) == 0 ? 1L << 30 : faults.Random.Next(400_000, 900_000);
            using var cancellation = new CancellationTokenSource();
            source.OnRead =
                faults.CancelAt < 0
                    ? null
                    : read =>
                    {
                        if (read != faults.CancelAt / 10)
                            return;
                        faults.Cancelled();
                        cancellation.Cancel();
                    };
            Check(
                seed,
                faults,
                sink,
                bits,
                () =>
                    Record.Exception(() =>
                        new ThreadsExecutor(threads).Run(Plan(expression), [sink], limit, cancellation.Token)
                    ),
                () => $"{threads} threads, {limit} bytes",
                ref exact,
                ref errors
            );
        }
        Report("threads", exact, errors);
    }

    // The results of a killed worker are read from its memory. If they were computed again, 15 tasks between kills would
    // never get through a graph of 128, where each of 32 tasks needs all of 32 results.
    [Fact]
    public void A_run_gets_on_although_a_worker_is_killed_again_and_again()
    {
        ChunkedArray x = new(new StoredExpr(source, ChunkGrid.Regular(source.Shape, [8, 256])));
        ArrayExpr expression = ((x.Rechunk((8, 256)).CumSum(1) + 1).Rechunk((256, 8)).CumSum(0) * 2)
            .Rechunk((8, 256))
            .CumSum(1)
            .Expression;
        long[] bits = Serial(expression);
        TaskGraph graph = Plan(expression);
        for (int seed = 0; seed < 10; seed++)
        {
            var sink = new StrictSink(expression, null);
            var pool = new SimulatedPool(graph, new Faults(seed, 1_000_000), killEvery: 15);
            Exception? error = pool.Run(sink);
            Assert.True(error is null, $"seed {seed}: {error}\n{string.Join("\n", pool.Log)}");
            Assert.Equal(bits, sink.Bits);
            Assert.InRange(pool.TasksRun, graph.Tasks, 3 * graph.Tasks);
        }
    }

    // The result of a damaged message may be any of the right size, but nothing else may go wrong.
    [Fact]
    public void Damaged_messages_end_their_connection_and_nothing_else()
    {
        int ended = 0;
        for (int seed = 0; seed < Seeds / 2; seed++)
        {
            var sink = new StrictSink(works[seed % works.Length].Expression, null);
            TaskGraph graph = Plan(works[seed % works.Length].Expression);
            long before = Used();
            var pool = new SimulatedPool(graph, new Faults(seed, 1_000_000), damages: 4);
            Exception? error = pool.Run(sink);
            ended += error is null ? 1 : 0;
            Assert.True(
                error is null or GchunkException or InvalidDataException or IOException or UserFunctionException,
                $"seed {seed}: {error}\n{string.Join("\n", pool.Log)}"
            );
            Assert.True(Used() <= before, $"seed {seed}: {Used() - before} bytes are left");
        }
        Assert.InRange(ended, Seeds / 8, Seeds / 2);
    }

    // Blocks of more than 64 kB are delivered on the thread pool, while the run returns.
    [Fact]
    public void No_block_of_a_thousand_failed_or_cancelled_writes_comes_after_the_call_has_returned()
    {
        var large = new FaultySource(new Shape(8, 9000), [1, 9000]);
        ArrayExpr expression = new ChunkedArray(
            new StoredExpr(large, ChunkGrid.Regular(large.Shape, [1, 9000]))
        ).Expression;
        TaskGraph graph = Plan(expression);
        var sinks = new List<StrictSink>();
        int ended = 0;
        for (int seed = 0; seed < 1000; seed++)
        {
            Faults faults = large.Faults = Faults.Certain(seed, 8);
            var sink = new StrictSink(null, faults);
            sinks.Add(sink);
            Exception? error = new SimulatedPool(graph, faults).Run(sink);
            ended += error is null ? 0 : 1;
            Assert.True(error is null || faults.Explain(error), $"seed {seed}: {error}");
        }
        SpinWait.SpinUntil(() => ThreadPool.PendingWorkItemCount == 0, 10_000);
        Assert.InRange(ended, 800, 1000);
        Assert.Empty(sinks.SelectMany(s => s.Wrong));
    }

    // Most runs end exactly, and some do not.
    private static void Report(string what, int exact, int errors)
    {
        Assert.True(exact > errors && errors > 0, $"{what}: {exact} exact, {errors} errors");
        if (Environment.GetEnvironmentVariable("GCHUNK_FIGURES") is { Length: > 0 } figures)
            File.AppendAllText(figures, $"{what}: {exact} exact, {errors} with the right error, 0 wrong\n");
    }

    // The shared memory of blocks, without those that are kept for the next ones.
    private static long Used()
    {
        BlockPool.Fit(0);
        return SharedArena.Start().UsedBytes;
    }

    private void Check(
        int seed,
        Faults faults,
        StrictSink sink,
        long[] bits,
        Func<Exception?> run,
        Func<string> log,
        ref int exact,
        ref int errors
    )
    {
        source.Faults = faults;
        SpillFile.Writing = faults.Spill;
        long before = Used();
        string Context() => $"seed {seed}: {log()} ({string.Join(", ", faults.Made)})";
        Exception? error;
        try
        {
            error = run();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{Context()}: {e.Message}", e);
        }
        finally
        {
            source.Faults = null;
            source.OnRead = null;
            SpillFile.Writing = null;
        }
        sink.Over();
        Assert.True(sink.Wrong.Count == 0, $"{Context()}: {string.Join("; ", sink.Wrong)}");
        if (error is null)
        {
            exact++;
            Assert.True(bits.AsSpan().SequenceEqual(sink.Bits), $"{Context()}: the result is wrong");
        }
        else
        {
            errors++;
            Assert.True(faults.Explain(error), $"{Context()}: {error}");
        }
        long after = Used();
        Assert.True(after <= before, $"{Context()}: {after - before} bytes of shared memory are left");
    }
}
