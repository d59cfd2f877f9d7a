using Gchunk.Engine;
using Gchunk.Engine.Execution.Coordination;

namespace Gchunk.Dsl;

/// <summary>
/// A queue of values that the program and the calls on its workers share, from <c>Client.Queue</c>. The values are kept
/// by the program.
/// </summary>
/// <example><code>
/// using var client = new Client(workers: 1, processes: false);
/// ClusterQueue&lt;int&gt; queue = client.Queue&lt;int&gt;("numbers");
/// client.Submit(() => { queue.Put(5); return true; });
/// Console.WriteLine(queue.Get()); // 5
/// </code></example>
public sealed class ClusterQueue<T> : Coordinated, IRepresented
{
    internal ClusterQueue(Client client, string name, int maxSize)
        : base(client, name) => MaxSize = maxSize;

    /// <summary>The maximum number of values that it holds before <c>Put</c> waits; 0 for any number.</summary>
    public int MaxSize { get; }

    /// <summary>The number of values in it.</summary>
    public int Count => (int)(long)Ask(CoordinationKind.Count)!;

    /// <inheritdoc/>
    IStandIn IRepresented.StandIn => new Named(Name, MaxSize);

    /// <summary>Adds a value; waits while the queue is full.</summary>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <exception cref="TimeoutException">There was no room in that time.</exception>
    public void Put(T value, TimeSpan? timeout = null) => Ask(CoordinationKind.Put, MaxSize, timeout, value);

    /// <summary>Takes the oldest value; waits for one.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <exception cref="TimeoutException">There was none in that time.</exception>
    public T Get(TimeSpan? timeout = null) => (T)Ask(CoordinationKind.Get, MaxSize, timeout)!;

    /// <summary>Adds a value without blocking a thread.</summary>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long to wait for room; without end by default.</param>
    public Task PutAsync(T value, TimeSpan? timeout = null) => AskAsync(CoordinationKind.Put, MaxSize, timeout, value);

    /// <summary>Takes the oldest value without blocking a thread.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    public async Task<T> GetAsync(TimeSpan? timeout = null) =>
        (T)(await AskAsync(CoordinationKind.Get, MaxSize, timeout).ConfigureAwait(false))!;

    private sealed record Named(string Name, int MaxSize) : IStandIn
    {
        public object Counterpart() => new ClusterQueue<T>(Client.Here, Name, MaxSize);
    }
}
