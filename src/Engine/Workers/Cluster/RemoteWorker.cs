using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// A worker that a node starts for this client. Its messages come over a connection to the node; when that ends, so
/// does the worker.
/// </summary>
internal sealed class RemoteWorker(NodeSet nodes, NodeInfo node, int ticket) : WorkerHandle(ticket)
{
    private const int MostHello = 1024;

    private readonly Lock gate = new();
    private TlsConnection? connection;
    private Action? whenEnded;
    private bool hasEnded;
    private bool isKilled;
    private (string How, Blame Blame)? told;
    private string? failure;

    /// <summary>The node.</summary>
    public NodeInfo Node => node;

    /// <summary>The memory that it may use, in bytes.</summary>
    public long MemoryLimit { get; } = Math.Max(WorkerPool.LeastMemory, node.Memory / node.Cores);

    /// <summary>Its memory, as this process reads it.</summary>
    public RemoteMemory Memory { get; } = new(nodes.Links, node, nodes.Pool, ticket);

    /// <inheritdoc/>
    public override bool WasKilledFromOutside => told is null or { Blame: Blame.Kill };

    /// <inheritdoc/>
    public override IReadOnlyList<string> Log => [];

    /// <summary>Lets the node start the worker.</summary>
    /// <param name="serve">Serves it to the end of its connection.</param>
    public void Start(Action<RemoteWorker, TlsConnection, Hello> serve) =>
        new Thread(() => Run(serve)) { IsBackground = true, Name = "gchunk reader" }.Start();

    /// <inheritdoc/>
    public override bool Receive(MessageKind kind, ref ByteReader message)
    {
        if (kind != MessageKind.WorkerEnded)
            return false;
        var blame = (Blame)message.ReadByte();
        told = (message.ReadText(), blame);
        return true;
    }

    /// <inheritdoc/>
    public override void OnEnd(Action action)
    {
        lock (gate)
        {
            if (!hasEnded)
            {
                whenEnded += action;
                return;
            }
        }
        action();
    }

    /// <inheritdoc/>
    public override void Kill()
    {
        lock (gate)
            isKilled = true;
        connection?.Dispose();
    }

    /// <inheritdoc/>
    public override string Ending() =>
        Reason ?? told?.How ?? failure ?? $"the connection to {node.Name} at {node.Host}:{node.Port} ended";

    /// <inheritdoc/>
    public override void Dispose() => connection?.Dispose();

    private void Run(Action<RemoteWorker, TlsConnection, Hello> serve)
    {
        try
        {
            TlsConnection opened = NodeConnection.Open(
                node,
                nodes.Authority,
                NodePurpose.Worker,
                request =>
                {
                    request.WriteCount(nodes.Pool);
                    request.WriteCount(Ticket);
                    request.WriteCount(MemoryLimit);
                }
            );
            lock (gate)
                connection = isKilled ? null : opened;
            if (connection is null)
                opened.Dispose();
            else if (Greet(opened) is { } hello)
                serve(this, opened, hello);
            // The node has not said how the worker ended, so it may be gone itself.
            if (told is null && Reason is null)
                nodes.Suspect(node);
        }
        catch (Exception e) when (e is GchunkException || TlsConnection.IsBroken(e))
        {
            failure = e.Message;
            nodes.Suspect(node);
        }
        connection?.Dispose();
        Action? ended;
        lock (gate)
        {
            hasEnded = true;
            ended = whenEnded;
        }
        ended?.Invoke();
    }

    // Waits for the worker. It says within a minute who it is, or its node says why it does not.
    private Hello? Greet(TlsConnection opened)
    {
        Hello? hello = null;
        opened.WaitForEver();
        opened.Receive(
            MostHello,
            (kind, ref message) =>
            {
                if (kind == MessageKind.Hello)
                    hello = Hello.Read(ref message);
                else if (!Receive(kind, ref message))
                    throw new ProtocolException($"{node.Name} sent a message of kind {(byte)kind} before its worker");
            }
        );
        return hello is not null && hello.Ticket != Ticket
            ? throw new ProtocolException($"{node.Name} sent another worker than was asked for")
            : hello;
    }
}
