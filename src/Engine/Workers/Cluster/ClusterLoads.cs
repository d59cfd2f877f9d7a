using System.Text.Json;
using Gchunk.Engine.Workers.Cluster.Stores;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>What a client says of its work on a cluster.</summary>
/// <param name="Number">One more each time: a client that does not count on is gone.</param>
/// <param name="Waiting">The number of its tasks that wait for a worker.</param>
/// <param name="Needed">The names of the nodes that compute for it, or hold its results.</param>
internal sealed record ClientLoad(long Number, long Waiting, string[] Needed);

/// <summary>
/// What the clients of a cluster say of their work, for whoever starts and ends its machines: a content each, in a folder
/// of the store that is there only while somebody asks for it.
/// </summary>
internal sealed class ClusterLoads
{
    private const string Folder = "loads";

    // As long as a client may be busy with nodes that do not answer.
    private const long SilenceMilliseconds = 15_000;

    // Clients say it every second. What one of them said before may have changed since.
    private const long FreshMilliseconds = 2500;

    // A client that is silent for so long was killed.
    private const long GoneMilliseconds = 60_000;

    private readonly IClusterStore store;
    private readonly Dictionary<string, (ClientLoad? Load, long Seen)> known = new(StringComparer.Ordinal);

    /// <summary>Asks the clients for their work from now on.</summary>
    public ClusterLoads(ClusterFolder cluster)
    {
        store = cluster.Store;
        store.Create(Folder);
    }

    /// <summary>Says what a client does, if somebody asks for it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="client">The name of the client.</param>
    /// <param name="load">Its work.</param>
    public static void Tell(ClusterFolder cluster, string client, ClientLoad load)
    {
        try
        {
            if (AreAsked(cluster))
                cluster.Store.Write($"{Folder}/{client}", JsonSerializer.SerializeToUtf8Bytes(load), flush: false);
        }
        catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException) { } // again soon
    }

    /// <summary>True while somebody asks the clients of a cluster for their work.</summary>
    public static bool AreAsked(ClusterFolder cluster)
    {
        try
        {
            return cluster.Store.Has(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // the store is away for a moment
        }
    }

    /// <summary>Takes back what a client has said.</summary>
    public static void Forget(ClusterFolder cluster, string client) => TryDelete(cluster.Store, client);

    /// <summary>Asks the clients no longer.</summary>
    public void End()
    {
        try
        {
            store.DeleteFolder(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // what stays misleads nobody
    }

    /// <summary>Returns the tasks that wait for a worker, and the nodes that are needed.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <returns>They are null if a client has been silent for a moment, so that any node may be needed.</returns>
    /// <exception cref="GchunkException">What the clients said cannot be read.</exception>
    public (long Waiting, IReadOnlySet<string>? Needed) Read(long now)
    {
        long waiting = 0;
        bool isCertain = true;
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (string client in Clients())
        {
            ClientLoad? load = ReadOne(client);
            // The clocks of machines differ, so what counts is when a change was seen here.
            if (!known.TryGetValue(client, out (ClientLoad? Load, long Seen) last) || last.Load?.Number != load?.Number)
                known[client] = last = (load, now);
            long silent = now - last.Seen;
            if (silent > SilenceMilliseconds)
            {
                if (silent > GoneMilliseconds)
                    TryDelete(store, client);
                continue;
            }
            isCertain &= silent <= FreshMilliseconds && load is not null;
            if (load is null)
                continue;
            waiting += Math.Max(0, load.Waiting);
            needed.UnionWith(load.Needed);
        }
        return (waiting, isCertain ? needed : null);
    }

    // A store that cannot be read says nothing about what is needed.
    private IReadOnlyList<string> Clients()
    {
        try
        {
            if (!store.Has(Folder))
                throw new DirectoryNotFoundException("it is gone");
            return store.Names(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the work of the clients in {store.Address} cannot be read: {e.Message}", e);
        }
    }

    private static void TryDelete(IClusterStore store, string client)
    {
        try
        {
            store.Delete($"{Folder}/{client}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // it is gone, or is soon
    }

    private ClientLoad? ReadOne(string client)
    {
        try
        {
            if (store.Read($"{Folder}/{client}") is not { } content)
                return null;
            var load = JsonSerializer.Deserialize<ClientLoad>(content);
            return load?.Needed is { } needed && !needed.Contains(null) ? load : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // the client has just ended, or is writing it
        }
    }
}
