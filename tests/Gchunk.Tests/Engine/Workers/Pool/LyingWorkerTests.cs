using System.Net.Sockets;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;
using Gchunk.Tests.Engine.Execution;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>A worker that reports wrong results, played by the test.</summary>
public sealed class LyingWorkerTests : IDisposable
{
    private readonly Scheduler scheduler = new("");
    private readonly Socket near = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly WorkerLink link;
    private readonly WorkerState worker;
    private readonly ArrayRun work;

    public LyingWorkerTests()
    {
        SharedArena arena = SharedArena.Start();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string address = Hello.NewAddress();
        listener.Bind(Hello.EndPoint(address));
        listener.Listen(1);
        near.Connect(Hello.EndPoint(address));
        link = new WorkerLink(listener.Accept(), "liar");
        worker = new WorkerState(
            1,
            Environment.ProcessId,
            1,
            1_000_000_000,
            link,
            new PeerMemory(new PeerAddress(Environment.ProcessId, arena.Descriptor, arena.Length))
        );
        scheduler.Join(worker);
        Gchunk.Engine.Expressions.ArrayExpr expression = Gchunk
            .Dsl.Rand.Normal((100, 100), chunks: (100, 100))
            .Exp()
            .Expression;
        TaskGraph graph = Computation.Plan([expression]);
        work = new ArrayRun(
            scheduler,
            graph,
            [new Gatherer(expression)],
            SerializedValue.Of(new ValueSerializer(), graph.Expressions.ToArray(), "it"),
            default
        );
        scheduler.Start(work);
    }

    private static MessageWriter Done(int graph, ResultPlace place, long offset, long bytes)
    {
        var message = new MessageWriter(MessageKind.Done);
        message.WriteCount(graph);
        message.WriteCount(0);
        message.WriteCount(0);
        message.WriteCount(5);
        message.WriteCount(0);
        message.WriteByte((byte)place);
        message.WriteCount(offset);
        message.WriteCount(bytes);
        return message;
    }

    private unsafe void Say(MessageWriter message)
    {
        ReadOnlySpan<byte> whole = message.Finish();
        fixed (byte* fields = whole[MessageWriter.HeaderLength..])
        {
            var reader = new ByteReader(fields, whole.Length - MessageWriter.HeaderLength);
            scheduler.Receive(worker, MessageKind.Done, ref reader);
        }
    }

    [Fact]
    public void A_result_of_another_length_is_not_believed() =>
        Assert.Contains(
            "where 80000 were expected",
            Assert.Throws<ProtocolException>(() => Say(Done(work.Id, ResultPlace.Memory, 0, 79_992))).Message
        );

    [Fact]
    public void A_place_that_there_is_not_is_not_believed() =>
        Assert.Throws<ProtocolException>(() => Say(Done(work.Id, (ResultPlace)9, 0, 80_000)));

    [Fact]
    public void A_block_outside_its_memory_fails_the_run_and_reads_nothing()
    {
        Say(Done(work.Id, ResultPlace.Memory, 1L << 60, 80_000));
        Assert.Contains("outside its shared memory", Assert.Throws<GchunkException>(() => work.Wait(default)).Message);
    }

    [Fact]
    public void A_result_that_was_not_requested_is_freed()
    {
        Say(Done(work.Id + 1000, ResultPlace.Memory, 0, 80_000));
        Assert.Equal(0, worker.HeldBytes);
    }

    public void Dispose()
    {
        scheduler.Close(work);
        worker.Dispose();
        near.Dispose();
    }
}
