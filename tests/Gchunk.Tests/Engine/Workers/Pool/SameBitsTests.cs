using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Tests.Conformance;
using Gchunk.Tests.Properties;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>Worker processes compute the same bits as threads.</summary>
[Collection("whole process")]
public class SameBitsTests(PoolFixture fixture) : IClassFixture<PoolFixture>
{
    [Fact]
    public void Every_case_of_the_NumPy_conformance_suite_gives_the_same_bits()
    {
        var wrong = new List<string>();
        int compared = 0;
        // Several at a time, because the transport is tested rather than the kernels.
        foreach (string[][] some in NumPyConformance.Rows.Chunk(50))
        {
            var expressions = new List<(string Case, ArrayExpr Expression)>();
            foreach (string[] row in some)
            {
                try
                {
                    expressions.Add(($"{row[0]}  {row[1]}", NumPyConformance.Evaluate(row).Expression));
                }
                catch (Gchunk.Engine.GchunkException) { } // NumPy rejects it too; NumPyConformance checks that
            }

            Parallel.ForEach(
                expressions,
                new ParallelOptions { MaxDegreeOfParallelism = 4 },
                e =>
                {
                    byte[] threads = PoolFixture.Bits(e.Expression, new SerialExecutor()),
                        workers = PoolFixture.Bits(e.Expression, fixture.Pool);
                    Interlocked.Increment(ref compared);
                    if (!threads.AsSpan().SequenceEqual(workers))
                    {
                        lock (wrong)
                            wrong.Add(e.Case);
                    }
                }
            );
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} cases differ:\n{string.Join('\n', wrong.Take(12))}");
        Assert.InRange(compared, 2000, int.MaxValue);
    }

    [SeedProperty(Default = 60)]
    public void Random_expressions_give_the_same_bits_on_threads_and_workers(Seed seed)
    {
        var e = new RandomExpression(seed.Value, 8);
        string[] disabled = seed.Value % 3 == 0 ? ["fuse-elementwise"] : [];
        Assert.True(
            PoolFixture
                .Bits(e.Lazy.Expression, new ThreadsExecutor(2), disabled)
                .AsSpan()
                .SequenceEqual(PoolFixture.Bits(e.Lazy.Expression, fixture.Pool, disabled)),
            string.Join("; ", e.Steps)
        );
    }

    [Fact]
    public void Floats_whose_sums_depend_on_the_order_give_the_same_bits()
    {
        Gchunk.Dsl.ChunkedArray x = Gchunk.Dsl.Rand.Normal((600, 900), chunks: (70, 110), seed: 5),
            y = x.Rechunk((200, 90));
        ArrayExpr expression = ((y - y.Mean(0)) / y.Std(0)).Exp().Sum(1).Expression;
        Assert.Equal(PoolFixture.Bits(expression, new ThreadsExecutor(2)), PoolFixture.Bits(expression, fixture.Pool));
    }

    [Fact]
    public void Events_name_the_worker_and_tell_of_blocks_that_move()
    {
        Gchunk.Dsl.ChunkedArray x = Gchunk.Dsl.Rand.Normal((800, 800), chunks: (100, 800), seed: 5);
        var seen = new List<RunEvent>();
        using (RunEvents.Subscribe(new Listener(seen)))
            PoolFixture.Bits(x.CumSum(1).Rechunk((800, 100)).CumSum(0).Expression, fixture.Pool);
        RunEvent[] events;
        lock (seen)
            events = [.. seen];
        Assert.Equal(
            ["worker-1", "worker-2"],
            events.Where(e => e.Kind == RunEventKind.TaskFinished).Select(e => e.Worker).Distinct().Order()
        );
        Assert.Contains(events, e => e is { Kind: RunEventKind.BlockMoved, Bytes: 640_000 } && e.From != e.Worker);
        Assert.Equal(1, events.Count(e => e.Kind == RunEventKind.RunFinished));
    }

    private sealed class Listener(List<RunEvent> seen) : IRunObserver
    {
        public void OnEvent(in RunEvent e)
        {
            lock (seen)
                seen.Add(e);
        }
    }
}
