using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>
/// What a node does for clients and other nodes: it starts workers, sends blocks that they hold, and says which nodes
/// there are.
/// </summary>
[DoesNotTravel("it is a server of this process")]
internal sealed class NodeServer : IDisposable
{
    private const int MostConnections = 4096,
        MostRequest = 1024;

    private readonly Socket listener;
    private readonly ClusterAuthority authority;
    private readonly ConcurrentDictionary<(ulong Pool, int Worker), PeerMemory> workers = new();
    private int connections;
    private long lastUse = Environment.TickCount64;
    private volatile bool isClosed;

    /// <summary>Listens on a free port of an address.</summary>
    /// <param name="folder">The folder of the cluster.</param>
    /// <param name="authority">Its authority.</param>
    /// <param name="address">The address of this machine to listen on, and no other.</param>
    /// <param name="cores">The number of workers that the node takes for a client.</param>
    public NodeServer(ClusterFolder folder, ClusterAuthority authority, IPAddress address, int cores)
    {
        (Folder, this.authority, Cores) = (folder, authority, cores);
        listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(address, 0));
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new GchunkException(
                $"the node cannot listen on {address}: {e.Message}; name an address of this machine",
                e
            );
        }
        listener.Listen(256);
    }

    /// <summary>The folder of the cluster.</summary>
    public ClusterFolder Folder { get; }

    /// <summary>The number of workers that the node takes for a client.</summary>
    public int Cores { get; }

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>Returns the nodes that are alive.</summary>
    public required Func<IReadOnlyList<NodeInfo>> Members { get; init; }

    /// <summary>Called when somebody of the cluster asks the node to end.</summary>
    public required Action Stopping { get; init; }

    /// <summary>The time since a client has had workers here.</summary>
    public TimeSpan Idle =>
        workers.IsEmpty
            ? TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref lastUse))
            : TimeSpan.Zero;

    /// <summary>Begins to serve.</summary>
    public void Start() => new Thread(Serve) { IsBackground = true, Name = "gchunk node" }.Start();

    /// <summary>Adds a worker whose blocks others may pull, until the entry is disposed.</summary>
    public IDisposable Add(ulong pool, int worker, PeerMemory memory)
    {
        workers[(pool, worker)] = memory;
        return new Entry(this, (pool, worker));
    }

    public void Dispose()
    {
        isClosed = true;
        listener.Dispose();
    }

    private void Serve()
    {
        while (!isClosed)
        {
            try
            {
                Socket socket = listener.Accept();
                if (Interlocked.Increment(ref connections) > MostConnections)
                {
                    Interlocked.Decrement(ref connections);
                    socket.Dispose();
                    continue;
                }
                new Thread(() => Answer(socket)) { IsBackground = true, Name = "gchunk node" }.Start();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (!isClosed)
                    Thread.Sleep(20); // there are no descriptors left
            }
        }
    }

    // Serves one connection. Whatever goes wrong there, the node goes on.
    private void Answer(Socket socket)
    {
        try
        {
            using TlsConnection? connection = TlsConnection.Accept(socket, authority);
            if (connection is not null)
                Answer(connection);
        }
        catch (Exception)
        {
            socket.Dispose();
        }
        finally
        {
            Interlocked.Decrement(ref connections);
        }
    }

    private void Answer(TlsConnection connection)
    {
        NodeRequest? request = null;
        HostedWorker? hosted = null;
        connection.Receive(
            MostRequest,
            (kind, ref message) =>
            {
                if (kind != MessageKind.Connect)
                    return;
                request = NodeRequest.Read(ref message);
                if (request is { Purpose: NodePurpose.Worker } && request.Check() is null)
                {
                    hosted = new HostedWorker(
                        this,
                        connection,
                        message.ReadUnsigned(),
                        message.ReadCount(),
                        message.ReadLong()
                    );
                }
            }
        );
        if (request is null)
            return;
        if (request.Check() is { } why)
        {
            BlockTransfer.Refuse(connection, why);
            return;
        }
        connection.Send(new MessageWriter(MessageKind.Connected));
        switch (request.Purpose)
        {
            case NodePurpose.Worker:
                hosted!.Run();
                break;
            case NodePurpose.Blocks:
                connection.WaitForEver();
                while (SendBlock(connection)) { }
                break;
            case NodePurpose.Nodes:
                SendNodes(connection);
                break;
            case NodePurpose.Stop:
                Stopping();
                break;
        }
    }

    private bool SendBlock(TlsConnection connection)
    {
        RemoteBlock wanted = default;
        int elementSize = 0;
        bool isAsked = connection.Receive(
            MostRequest,
            (kind, ref message) =>
            {
                if (kind != MessageKind.Pull)
                    throw new ProtocolException($"a block is asked for by {MessageKind.Pull}; got {kind}");
                wanted = RemoteBlock.Read(ref message);
                elementSize = message.ReadByte();
                if (elementSize > CompressedPiece.MostElement)
                    throw new ProtocolException($"a block of elements of {elementSize} bytes cannot be compressed");
            }
        );
        if (!isAsked)
            return false;
        NDArray block;
        try
        {
            if (!workers.TryGetValue((wanted.Pool, wanted.Worker), out PeerMemory? memory))
                throw new GchunkException($"worker-{wanted.Worker} is gone");
            block = BlockTransfer.Open(memory, wanted);
        }
        catch (Exception e) when (e is GchunkException or ObjectDisposedException)
        {
            BlockTransfer.Refuse(connection, e.Message);
            return true;
        }
        using (block)
            BlockTransfer.Send(connection, block, elementSize);
        return true;
    }

    private void SendNodes(TlsConnection connection)
    {
        IReadOnlyList<NodeInfo> members = Members();
        var message = new MessageWriter(MessageKind.Nodes);
        message.WriteCount(members.Count);
        foreach (NodeInfo member in members)
            member.Write(message);
        connection.Send(message);
    }

    private sealed class Entry(NodeServer node, (ulong, int) name) : IDisposable
    {
        public void Dispose()
        {
            // First the time: a node without workers looks at it.
            Volatile.Write(ref node.lastUse, Environment.TickCount64);
            node.workers.TryRemove(name, out _);
        }
    }
}
