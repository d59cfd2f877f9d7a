using System.Net.Sockets;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>A worker played by the test, which has been sent every task of a run.</summary>
internal sealed class PlayedWorker : IDisposable
{
    private readonly Socket near = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private readonly ArrayRun? run;

    /// <param name="expression">What the run computes.</param>
    /// <param name="sink">Receives its blocks.</param>
    /// <param name="scheduler">A scheduler that there is already.</param>
    /// <param name="joins">False to start the run without the worker.</param>
    public PlayedWorker(ArrayExpr expression, IBlockSink sink, Scheduler? scheduler = null, bool joins = true)
        : this(scheduler ?? new Scheduler(""), (int)expression.Chunks.NumBlocks, joins)
    {
        TaskGraph graph = Computation.Plan([expression]);
        run = new ArrayRun(
            Scheduler,
            graph,
            [sink],
            SerializedValue.Of(new ValueSerializer(), graph.Expressions.ToArray(), "it"),
            default
        );
        Scheduler.Start(run);
    }

    /// <summary>One more worker of a scheduler.</summary>
    public PlayedWorker(Scheduler scheduler, int threads = 1, bool joins = true)
    {
        Scheduler = scheduler;
        SharedArena arena = SharedArena.Start();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string address = Hello.NewAddress();
        listener.Bind(Hello.EndPoint(address));
        listener.Listen(1);
        near.Connect(Hello.EndPoint(address));
        State = new WorkerState(
            1,
            Environment.ProcessId,
            threads,
            1_000_000_000,
            new WorkerLink(listener.Accept(), "played"),
            new PeerMemory(new PeerAddress(Environment.ProcessId, arena.Descriptor, arena.Length))
        );
        if (joins)
            Scheduler.Join(State);
    }

    public Scheduler Scheduler { get; }

    public WorkerState State { get; }

    public ArrayRun Run => run ?? throw new InvalidOperationException("the run is another worker's");

    /// <summary>Reports a result in the worker's memory.</summary>
    public void SayDone(
        long block,
        long bytes,
        long offset = 0,
        ResultPlace place = ResultPlace.Memory,
        int? run = null
    )
    {
        MessageWriter message = About(MessageKind.Done, run ?? Run.Id, block);
        message.WriteCount(5);
        message.WriteCount(0);
        message.WriteByte((byte)place);
        message.WriteCount(offset);
        message.WriteCount(bytes);
        Say(MessageKind.Done, message);
    }

    /// <summary>Reports what a task threw.</summary>
    public void SayFailed(long block, Exception thrown)
    {
        MessageWriter message = About(MessageKind.Failed, Run.Id, block);
        message.WriteCount(0);
        message.WriteBlob(SerializedException.Serialize(thrown));
        Say(MessageKind.Failed, message);
    }

    private static MessageWriter About(MessageKind kind, int run, long block)
    {
        var message = new MessageWriter(kind);
        message.WriteCount(run);
        message.WriteCount(0);
        message.WriteCount(block);
        return message;
    }

    private unsafe void Say(MessageKind kind, MessageWriter message)
    {
        ReadOnlySpan<byte> whole = message.Finish();
        fixed (byte* fields = whole[MessageWriter.HeaderLength..])
        {
            var reader = new ByteReader(fields, whole.Length - MessageWriter.HeaderLength);
            Scheduler.Receive(State, kind, ref reader);
        }
    }

    public void Dispose()
    {
        if (run is not null)
            Scheduler.Close(run);
        State.Dispose();
        near.Dispose();
    }
}
