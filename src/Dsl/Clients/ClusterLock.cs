using Gchunk.Engine;
using Gchunk.Engine.Execution.Coordination;

namespace Gchunk.Dsl;

/// <summary>
/// A number of leases that the program and the calls on its workers share: <c>Client.Lock</c> has one, and
/// <c>Client.Semaphore</c> any number. The leases of a worker that dies are released.
/// </summary>
/// <example><code>
/// using var client = new Client(workers: 2, processes: false);
/// ClusterLock file = client.Lock("results.csv");
/// using (file.Acquire())
///     Console.WriteLine(file.Taken); // 1
/// </code></example>
public sealed class ClusterLock : Coordinated, IRepresented
{
    internal ClusterLock(Client client, string name, int leases)
        : base(client, name) => Leases = leases;

    /// <summary>The number of leases.</summary>
    public int Leases { get; }

    /// <summary>The number of leases that are taken now.</summary>
    public int Taken => (int)(long)Ask(CoordinationKind.Leases)!;

    /// <inheritdoc/>
    IStandIn IRepresented.StandIn => new Named(Name, Leases);

    /// <summary>Waits for a lease and takes it, until the result is disposed.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <exception cref="TimeoutException">No lease was free in that time.</exception>
    public IDisposable Acquire(TimeSpan? timeout = null)
    {
        Ask(CoordinationKind.Acquire, Leases, timeout);
        return new Lease(this);
    }

    /// <summary>Waits for a lease without blocking a thread.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    public async Task<IDisposable> AcquireAsync(TimeSpan? timeout = null)
    {
        await AskAsync(CoordinationKind.Acquire, Leases, timeout).ConfigureAwait(false);
        return new Lease(this);
    }

    /// <summary>Returns a lease of this process.</summary>
    /// <exception cref="GchunkException">This process has none.</exception>
    public void Release() => Ask(CoordinationKind.GiveBack);

    private sealed class Lease(ClusterLock owner) : IDisposable
    {
        private int isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isReleased, 1) == 0)
                owner.Release();
        }
    }

    private sealed record Named(string Name, int Leases) : IStandIn
    {
        public object Counterpart() => new ClusterLock(Client.Here, Name, Leases);
    }
}
