using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Optimizer;
using Gchunk.Engine.Planning;
using Xunit;

namespace Gchunk.Tests.Engine.Execution;

[Collection("whole process")]
public class ComputationTests
{
    private static NDArray Run(
        ChunkedArray array,
        IExecutor executor,
        long limit = 1L << 30,
        CancellationToken cancellation = default
    )
    {
        var sink = new Gatherer(array.Expression);
        executor.Run(Planner.Plan(ExprOptimizer.Run([array.Expression])), [sink], limit, cancellation);
        return sink.Result;
    }

    public static TheoryData<string> Reductions => ["sum", "mean", "var", "std", "min", "max"];

    [Theory]
    [MemberData(nameof(Reductions))]
    public void A_reduction_has_the_same_bits_on_any_number_of_threads(string reduction)
    {
        ChunkedArray x = Rand.Normal((301, 407), chunks: (37, 50), seed: 3) * 1e6;
        foreach (Axes axes in new Axes[] { default, 0, 1 })
        {
            ChunkedArray result = x.Reduce(reduction, axes);
            double[] serial = Run(result, new SerialExecutor()).ToArray<double>();
            foreach (int threads in new[] { 2, 3, 8 })
            {
                Assert.Equal(
                    serial.Select(BitConverter.DoubleToInt64Bits),
                    Run(result, new ThreadsExecutor(threads)).ToArray<double>().Select(BitConverter.DoubleToInt64Bits)
                );
            }
        }
    }

    [Fact]
    public void Fusion_does_not_change_the_bits()
    {
        ChunkedArray x = Rand.Normal((120, 250), chunks: (50, 100), seed: 9);
        ArrayExpr result = ((x - 0.25) * x).Mean(axis: 0).Expression;
        NDArray[] both =
        [
            .. new string[][] { [], ["fuse-elementwise"], ["fuse-elementwise", "push-views"] }.Select(off =>
            {
                var sink = new Gatherer(result);
                new SerialExecutor().Run(
                    Planner.Plan(ExprOptimizer.Run([result], new HashSet<string>(off))),
                    [sink],
                    1L << 30,
                    default
                );
                return sink.Result;
            }),
        ];
        Assert.Equal(both[0].ToArray<double>(), both[1].ToArray<double>());
        Assert.Equal(both[0].ToArray<double>(), both[2].ToArray<double>());
    }

