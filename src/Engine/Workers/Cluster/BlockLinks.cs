using System.Collections.Concurrent;
using System.Diagnostics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// The connections of a process over which it pulls blocks from nodes. They are used again. Where a link is slower than
/// compressing, blocks are compressed.
/// </summary>
[DoesNotTravel("it holds connections of this process")]
internal sealed class BlockLinks(ClusterAuthority authority) : IDisposable
{
    private readonly ConcurrentDictionary<(string, int), (ConcurrentStack<TlsConnection> Idle, LinkRate Rate)> nodes =
        new();
    private volatile bool isClosed;

    /// <summary>Pulls a block.</summary>
    /// <exception cref="LostBlockException">Its node cannot be reached, or does not have it.</exception>
    public NDArray Pull(NodeInfo node, in RemoteBlock name, Shape shape, DType dtype)
    {
        (ConcurrentStack<TlsConnection> links, LinkRate rate) = nodes.GetOrAdd(
            (node.Host, node.Port),
            static _ => (new(), new())
        );
        bool isCompressed = rate.Compresses(name.Bytes);
        // A connection that was used before may have ended since; a new one tells.
        while (true)
        {
            bool isOld = links.TryPop(out TlsConnection? connection);
            try
            {
                connection ??= NodeConnection.Open(node, authority, NodePurpose.Blocks);
                long start = Stopwatch.GetTimestamp();
                NDArray block = BlockTransfer.Pull(connection, name, shape, dtype, isCompressed);
                rate.Note(isCompressed, name.Bytes, Stopwatch.GetElapsedTime(start).TotalSeconds);
                Keep(links, connection);
                return block;
            }
            catch (RefusedBlockException e)
            {
                Keep(links, connection!);
                throw Lost(node, e);
            }
            catch (Exception e) when (e is GchunkException || TlsConnection.IsBroken(e))
            {
                connection?.Dispose();
                if (!isOld)
                    throw Lost(node, e);
            }
        }
    }

    private void Keep(ConcurrentStack<TlsConnection> links, TlsConnection connection)
    {
        links.Push(connection);
        if (isClosed)
            Dispose();
    }

    private static LostBlockException Lost(NodeInfo node, Exception e) =>
        new($"a block of {node.Name} cannot be read: {e.Message}", e);

    public void Dispose()
    {
        isClosed = true;
        foreach ((ConcurrentStack<TlsConnection> links, _) in nodes.Values)
        {
            while (links.TryPop(out TlsConnection? connection))
                connection.Dispose();
        }
    }
}

/// <summary>The error for a block that cannot be read from its node. It is recomputed.</summary>
internal sealed class LostBlockException(string message, Exception inner) : GchunkException(message, inner);
