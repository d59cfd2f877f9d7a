using System.Diagnostics;
using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Execution;
using Xunit;

namespace Gchunk.Tests.Engine.Execution.Queues;

/// <summary>How the threads of a run share its tasks.</summary>
public class ThreadQueueTests
{
    [Theory]
    [InlineData(1, 1L << 40)]
    [InlineData(2, 1L << 40)]
    [InlineData(7, 1L << 40)]
    [InlineData(64, 1L << 40)]
    [InlineData(2, 40_000)]
    [InlineData(7, 40_000)]
    [InlineData(64, 40_000)]
    public void Threads_that_take_turns_in_any_order_run_each_task_once(int threads, long memoryLimit)
    {
        int calls = 0;
        ChunkedArray x = FromUniform(3600, 60);
        ChunkedArray counted = x.MapBlocks(block =>
        {
            Interlocked.Increment(ref calls);
            return block;
        });
        ChunkedArray y = counted.Rechunk(45) + counted.Roll(7);
        double[] expected = x.Compute().ToArray<double>();
        expected = [.. expected.Select((v, i) => v + expected[(i + 3593) % 3600])];
        for (int seed = 0; seed < 10; seed++)
        {
            calls = 0;
            using var run = new SteppedRun(y.Expression, threads, memoryLimit);
            var random = new Random(seed);
            int waiting = 0;
            var left = Enumerable.Range(0, threads).ToList();
            while (left.Count > 0)
            {
                int chosen = random.Next(left.Count);
                (_, bool waits) = run.Advance(left[chosen]);
                waiting = waits ? waiting + 1 : 0;
                Assert.True(waiting < 100 * threads, "every thread waits for the others");
                if (run.Next(left[chosen]) == SteppedRun.Step.Left)
                    left.RemoveAt(chosen);
            }
            Assert.Equal(expected, run.Result.ToArray<double>());
            Assert.Equal(60, calls);
        }
    }

    /// <summary>
    /// A machine of many cores on a virtual clock: each thread's steps take the time that they took here, and the steps
    /// that need the run's lock wait for it. The long form is a benchmark.
    /// </summary>
    [Fact]
    public void Many_cores_share_short_tasks()
    {
        string? figures = Environment.GetEnvironmentVariable("GCHUNK_FIGURES");
        long blocks = figures is null ? 500 : 200_000;
        ChunkedArray x = FromUniform(10 * blocks, 10) + 1.0;
        double one = 0;
        foreach (int cores in figures is null ? [1, 64] : new[] { 1, 1, 2, 8, 64 })
        {
            (double seconds, double locked) = Simulate(x, cores);
            one = cores == 1 ? seconds : one;
            if (figures is null)
                continue;
            File.AppendAllText(
                figures,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {cores} | {seconds / blocks * 1e6:0.000} | {one / seconds:0.0} | {locked / seconds:0.00} |\n"
                )
            );
        }
        if (figures is null)
            return;
        foreach (int threads in new[] { 1, 2, 8, 64 })
        {
            long waits = Monitor.LockContentionCount;
            double best = double.MaxValue;
            for (int round = 0; round < 5; round++)
            {
                long start = Stopwatch.GetTimestamp();
                new ThreadsExecutor(threads).Run(
                    Computation.Plan([x.Expression]),
                    [new Gatherer(x.Expression)],
                    1L << 40,
                    CancellationToken.None
                );
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            waits = Monitor.LockContentionCount - waits;
            File.AppendAllText(
                figures,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {threads} threads | {best / blocks * 1e6:0.000} | {waits / 5.0 / blocks:0.0000} waits for locks a task |\n"
                )
            );
        }
    }

    private static (double Seconds, double Locked) Simulate(ChunkedArray x, int cores)
    {
        using var run = new SteppedRun(x.Expression, cores);
        var ready = new PriorityQueue<int, long>();
        var waiting = new List<int>();
        for (int core = 0; core < cores; core++)
            ready.Enqueue(core, 0);
        long lockFree = 0,
            locked = 0,
            end = 0;
        while (ready.TryDequeue(out int core, out long now))
        {
            bool needsLock = run.Next(core) is SteppedRun.Step.Take or SteppedRun.Step.Admit;
            (long time, bool waits) = run.Advance(core);
            long begin = needsLock ? Math.Max(now, lockFree) : now;
            now = begin + time;
            if (needsLock)
                (lockFree, locked) = (now, locked + time);
            end = Math.Max(end, now);
            if (waits)
            {
                waiting.Add(core);
                continue;
            }
            // Whoever waits tries again when one of the others has done something.
            foreach (int other in waiting)
                ready.Enqueue(other, now);
            waiting.Clear();
            if (run.Next(core) != SteppedRun.Step.Left)
                ready.Enqueue(core, now);
        }
        Assert.Empty(waiting);
        Assert.Equal(x.Compute().ToArray<double>(), run.Result.ToArray<double>());
        Assert.Equal(cores, run.Working);
        return ((double)end / Stopwatch.Frequency, (double)locked / Stopwatch.Frequency);
    }

    private static ChunkedArray FromUniform(long length, long chunk) =>
        Prelude.FromArray(Rand.Uniform(length, seed: 1).Compute(), chunks: chunk);
}
