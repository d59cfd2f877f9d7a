using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Dsl;

/// <summary>
/// Several machines, each of which runs <c>gchunk node</c>. Whoever derives from it knows how to start and to end these.
/// </summary>
/// <remarks>
/// The nodes find each other by a folder that all of them see, below <c>GCHUNK_CLUSTERS</c> or the home folder. It also
/// holds the keys of the cluster, and only its user can read it. A node that is lost is replaced.
/// </remarks>
public abstract partial class NodeCluster : ICluster
{
    private const int KeepMilliseconds = 2000,
        LinesKept = 200,
        MostMachines = 1000;

    private readonly NodeSet nodes;
    private readonly Lock gate = new();
    private readonly Timer keeper;
    private int wanted;

    private protected NodeCluster(string? name, string kind)
    {
        Folder = ClusterFolder.Create(name ?? $"{kind}-{NewNumber()}");
        nodes = new NodeSet(Folder);
        keeper = new Timer(_ => Keep(), null, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>The name of the cluster: <c>new Client("cluster:NAME")</c> computes on it.</summary>
    public string Name => Folder.Name;

    /// <inheritdoc/>
    public IReadOnlyList<NodeInfo> Nodes => IsClosed ? [] : nodes.Alive;

    /// <inheritdoc/>
    public ClusterRuns Runs => new(Folder);

    /// <summary>True if it was shut down.</summary>
    public bool IsClosed { get; private set; }

    internal ClusterFolder Folder { get; }

    /// <summary>The number of machines that are there, start, wait in a queue or are to be replaced.</summary>
    internal int Machines => Math.Max(Volatile.Read(ref wanted), Nodes.Count);

    /// <inheritdoc/>
    public void Scale(int number)
    {
        if (number is < 1 or > MostMachines)
            throw new GchunkException($"a cluster has from 1 to {MostMachines} machines; got {number}");
        lock (gate)
        {
            CheckOpen();
            EndAdapting();
            ForgetFailures();
            (int before, wanted, Patience) = (wanted, number, Interrupt.Token);
            try
            {
                if (number < before)
                    Shrink(number);
                else
                    Fill();
            }
            // Lost machines are replaced up to a number that can be had: those that there were, and those that were
            // started before the rest were refused.
            catch
            {
                Patience = CancellationToken.None;
                wanted = Math.Min(number, Math.Max(before, StartedOr(before)));
                throw;
            }
            finally
            {
                Patience = CancellationToken.None;
                keeper.Change(KeepMilliseconds, KeepMilliseconds);
            }
        }
    }

    /// <summary>Waits until at least as many machines are ready.</summary>
    /// <param name="number">The number of machines.</param>
    /// <param name="timeout">The longest time to wait; for ever by default.</param>
    /// <exception cref="TimeoutException">They were not in that time.</exception>
    /// <exception cref="GchunkException">Machines end again and again before they are ready, and no more are started.</exception>
    /// <exception cref="OperationCanceledException">The user asked to stop.</exception>
    public void WaitForNodes(int number, TimeSpan? timeout = null) =>
        Wait(
            number,
            timeout,
            () =>
            {
                CheckOpen();
                int now = Nodes.Count;
                return now < number && Trouble is { } why ? throw new GchunkException(why) : now;
            },
            50
        );

    internal static void Wait(int number, TimeSpan? timeout, Func<int> ready, int interval)
    {
        long end = timeout is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : long.MaxValue;
        for (int now; (now = ready()) < number; Interrupt.Wait(interval))
        {
            if (Environment.TickCount64 > end)
            {
                throw new TimeoutException(
                    $"{now} of {number} machines were ready within {timeout!.Value.TotalSeconds:0.###} s; see Logs()"
                );
            }
        }
    }

    /// <inheritdoc/>
    public Client GetClient() => new(this);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Logs()
    {
        CheckOpen();
        return LogLines(LinesKept);
    }

    private protected virtual IReadOnlyDictionary<string, IReadOnlyList<string>> LogLines(int most) =>
        Folder.LogLines(most);

    /// <inheritdoc/>
    public void Shutdown() => Dispose();

    /// <summary>As <see cref="Shutdown"/>.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns the number of machines that are ready.</summary>
    public override string ToString() =>
        $"{GetType().Name} {Name}: {(IsClosed ? "shut down" : $"{nodes.Alive.Count} of {Quantity.Of(wanted, "machine")} ready")}";

    /// <summary>Ends all machines and deletes the folder.</summary>
    protected virtual void Dispose(bool disposing)
    {
        lock (gate)
        {
            if (IsClosed)
                return;
            IsClosed = true;
        }
        keeper.Dispose();
        try
        {
            NodeConnection.Stop(Folder, nodes.Authority, Folder.WrittenNodes());
            EndAll();
        }
        catch
        {
            // The folder stays, which knows what goes on, so that it can be ended later.
            lock (gate)
                IsClosed = false;
            throw;
        }
        nodes.Dispose();
        nodes.Authority.Dispose();
        if (!Folder.Delete())
        {
            Notice.Tell(
                $"the folder {Folder.Path} of the cluster {Name} could not be deleted, or is not there; if it is there later, end the cluster with: gchunk cluster stop {Name}"
            );
        }
    }

    /// <summary>Returns the number of machines that were started and have not ended, ready or not.</summary>
    protected abstract int Started();

    /// <summary>Starts machines.</summary>
    /// <param name="number">The number of machines.</param>
    protected abstract void Launch(int number);

    /// <summary>Ends machines that were started and are not ready yet, as many of them as given.</summary>
    /// <param name="number">The number of machines.</param>
    /// <param name="ready">The names of those that are ready.</param>
    protected abstract void Withdraw(int number, IReadOnlySet<string> ready);

    /// <summary>Ends all machines that were started; those that could be reached have been told to end.</summary>
    protected abstract void EndAll();

    /// <summary>Cancelled when the user asks to stop while a call waits for the system that starts machines.</summary>
    private protected CancellationToken Patience { get; private set; } = CancellationToken.None;

    /// <summary>Checks the time without a client after which a node ends.</summary>
    private protected static int CheckIdle(int seconds) =>
        seconds > 0
            ? seconds
            : throw new GchunkException(
                $"idle is the seconds without a client after which a node ends, at least 1; got {seconds}"
            );

    /// <summary>The arguments that every node of the cluster is started with.</summary>
    private protected string[] NodeArguments => ["node", "--cluster", Folder.Path];

    private void CheckOpen()
    {
        if (IsClosed)
            throw new GchunkException("the cluster was shut down; create a new one");
    }

    private void Shrink(int number)
    {
        int started = Started();
        IReadOnlyList<NodeInfo> alive = nodes.Alive;
        int waiting = Math.Min(started - alive.Count, started - number);
        if (waiting > 0)
            WithdrawBut(waiting, alive);
        NodeConnection.StopBeyond(number, Folder, nodes.Authority, alive);
        relaunches.Expect(Math.Max(0, alive.Count - number));
    }

    private void WithdrawBut(int number, IReadOnlyList<NodeInfo> ready)
    {
        Withdraw(number, ready.Select(n => n.Name).ToHashSet(StringComparer.Ordinal));
        relaunches.Expect(number);
    }

    private static string NewNumber() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray().AsSpan(0, 4));
}
