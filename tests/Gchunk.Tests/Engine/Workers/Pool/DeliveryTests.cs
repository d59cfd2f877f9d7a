using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Workers.Scheduling;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>A run that has ended writes nothing to its sinks any more.</summary>
public sealed class DeliveryTests
{
    // Blocks of 80 kB are delivered on the thread pool.
    private static readonly ArrayExpr Three = Gchunk.Dsl.Rand.Normal((300, 100), chunks: (100, 100)).Exp().Expression;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_run_ends_after_the_writes_that_began_and_begins_no_other()
    {
        var sink = new HeldUp();
        using var worker = new PlayedWorker(Three, sink);
        Task waits = Task.Run(() => worker.Run.Wait(default), Token);
        worker.SayDone(0, 80_000);
        sink.Begun.Wait(Token);
        worker.SayFailed(1, new FormatException("no"));
        Until.True(() => worker.Run.IsClosed, "the failure");
        worker.SayDone(2, 80_000, offset: 1 << 20);
        Assert.False(worker.Run.Settled.IsCompleted);
        sink.GoOn.Set();
        Assert.Contains("no", (await Assert.ThrowsAsync<GchunkException>(() => waits)).Message);
        Assert.Equal((1, 1), (sink.Writes, sink.Returned));
    }

    [Fact]
    public async Task A_cancelled_run_ends_after_the_writes_that_began()
    {
        var sink = new HeldUp();
        using var worker = new PlayedWorker(Three, sink);
        using var cancellation = new CancellationTokenSource();
        Task waits = Task.Run(() => worker.Run.Wait(cancellation.Token), Token);
        worker.SayDone(0, 80_000);
        sink.Begun.Wait(Token);
        await cancellation.CancelAsync();
        Assert.False(worker.Run.Settled.IsCompleted);
        sink.GoOn.Set();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waits);
        Assert.Equal((1, 1), (sink.Writes, sink.Returned));
    }

    [Fact]
    public void Of_the_errors_of_a_run_the_first_counts()
    {
        var deliveries = new Deliveries(3);
        Assert.True(deliveries.Begin());
        Assert.True(deliveries.Begin());
        deliveries.End(new FormatException("first"));
        Assert.False(deliveries.Begin());
        deliveries.Fail(new FormatException("second"));
        Assert.False(deliveries.Ended.IsCompleted);
        deliveries.End(null);
        Assert.True(deliveries.Ended.IsCompleted);
        Assert.Equal("first", deliveries.Failure!.Message);
    }

    [Fact]
    public void A_run_has_ended_when_every_block_is_written_or_stays_on_a_worker()
    {
        Assert.True(new Deliveries(0).Ended.IsCompleted);
        var deliveries = new Deliveries(2);
        Assert.True(deliveries.Begin());
        deliveries.Stays();
        Assert.False(deliveries.Ended.IsCompleted);
        deliveries.End(null);
        Assert.True(deliveries.Ended.IsCompleted);
        Assert.Null(deliveries.Failure);
    }

    [Fact]
    public void On_threads_a_block_that_is_computed_when_the_run_is_cancelled_is_not_written()
    {
        using var cancellation = new CancellationTokenSource();
        ArrayExpr cancels = Gchunk
            .Dsl.Prelude.Ones((10, 10))
            .MapBlocks(b =>
            {
                cancellation.Cancel();
                return b;
            })
            .Expression;
        var sink = new HeldUp();
        Assert.Throws<OperationCanceledException>(() =>
            new ThreadsExecutor(2).Run(Computation.Plan([cancels]), [sink], 1L << 30, cancellation.Token)
        );
        Assert.Equal(0, sink.Writes);
    }

    private sealed class HeldUp : IBlockSink
    {
        private int writes,
            returned;

        public ManualResetEventSlim Begun { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public int Writes => Volatile.Read(ref writes);

        public int Returned => Volatile.Read(ref returned);

        public void Write(long[] origin, NDArray block)
        {
            Interlocked.Increment(ref writes);
            Begun.Set();
            GoOn.Wait();
            Interlocked.Increment(ref returned);
        }
    }
}
