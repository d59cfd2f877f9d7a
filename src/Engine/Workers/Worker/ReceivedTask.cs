using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>Where an input of a task is, as the client tells it.</summary>
/// <param name="Place">Inline, in a peer's memory or file; none for a result that this worker holds.</param>
/// <param name="Name">What it is called here, where this worker holds it.</param>
/// <param name="Inline">The bytes, where they are in the message.</param>
/// <param name="Peer">The peer.</param>
/// <param name="Descriptor">The number of the peer's file.</param>
/// <param name="Offset">Where it begins there.</param>
/// <param name="Bytes">How long it is.</param>
internal readonly record struct InputPlace(
    ResultPlace Place,
    ResultName Name,
    byte[]? Inline,
    int Peer,
    int Descriptor,
    long Offset,
    long Bytes
)
{
    public static InputPlace Read(ref ByteReader message)
    {
        var place = (ResultPlace)message.ReadByte();
        switch (place)
        {
            case ResultPlace.None:
                return default(InputPlace) with { Name = WorkerTask.ReadName(ref message) };
            case ResultPlace.Inline:
                byte[] inline = message.ReadBlob().ToArray();
                return default(InputPlace) with { Place = place, Inline = inline, Bytes = inline.Length };
            case ResultPlace.Memory or ResultPlace.File:
                int peer = message.ReadCount(),
                    descriptor = place == ResultPlace.File ? message.ReadCount() : 0;
                return new InputPlace(place, default, null, peer, descriptor, message.ReadLong(), message.ReadLong());
            default:
                throw new ProtocolException($"a task's input is in a place of kind {(byte)place}, which there is not");
        }
    }
}

/// <summary>An argument of a call: packed in the message, or one of the task's inputs.</summary>
internal readonly record struct CallArgument(byte[]? Packed, int Input);

/// <summary>A task as a worker has it.</summary>
internal sealed class WorkerTask
{
    private WorkerTask(ResultName name, WorkerGraph graph, InputPlace[] inputs) =>
        (Name, Graph, Inputs) = (name, graph, inputs);

    public ResultName Name { get; }

    /// <summary>The graph.</summary>
    public WorkerGraph Graph { get; }

    public InputPlace[] Inputs { get; }

    /// <summary>The function, for a call.</summary>
    public int Operation { get; private set; }

    public CallArgument[] Arguments { get; private set; } = [];

    public static ResultName ReadName(ref ByteReader message) =>
        new(message.ReadCount(), new TaskKey(message.ReadCount(), message.ReadLong()));

    /// <summary>Reads a task.</summary>
    /// <param name="message">The message.</param>
    /// <param name="graphs">The graphs that are open.</param>
    public static WorkerTask Read(ref ByteReader message, IReadOnlyDictionary<int, WorkerGraph> graphs)
    {
        ResultName name = ReadName(ref message);
        var inputs = new InputPlace[message.ReadCount(1)];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = InputPlace.Read(ref message);
        if (!graphs.TryGetValue(name.Graph, out WorkerGraph? graph))
            throw new ProtocolException($"a task of graph {name.Graph} came before the graph");
        var task = new WorkerTask(name, graph, inputs);
        if (!graph.IsCalls)
            return task;
        task.Operation = message.ReadCount();
        task.Arguments = new CallArgument[message.ReadCount(1)];
        for (int i = 0; i < task.Arguments.Length; i++)
        {
            task.Arguments[i] = message.ReadBool()
                ? new CallArgument(message.ReadBlob().ToArray(), -1)
                : new CallArgument(null, message.ReadCount());
        }

        return task;
    }
}

/// <summary>A graph that a worker was told of: planned expressions, or functions that are called.</summary>
internal sealed class WorkerGraph(int id, bool isCalls) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Lazy<CallExpr>> operations = [];
    private readonly CancellationTokenSource cancellation = new();

    public int Id { get; } = id;

    /// <summary>Whether its tasks are calls.</summary>
    public bool IsCalls { get; } = isCalls;

    /// <summary>The plan of an array's expressions, made when the first task needs it.</summary>
    public Lazy<TaskGraph>? Plan { get; init; }

    /// <summary>
    /// Tasks of it that run now, and whether nothing more of it is wanted. Guarded by the worker's queue.
    /// </summary>
    public int Running { get; set; }

    public bool IsClosed { get; set; }

    public CancellationToken Token => cancellation.Token;

    public void Add(int number, Lazy<CallExpr> operation)
    {
        lock (gate)
            operations[number] = operation;
    }

    public CallExpr Operation(int number)
    {
        Lazy<CallExpr>? found;
        lock (gate)
        {
            if (!operations.TryGetValue(number, out found))
                throw new ProtocolException($"function {number} of graph {Id} was not sent");
        }

        return found.Value;
    }

    public void Cancel() => cancellation.Cancel();

    public void Dispose() => cancellation.Dispose();
}
