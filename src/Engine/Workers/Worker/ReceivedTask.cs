using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>An argument of a call: a serialized value, or one of the task's inputs.</summary>
internal readonly record struct CallArgument(ReceivedValue? Value, int Input);

/// <summary>A task that a worker has received.</summary>
internal sealed class ReceivedTask
{
    private ReceivedTask(ResultName name, ReceivedGraph graph, InputPlace[] inputs) =>
        (Name, Graph, Inputs) = (name, graph, inputs);

    public ResultName Name { get; }

    public ReceivedGraph Graph { get; }

    public InputPlace[] Inputs { get; }

    /// <summary>The number of the function, for a call.</summary>
    public int Function { get; private set; }

    /// <summary>The threads that run a call.</summary>
    public CallLane Lane { get; private set; }

    /// <summary>Tasks of a higher priority start first.</summary>
    public long Priority { get; private set; }

    /// <summary>The arguments of a call.</summary>
    public CallArgument[] Arguments { get; private set; } = [];

    /// <summary>Reads a task.</summary>
    /// <param name="message">The message.</param>
    /// <param name="graphs">The graphs that are open.</param>
    public static ReceivedTask Read(ref ByteReader message, IReadOnlyDictionary<int, ReceivedGraph> graphs)
    {
        var name = ResultName.Read(ref message);
        var inputs = new InputPlace[message.ReadCount(1)];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = InputPlace.Read(ref message);
        ReceivedGraph graph = GraphOf(name, graphs);
        var task = new ReceivedTask(name, graph, inputs);
        if (!graph.IsCalls)
            return task;
        task.Function = message.ReadCount();
        task.Lane = new CallLane(message.ReadLong());
        task.Priority = message.ReadSigned();
        task.Arguments = new CallArgument[message.ReadCount(1)];
        for (int i = 0; i < task.Arguments.Length; i++)
        {
            task.Arguments[i] = message.ReadBool()
                ? new CallArgument(ReceivedValue.Read(ref message), -1)
                : new CallArgument(null, message.ReadCount());
        }

        return task;
    }

    /// <summary>Reads a result that this worker takes over: it is the only input.</summary>
    /// <param name="message">The message.</param>
    /// <param name="graphs">The graphs that are open.</param>
    public static ReceivedTask ReadResult(ref ByteReader message, IReadOnlyDictionary<int, ReceivedGraph> graphs)
    {
        var name = ResultName.Read(ref message);
        return new ReceivedTask(name, GraphOf(name, graphs), [InputPlace.Read(ref message)]);
    }

    private static ReceivedGraph GraphOf(in ResultName name, IReadOnlyDictionary<int, ReceivedGraph> graphs) =>
        graphs.GetValueOrDefault(name.Graph)
        ?? throw new ProtocolException($"a task of graph {name.Graph} came before the graph");
}
