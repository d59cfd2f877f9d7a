using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Cluster.Stores;
using Microsoft.AspNetCore.Http;

namespace Gchunk.Repl.Gateways;

/// <summary>
/// The clusters of a gateway: whose they are, and what each user may have. A user finds the own ones only.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="launch">Starts a cluster: its launcher, its name, and what was asked for.</param>
/// <param name="clock">The clock.</param>
internal sealed class GatewayClusters(
    GatewaySettings settings,
    Func<string, string, WantedCluster, IServedCluster> launch,
    TimeProvider? clock = null
)
{
    private const int MostMachines = 1000,
        MostCores = 1024;

    private readonly TimeProvider time = clock ?? TimeProvider.System;
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private bool isLeft;

    /// <summary>Told of each cluster that starts, changes or ends.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>Writes down whose a cluster is, for the next gateway.</summary>
    public Action<string, DescribedCluster>? Keep { get; init; }

    /// <summary>Starts a cluster.</summary>
    /// <exception cref="RefusedRequest">The user may not have so much, or a number cannot be right.</exception>
    /// <exception cref="GchunkException">It cannot be started.</exception>
    public DescribedCluster Start(string user, WantedCluster wanted)
    {
        string launcher = wanted.Launcher ?? settings.Launchers.GetAt(0).Key;
        if (!settings.Launchers.ContainsKey(launcher))
        {
            throw Wrong(
                $"the launcher is {string.Join(" or ", settings.Launchers.Keys)}; got '{VisibleText.Of(launcher)}'"
            );
        }
        if (wanted.Machines is < 1 or > MostMachines)
            throw Wrong($"a cluster has from 1 to {MostMachines} machines; got {wanted.Machines}");
        if (wanted.Cores is < 1 or > MostCores)
            throw Wrong($"a machine has from 1 to {MostCores} workers; got {wanted.Cores}");
        long memory = MemoryBudget.Parse(wanted.Memory);
        var entry = new Entry(user, launcher, GatewayLauncher.NewName(user), wanted.Cores, memory);
        Reserve(entry, wanted.Machines);
        lock (entry.Gate)
        {
            try
            {
                if (Volatile.Read(ref isLeft))
                    throw new RefusedRequest(StatusCodes.Status503ServiceUnavailable, "the gateway ends");
                entry.Cluster = launch(launcher, entry.Name, wanted);
                Keep?.Invoke(user, Described(entry));
            }
            catch
            {
                entry.Cluster?.Shutdown();
                entry.Cluster = null;
                Forget(entry);
                throw;
            }
        }
        Tell?.Invoke($"{user} started {entry.Name}: {Quantity.Of(wanted.Machines, "machine")} by {launcher}");
        return Described(entry);
    }

    /// <summary>Takes over a cluster that was started before.</summary>
    public void Add(string user, DescribedCluster described, IServedCluster cluster)
    {
        var entry = new Entry(user, described.Launcher, described.Name, described.Cores, described.Memory)
        {
            Machines = described.Machines,
            Cluster = cluster,
            Seen = time.GetTimestamp(),
        };
        lock (gate)
            entries[entry.Name] = entry;
    }

    /// <summary>Returns the clusters of a user.</summary>
    public DescribedCluster[] List(string user)
    {
        Entry[] own;
        lock (gate)
            own = [.. entries.Values.Where(e => e.User == user && e.Cluster is not null)];
        return [.. own.Select(Described)];
    }

    /// <summary>Returns a cluster of a user, who is using it.</summary>
    /// <exception cref="RefusedRequest">The user has no such cluster.</exception>
    public DescribedCluster Find(string user, string name) => Described(Own(user, name));

    /// <summary>Returns what the members of a cluster of a user share.</summary>
    /// <exception cref="RefusedRequest">The user has no such cluster.</exception>
    public IClusterStore StoreOf(string user, string name) => Open(Own(user, name)).Store;

    /// <summary>Changes the number of machines of a cluster of a user.</summary>
    /// <exception cref="RefusedRequest">The user has no such cluster, or may not have so many machines.</exception>
    /// <exception cref="GchunkException">They cannot be started.</exception>
    public DescribedCluster Scale(string user, string name, int machines)
    {
        DescribedCluster scaled = Change(user, name, machines, cluster => cluster.Scale(machines));
        Tell?.Invoke($"{user} scaled {name} to {Quantity.Of(machines, "machine")}");
        return scaled;
    }

    /// <summary>Lets the number of machines of a cluster of a user follow its work.</summary>
    /// <remarks>The greatest number counts, and more while they are there: only machines that are spare end.</remarks>
    /// <exception cref="RefusedRequest">The user has no such cluster, or may not have so many machines.</exception>
    public DescribedCluster Adapt(string user, string name, int minimum, int maximum)
    {
        if (minimum < 0 || minimum > maximum)
            throw Wrong($"the minimum is from 0 to the maximum; got {minimum} to {maximum}");
        DescribedCluster adapted = Change(
            user,
            name,
            maximum,
            cluster => cluster.Adapt(minimum, maximum),
            isAdapted: true
        );
        Tell?.Invoke($"{user} lets {name} have {minimum} to {Quantity.Of(maximum, "machine")}");
        return adapted;
    }

    private DescribedCluster Change(
        string user,
        string name,
        int machines,
        Action<IServedCluster> change,
        bool isAdapted = false
    )
    {
        if (machines is < 1 or > MostMachines)
            throw Wrong($"a cluster has from 1 to {MostMachines} machines; got {machines}");
        Entry entry = Own(user, name);
        lock (entry.Gate)
        {
            IServedCluster cluster = Open(entry);
            int before = entry.Machines,
                counted = isAdapted ? Math.Max(machines, Math.Min(before, cluster.Machines)) : machines;
            Reserve(entry, counted);
            try
            {
                change(cluster);
                lock (gate)
                    entry.Greatest = isAdapted ? machines : null;
                Keep?.Invoke(user, Described(entry));
            }
            catch
            {
                // Some of them may have been started or ended, so the greater number counts.
                lock (gate)
                    entry.Machines = Math.Max(before, counted);
                throw;
            }
        }
        return Described(entry);
    }

    /// <summary>Returns the last lines of each log of a cluster of a user.</summary>
    /// <exception cref="RefusedRequest">The user has no such cluster.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Logs(string user, string name) =>
        Open(Own(user, name)).Logs();

    /// <summary>Issues what a client needs to belong to a cluster of a user.</summary>
    /// <exception cref="RefusedRequest">The user has no such cluster.</exception>
    public ClusterCredentials Connect(string user, string name)
    {
        ClusterCredentials issued = Open(Own(user, name)).IssueCredentials();
        Tell?.Invoke($"{user} connected to {name}");
        return issued;
    }

    /// <summary>Shuts a cluster of a user down.</summary>
    /// <exception cref="RefusedRequest">The user has no such cluster.</exception>
    /// <exception cref="GchunkException">Something of it goes on; it can be shut down again.</exception>
    public void Stop(string user, string name)
    {
        End(Own(user, name));
        Tell?.Invoke($"{user} stopped {name}");
    }

    /// <summary>Shuts clusters down that nobody has used for long.</summary>
    public void StopIdle()
    {
        Entry[] idle;
        lock (gate)
        {
            idle = [.. entries.Values.Where(e => e.Cluster is not null && IsIdle(e))];
        }
        foreach (Entry entry in idle)
        {
            try
            {
                lock (entry.Gate)
                {
                    // To end the others took a while, and somebody may have come.
                    bool isIdle;
                    lock (gate)
                        isIdle = entry.Cluster is not null && IsIdle(entry);
                    if (!isIdle)
                        continue;
                    End(entry);
                }
                Tell?.Invoke($"{entry.Name} of {entry.User} ended: no client for {settings.Idle} s");
            }
            catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
            {
                Tell?.Invoke($"{entry.Name} of {entry.User} cannot be ended: {e.Message}");
            }
        }
    }

    /// <summary>Leaves all clusters when the gateway ends.</summary>
    public void Leave()
    {
        Entry[] all;
        lock (gate)
        {
            Volatile.Write(ref isLeft, true);
            all = [.. entries.Values];
            entries.Clear();
        }
        Parallel.ForEach(
            all,
            entry =>
            {
                try
                {
                    lock (entry.Gate)
                        entry.Cluster?.Leave();
                }
                catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
                {
                    Tell?.Invoke($"{entry.Name} of {entry.User} cannot be ended: {e.Message}");
                }
            }
        );
    }

    private bool IsIdle(Entry entry) => time.GetElapsedTime(entry.Seen) > TimeSpan.FromSeconds(settings.Idle);

    private void End(Entry entry)
    {
        lock (entry.Gate)
        {
            Open(entry).Shutdown();
            entry.Cluster = null;
            Forget(entry);
        }
    }

    private Entry Own(string user, string name)
    {
        lock (gate)
        {
            // The same is said of the clusters of others.
            if (!entries.TryGetValue(name, out Entry? entry) || entry.User != user)
                throw Missing(name);
            entry.Seen = time.GetTimestamp();
            return entry;
        }
    }

    // While it starts, this waits.
    private static IServedCluster Open(Entry entry)
    {
        lock (entry.Gate)
            return entry.Cluster ?? throw Missing(entry.Name);
    }

    // Nothing may be started before it is counted, or two requests at once would both fit.
    private void Reserve(Entry entry, int machines)
    {
        lock (gate)
        {
            UserLimits limits = settings.Users[entry.User];
            Entry[] others = [.. entries.Values.Where(e => e.User == entry.User && !ReferenceEquals(e, entry))];
            foreach (Entry other in others)
                other.Recount();
            Fit("clusters", others.Length + 1, limits.Clusters, n => $"{n}");
            Fit("machines", machines + others.Sum(e => (long)e.Machines), limits.Machines, n => $"{n}");
            Fit(
                "cores",
                ((long)machines * entry.Cores) + others.Sum(e => (long)e.Machines * e.Cores),
                limits.Cores,
                n => $"{n}"
            );
            Fit(
                "memory",
                (machines * (decimal)entry.Memory) + others.Sum(e => e.Machines * (decimal)e.Memory),
                limits.MemoryBytes,
                n => n > long.MaxValue ? "more" : MemoryBudget.Format((long)n)
            );
            entry.Machines = machines;
            entry.Seen = time.GetTimestamp();
            entries[entry.Name] = entry;
        }
    }

    private static void Fit(string what, decimal all, long most, Func<decimal, string> text)
    {
        if (all > most)
        {
            throw new RefusedRequest(
                StatusCodes.Status403Forbidden,
                $"with this cluster, you would have {text(all)} {what}, and you may have {text(most)}; ask for fewer, or stop another cluster"
            );
        }
    }

    private void Forget(Entry entry)
    {
        lock (gate)
            entries.Remove(entry.Name);
    }

    private static DescribedCluster Described(Entry entry) =>
        new(
            entry.Name,
            entry.Launcher,
            entry.Machines,
            entry.Cores,
            entry.Memory,
            [.. (entry.Cluster?.Nodes ?? []).Select(n => n.ToLine())],
            entry.Cluster?.Trouble
        );

    private static RefusedRequest Wrong(string message) => new(StatusCodes.Status400BadRequest, message);

    private static RefusedRequest Missing(string name) =>
        new(StatusCodes.Status404NotFound, $"you have no cluster '{VisibleText.Of(name)}'");

    private sealed class Entry(string user, string launcher, string name, int cores, long memory)
    {
        // Held while it starts, changes and ends, which may take long.
        public Lock Gate { get; } = new();

        public string User => user;

        public string Launcher => launcher;

        public string Name => name;

        public int Cores => cores;

        public long Memory => memory;

        public int Machines { get; set; }

        // Of those that follow the work, or null.
        public int? Greatest { get; set; }

        public IServedCluster? Cluster { get; set; }

        public long Seen { get; set; }

        // Some that were spare may have ended since.
        public void Recount()
        {
            if (Greatest is { } greatest && Machines > greatest && Cluster is { } cluster)
                Machines = Math.Max(greatest, Math.Min(Machines, cluster.Machines));
        }
    }
}
