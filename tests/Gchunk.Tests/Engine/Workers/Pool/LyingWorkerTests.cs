using Gchunk.Engine;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Tests.Engine.Execution;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>A worker that reports wrong results, played by the test.</summary>
public sealed class LyingWorkerTests : IDisposable
{
    private static readonly ArrayExpr Work = Gchunk.Dsl.Rand.Normal((100, 100), chunks: (100, 100)).Exp().Expression;

    private readonly PlayedWorker liar = new(Work, new Gatherer(Work));

    [Fact]
    public void A_result_of_another_length_is_not_believed() =>
        Assert.Contains(
            "where 80000 were expected",
            Assert.Throws<ProtocolException>(() => liar.SayDone(0, 79_992)).Message
        );

    [Fact]
    public void A_place_that_there_is_not_is_not_believed() =>
        Assert.Throws<ProtocolException>(() => liar.SayDone(0, 80_000, place: (ResultPlace)9));

    [Fact]
    public void A_block_outside_its_memory_fails_the_run_and_reads_nothing()
    {
        liar.SayDone(0, 80_000, offset: 1L << 60);
        Assert.Contains(
            "outside its shared memory",
            Assert.Throws<GchunkException>(() => liar.Run.Wait(default)).Message
        );
    }

    [Fact]
    public void A_result_that_was_not_requested_is_freed()
    {
        liar.SayDone(0, 80_000, run: liar.Run.Id + 1000);
        Assert.Equal(0, liar.State.HeldBytes);
    }

    public void Dispose() => liar.Dispose();
}