    [Fact]
    public void A_task_that_cannot_fit_fails_at_once_and_names_the_sizes_and_the_chunk_that_would_fit()
    {
        ChunkedArray x = Prelude.Arange(0, 4_000_000, chunks: 2_000_000) + 1.5;
        var error = Assert.Throws<GchunkException>(() =>
            Run(x.Reshape((2000, 2000)), new ThreadsExecutor(2), limit: 1_000_000)
        );
        Assert.Contains("memory limit is 1 MB", error.Message, StringComparison.Ordinal);
        Assert.Contains("16 MB", error.Message, StringComparison.Ordinal);
        Assert.Contains("use chunks of at most", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_larger_than_the_limit_is_refused_before_anything_runs()
    {
        RunOptions before = RunOptions.Default;
        try
        {
            RunOptions.Default = before with { MemoryLimit = 1_000_000 };
            var error = Assert.Throws<GchunkException>(() =>
                Computation.Compute(new ThrowingSource((1000, 1000)).Expression)
            );
            Assert.Contains("(1000, 1000) float64 takes 8 MB", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            RunOptions.Default = before;
        }
    }

    [Fact]
    public void Tasks_are_admitted_by_bytes()
    {
        // Each block takes 800 kB; with 2 MB for the run no more than two may be in progress or held at once.
        var most = new HeldBytes();
        ChunkedArray x = Rand.Uniform(2_000_000, chunks: 100_000, seed: 4);
        using (RunEvents.Subscribe(most))
            Run(x.Reshape((1000, 2000)).Sum(axis: 1).Sum(), new ThreadsExecutor(8), limit: 2_000_000);
        Assert.InRange(most.Most, 800_000, 2_000_000);
    }

    [Fact]
    public void Cancelling_ends_a_run_and_nothing_is_left_running()
    {
        using var cancellation = new CancellationTokenSource();
        var watcher = new CancelAfter(cancellation, tasks: 3);
        ChunkedArray x = Rand.Normal(4_000_000, chunks: 10_000, seed: 1);
        using (RunEvents.Subscribe(watcher))
        {
            Assert.ThrowsAny<OperationCanceledException>(() =>
                Run(x.Reshape((400, 10_000)).Std(axis: 1), new ThreadsExecutor(2), cancellation: cancellation.Token)
            );
        }

        int started = watcher.Started;
        Assert.InRange(started, 3, 50);
        // The observer is unsubscribed: later runs do not count.
        Assert.Equal(1, watcher.RunsEnded);
    }

    [Fact]
    public void A_failing_read_ends_the_run_with_its_own_message()
    {
        var error = Assert.Throws<GchunkException>(() =>
            Run(new ThrowingSource((100, 100)).Sum(), new ThreadsExecutor(2))
        );
        Assert.Contains("must not be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Building_printing_and_explaining_read_nothing()
    {
        ChunkedArray x = new ThrowingSource((100, 100));
        ChunkedArray y = (Prelude.Cos(x["::-1, 2:90"]) * 2).T.Mean(axis: 1) + 1;
        Assert.Equal(new Shape(88), y.Shape);
        Assert.Contains("ChunkedArray (88,) float64", y.ToString(), StringComparison.Ordinal);
        Assert.Contains("mean", y.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_slice_reads_only_what_it_takes()
    {
        var source = new RecordingArray((1000, 1000), [100, 100]);
        ChunkedArray x = new(new StoredExpr(source, ChunkGrid.Regular(source.Shape, [100, 100])));
        Run((x * 2 + 1)["250:260, 100:300:50"].Sum(), new SerialExecutor());
        // Two chunks are touched, 10 rows and 2 columns of each.
        Assert.Equal(2, source.Reads.Count);
        Assert.All(source.Reads, r => Assert.Equal(new Shape(10, 2), r.Shape));
    }

    [Fact]
    public void A_slice_reaches_the_read_through_a_transpose_of_an_elementwise_tree()
    {
        var source = new RecordingArray((100, 1000), [100, 100]);
        ChunkedArray x = new(new StoredExpr(source, ChunkGrid.Regular(source.Shape, [100, 100])));
        Run((x * 2 + 1).T[..150].Mean(axis: 1), new SerialExecutor());
        Assert.Equal(150 * 100, source.Reads.Sum(r => r.Shape.Size));
    }

    [Fact]
    public void A_rechunk_that_would_read_stored_chunks_again_and_again_reads_them_once()
    {
        var source = new RecordingArray((64, 64), [1, 64]);
        ChunkedArray x = new(new StoredExpr(source, ChunkGrid.Regular(source.Shape, [1, 64])));
        Run(x.Rechunk((64, 1)).Max(axis: 0).Sum(), new SerialExecutor());
        Assert.Equal(64, source.Reads.Count);
    }

    [Theory]
    [InlineData(17, 8)]
    [InlineData(100, 1)]
    [InlineData(7, 3)]
    public void Small_blocks_of_stored_chunks_that_are_read_once_have_their_own_values(int rows, int columns)
    {
        var source = new RecordingArray((1000, 8), [100, 8]);
        ChunkedArray x = new(new StoredExpr(source, ChunkGrid.Regular(source.Shape, [100, 8])));
        double[] values = x.Rechunk((rows, columns)).Compute().ToArray<double>();
        Assert.Equal(Enumerable.Range(0, 8000).Select(i => (double)i), values);
        Assert.Equal(10, source.Reads.Count);
    }

    [Fact]
    public void A_part_that_two_outputs_share_is_computed_once()
    {
        var source = new RecordingArray((100, 10), [10, 10]);
        ChunkedArray shared = new ChunkedArray(new StoredExpr(source, ChunkGrid.Regular(source.Shape, [10, 10]))).Sum(
            axis: 1
        );
        NDArray[] results = Prelude.Compute(shared + 1, shared * 2);
        Assert.Equal(10, source.Reads.Count);
        Assert.Equal(results[0].GetDouble(7) * 2 - 2, results[1].GetDouble(7));
    }

    private sealed class CancelAfter(CancellationTokenSource source, int tasks) : IRunObserver
    {
        private int started;
        private int ended;

        public int Started => started;

        public int RunsEnded { get; private set; }

        public void OnEvent(in RunEvent e)
        {
            if (e.Kind == RunEventKind.RunFinished)
                RunsEnded++;
            if (e.Kind == RunEventKind.TaskStarted)
                Interlocked.Increment(ref started);
            if (e.Kind == RunEventKind.TaskFinished && Interlocked.Increment(ref ended) == tasks)
                source.Cancel();
        }
    }
}
