using Gchunk.Engine;
using Gchunk.Engine.Execution.Coordination;

namespace Gchunk.Dsl;

/// <summary>An event that the program and the calls on its workers set and wait for, from <c>Client.Event</c>.</summary>
/// <example><code>
/// using var client = new Client(workers: 1, processes: false);
/// ClusterEvent ready = client.Event("ready");
/// Future&lt;bool&gt; waits = client.Submit(() => ready.Wait());
/// ready.Set();
/// Console.WriteLine(waits.Result()); // True
/// </code></example>
public sealed class ClusterEvent : Coordinated, IRepresented
{
    internal ClusterEvent(Client client, string name)
        : base(client, name) { }

    /// <summary>True if it is set.</summary>
    public bool IsSet => (bool)Ask(CoordinationKind.IsSet)!;

    /// <inheritdoc/>
    IStandIn IRepresented.StandIn => new Named(Name);

    /// <summary>Sets it: all calls that wait for it continue.</summary>
    public void Set() => Ask(CoordinationKind.Set);

    /// <summary>Clears it.</summary>
    public void Clear() => Ask(CoordinationKind.Clear);

    /// <summary>Waits until it is set.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <returns>True; false if it was not set in that time.</returns>
    public bool Wait(TimeSpan? timeout = null)
    {
        try
        {
            return (bool)Ask(CoordinationKind.Await, timeout: timeout)!;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Waits until it is set, without blocking a thread.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    public Task WaitAsync(TimeSpan? timeout = null) => AskAsync(CoordinationKind.Await, timeout: timeout);

    private sealed record Named(string Name) : IStandIn
    {
        public object Counterpart() => new ClusterEvent(Client.Here, Name);
    }
}
