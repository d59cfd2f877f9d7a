using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>A graph that a worker has received: array expressions, or functions that are called.</summary>
internal sealed class ReceivedGraph(int id, bool isCalls) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Lazy<CallExpr>> functions = [];
    private readonly CancellationTokenSource cancellation = new();

    public int Id { get; } = id;

    /// <summary>True if its tasks are calls.</summary>
    public bool IsCalls { get; } = isCalls;

    /// <summary>The plan of the array expressions, made when the first task needs it.</summary>
    public Lazy<TaskGraph>? Plan { get; init; }

    /// <summary>The number of its tasks that are running. Guarded by the worker's queue.</summary>
    public int Running { get; set; }

    /// <summary>True if the client no longer needs it. Guarded by the worker's queue.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Cancelled when the graph is closed.</summary>
    public CancellationToken Token => cancellation.Token;

    /// <summary>Adds a function.</summary>
    public void Add(int number, Lazy<CallExpr> function)
    {
        lock (gate)
            functions[number] = function;
    }

    /// <summary>Returns a function.</summary>
    /// <exception cref="ProtocolException">It was not sent.</exception>
    public CallExpr Function(int number)
    {
        Lazy<CallExpr>? found;
        lock (gate)
        {
            if (!functions.TryGetValue(number, out found))
                throw new ProtocolException($"function {number} of graph {Id} was not sent");
        }

        return found.Value;
    }

    public void Cancel() => cancellation.Cancel();

    public void Dispose() => cancellation.Dispose();
}
