using System.Text.Json;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>What a client says of its work on a cluster.</summary>
/// <param name="Number">One more each time: a client that does not count on is gone.</param>
/// <param name="Waiting">The number of its tasks that wait for a worker.</param>
/// <param name="Needed">The names of the nodes that compute for it, or hold its results.</param>
internal sealed record ClientLoad(long Number, long Waiting, string[] Needed);

/// <summary>
/// What the clients of a cluster say of their work, for whoever starts and ends its machines: a file each, in a folder
/// that is there only while somebody asks for it.
/// </summary>
internal sealed class ClusterLoads
{
    // As long as a client may be busy with nodes that do not answer.
    private const long SilenceMilliseconds = 15_000;

    // Clients say it every second. What one of them said before may have changed since.
    private const long FreshMilliseconds = 2500;

    // A client that is silent for so long was killed.
    private const long GoneMilliseconds = 60_000;

    private readonly string folder;
    private readonly Dictionary<string, (ClientLoad? Load, long Seen)> known = new(StringComparer.Ordinal);

    /// <summary>Asks the clients for their work from now on.</summary>
    public ClusterLoads(ClusterFolder cluster) => folder = Directory.CreateDirectory(cluster.Loads).FullName;

    /// <summary>Says what a client does, if somebody asks for it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="client">The name of the client.</param>
    /// <param name="load">Its work.</param>
    public static void Tell(ClusterFolder cluster, string client, ClientLoad load)
    {
        if (!Directory.Exists(cluster.Loads))
            return;
        try
        {
            byte[] content = JsonSerializer.SerializeToUtf8Bytes(load);
            AtomicFile.WriteBytes(Path.Combine(cluster.Loads, client), content, isPrivate: true, flush: false);
        }
        catch (GchunkException) { } // it is said again soon
    }

    /// <summary>Takes back what a client has said.</summary>
    public static void Forget(ClusterFolder cluster, string client) =>
        Leftovers.TryDelete(Path.Combine(cluster.Loads, client));

    /// <summary>Asks the clients no longer.</summary>
    public void End() => ClusterFolder.Delete(folder);

    /// <summary>Returns the tasks that wait for a worker, and the nodes that are needed.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <returns>They are null if a client has been silent for a moment, so that any node may be needed.</returns>
    /// <exception cref="GchunkException">The clients' files cannot be read.</exception>
    public (long Waiting, IReadOnlySet<string>? Needed) Read(long now)
    {
        long waiting = 0;
        bool isCertain = true;
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in Files())
        {
            ClientLoad? load = ReadOne(path);
            // The clocks of machines differ, so what counts is when a change was seen here.
            if (!known.TryGetValue(path, out (ClientLoad? Load, long Seen) last) || last.Load?.Number != load?.Number)
                known[path] = last = (load, now);
            long silent = now - last.Seen;
            if (silent > SilenceMilliseconds)
            {
                if (silent > GoneMilliseconds)
                    Leftovers.TryDelete(path);
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

    // A folder that cannot be read says nothing about what is needed.
    private string[] Files()
    {
        try
        {
            // A file that is being written has a hidden name.
            return [.. Directory.EnumerateFiles(folder).Where(p => !Path.GetFileName(p.AsSpan()).StartsWith('.'))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the work of the clients in {folder} cannot be read: {e.Message}", e);
        }
    }

    private static ClientLoad? ReadOne(string path)
    {
        try
        {
            var load = JsonSerializer.Deserialize<ClientLoad>(File.ReadAllBytes(path));
            return load?.Needed is { } needed && !needed.Contains(null) ? load : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // the client has just ended, or the file is being written
        }
    }
}
