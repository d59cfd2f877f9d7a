using Gchunk.Engine;
using Gchunk.Engine.Execution.Coordination;

namespace Gchunk.Dsl;

/// <summary>
/// A value that the program and the calls on its workers read and write, from <c>Client.Variable</c>.
/// </summary>
/// <example><code>
/// using var client = new Client(workers: 1, processes: false);
/// ClusterVariable&lt;double&gt; best = client.Variable&lt;double&gt;("best");
/// best.Set(0.5);
/// Console.WriteLine(client.Submit(() => best.Get() * 2).Result()); // 1
/// </code></example>
public sealed class ClusterVariable<T> : Coordinated, IRepresented
{
    internal ClusterVariable(Client client, string name)
        : base(client, name) { }

    /// <inheritdoc/>
    IStandIn IRepresented.StandIn => new Named(Name);

    /// <summary>Gives it a value.</summary>
    /// <param name="value">The value.</param>
    public void Set(T value) => Ask(CoordinationKind.Write, value: value);

    /// <summary>Returns its value; waits until it has one.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <exception cref="TimeoutException">It got none in that time.</exception>
    public T Get(TimeSpan? timeout = null) => (T)Ask(CoordinationKind.Read, timeout: timeout)!;

    /// <summary>Returns its value without blocking a thread.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    public async Task<T> GetAsync(TimeSpan? timeout = null) =>
        (T)(await AskAsync(CoordinationKind.Read, timeout: timeout).ConfigureAwait(false))!;

    /// <summary>Removes its value.</summary>
    public void Delete() => Ask(CoordinationKind.Delete);

    private sealed record Named(string Name) : IStandIn
    {
        public object Counterpart() => new ClusterVariable<T>(Client.Here, Name);
    }
}
