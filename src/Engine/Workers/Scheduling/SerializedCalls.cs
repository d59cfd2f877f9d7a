using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>An argument of a call: one of the three.</summary>
/// <param name="Call">The number of another call of the graph, or -1.</param>
/// <param name="Future">The result of a call that was submitted before.</param>
/// <param name="Value">A value that is sent with the call.</param>
internal readonly record struct SerializedArgument(int Call, FutureCall? Future, SerializedValue? Value);

/// <summary>A call.</summary>
/// <param name="Name">Its name for errors and progress.</param>
/// <param name="Operation">The number of its function, or -1 if there is nothing to call.</param>
/// <param name="Arguments">Its arguments.</param>
internal readonly record struct SerializedCall(string Name, int Operation, SerializedArgument[] Arguments);

/// <summary>A graph of calls, serialized for workers: each function once, the arguments with each call.</summary>
internal sealed class SerializedCalls : IDisposable
{
    /// <summary>The functions.</summary>
    public List<SerializedValue> Operations { get; } = [];

    /// <summary>The calls, each after those that it needs.</summary>
    public List<SerializedCall> Calls { get; } = [];

    /// <summary>Serializes a graph.</summary>
    /// <param name="graph">The calls.</param>
    /// <param name="values">The values of the arrays among them.</param>
    /// <param name="isOurs">True for a future whose result the workers hold.</param>
    /// <param name="serializer">Serializes functions and arguments.</param>
    /// <exception cref="GchunkException">A function or an argument cannot travel.</exception>
    public static SerializedCalls Of(
        CallGraph graph,
        IReadOnlyList<object?> values,
        Func<FutureCall, bool> isOurs,
        ValueSerializer serializer
    )
    {
        var made = new SerializedCalls();
        var numbers = new Dictionary<object, int>();
        for (int n = 0; n < graph.Nodes.Count; n++)
        {
            CallExpr node = graph.Nodes[n];
            if (node is ArrayCall or FutureCall)
            {
                made.Calls.Add(new SerializedCall(node.Name, -1, []));
                continue;
            }
            (object key, CallExpr operation) = node.Alone;
            if (!numbers.TryGetValue(key, out int number))
            {
                numbers[key] = number = made.Operations.Count;
                made.Operations.Add(SerializedValue.Of(serializer, operation, $"the function {node.Name}"));
            }
            ReadOnlySpan<int> inputs = graph.Inputs(n);
            var arguments = new SerializedArgument[inputs.Length];
            for (int i = 0; i < arguments.Length; i++)
            {
                string what = $"argument {i + 1} of {node.Name}";
                SerializedArgument Sent(object? value) => new(-1, null, SerializedValue.Of(serializer, value, what));
                arguments[i] = node.Inputs[i] switch
                {
                    ConstantCall constant => Sent(constant.Value),
                    ArrayCall => Sent(values[inputs[i]]),
                    FutureCall ours when isOurs(ours) => new SerializedArgument(-1, ours, null),
                    FutureCall elsewhere => Sent(elsewhere.Wait(CancellationToken.None)),
                    _ => new SerializedArgument(inputs[i], null, null),
                };
            }
            made.Calls.Add(new SerializedCall(node.Name, number, arguments));
        }
        return made;
    }

    /// <summary>True if a function or an argument needs code that this process does not have.</summary>
    public bool LackCode =>
        Operations.Exists(o => o.LacksCode) || Calls.Exists(c => c.Arguments.Any(a => a.Value is { LacksCode: true }));

    /// <summary>Frees shared memory, when no worker reads it any more.</summary>
    public void Dispose()
    {
        foreach (SerializedValue operation in Operations)
            operation.Dispose();
        foreach (SerializedCall call in Calls)
        {
            foreach (SerializedArgument argument in call.Arguments)
                argument.Value?.Dispose();
        }
    }
}
