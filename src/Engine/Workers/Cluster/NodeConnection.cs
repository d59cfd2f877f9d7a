using System.Collections.Concurrent;
using System.Net.Sockets;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>The requests to nodes.</summary>
internal static class NodeConnection
{
    private const int MostAnswer = 1 << 20;
    private const int StopMilliseconds = 10_000;

    /// <summary>Connects to a node for a purpose.</summary>
    /// <param name="node">The node.</param>
    /// <param name="authority">The authority of the cluster.</param>
    /// <param name="purpose">What the connection is for.</param>
    /// <param name="write">Writes what the purpose needs.</param>
    /// <exception cref="GchunkException">It cannot be reached, or refuses.</exception>
    public static TlsConnection Open(
        NodeInfo node,
        ClusterAuthority authority,
        NodePurpose purpose,
        Action<MessageWriter>? write = null
    )
    {
        TlsConnection connection = TlsConnection.To(node, authority);
        try
        {
            var request = new MessageWriter(MessageKind.Connect);
            NodeRequest.For(purpose).Write(request);
            write?.Invoke(request);
            connection.Send(request);
            bool answered = connection.Receive(
                MostAnswer,
                (kind, ref message) =>
                {
                    if (kind == MessageKind.Refused)
                        throw new GchunkException($"{node.Name} refused: {message.ReadText()}");
                    if (kind != MessageKind.Connected)
                        throw new ProtocolException($"{node.Name} answered with a message of kind {(byte)kind}");
                }
            );
            return answered ? connection : throw new GchunkException($"{node.Name} ended the connection");
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (!TlsConnection.IsBroken(e))
                throw;
            throw new GchunkException($"{node.Name} at {node.Host}:{node.Port} refused the connection: {e.Message}", e);
        }
    }

    /// <summary>Asks a node which nodes are alive.</summary>
    /// <exception cref="GchunkException">It cannot be reached, or refuses.</exception>
    public static NodeInfo[] Nodes(NodeInfo node, ClusterAuthority authority)
    {
        using TlsConnection connection = Open(node, authority, NodePurpose.Nodes);
        NodeInfo[] nodes = [];
        try
        {
            connection.Receive(
                MostAnswer,
                (_, ref message) =>
                {
                    nodes = new NodeInfo[message.ReadCount(1)];
                    for (int i = 0; i < nodes.Length; i++)
                        nodes[i] = NodeInfo.Read(ref message);
                }
            );
        }
        catch (Exception e) when (TlsConnection.IsBroken(e))
        {
            throw new GchunkException($"{node.Name} did not say which nodes there are: {e.Message}", e);
        }
        return nodes;
    }

    /// <summary>Tells nodes to end, and waits some seconds until they have said that they leave.</summary>
    /// <param name="folder">The folder of their cluster.</param>
    /// <param name="authority">The authority of the cluster.</param>
    /// <param name="nodes">The nodes.</param>
    public static void Stop(ClusterFolder folder, ClusterAuthority authority, IReadOnlyList<NodeInfo> nodes)
    {
        var told = new ConcurrentBag<NodeInfo>();
        Parallel.ForEach(
            nodes,
            node =>
            {
                if (Stop(folder, authority, node))
                    told.Add(node);
            }
        );
        long end = Environment.TickCount64 + StopMilliseconds;
        while (folder.WrittenNodes().Any(told.Contains) && Environment.TickCount64 < end)
            Thread.Sleep(20);
    }

    /// <summary>Tells nodes beyond a number to end: those that are first by name stay.</summary>
    public static void StopBeyond(
        int number,
        ClusterFolder folder,
        ClusterAuthority authority,
        IReadOnlyList<NodeInfo> nodes
    ) => Stop(folder, authority, [.. nodes.OrderBy(n => n.Name, StringComparer.Ordinal).Skip(number)]);

    // False if it could not be told.
    private static bool Stop(ClusterFolder folder, ClusterAuthority authority, NodeInfo node)
    {
        try
        {
            Open(node, authority, NodePurpose.Stop).Dispose();
            return true;
        }
        catch (Exception e) when (e is GchunkException or ProtocolException)
        {
            // Where its machine answers that nobody listens, it is gone, and what it has said of itself is not true any
            // more. One that cannot be reached from here may be alive, and others find it by its file.
            if (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
                folder.Forget(node);
            return false;
        }
    }
}
