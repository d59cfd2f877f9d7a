using System.Collections.Concurrent;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>
/// The processes whose memory a worker reads: the other workers, and the client, whose number is 0. The memory of each
/// is mapped when it is first read.
/// </summary>
internal sealed class Peers : INDArrayCarrier
{
    private readonly ConcurrentDictionary<int, Lazy<WorkerMemory>> known = new();
    private readonly ReceivedArrays received = new();
    private Lazy<BlockLinks>? links;

    /// <summary>The bytes of arrays that are kept although no function uses them.</summary>
    public long MostKept
    {
        set => received.MostKept = value;
    }

    public void Add(int number, PeerAddress address) =>
        known[number] = new Lazy<WorkerMemory>(() => new PeerMemory(address));

    /// <summary>Adds a worker of another node, whose blocks are pulled from that.</summary>
    public void Add(int number, NodeInfo node, ulong pool) =>
        known[number] = new Lazy<WorkerMemory>(
            () =>
                new RemoteMemory(
                    links?.Value ?? throw new ProtocolException("a worker of another node was named without a cluster"),
                    node,
                    pool,
                    number
                ),
            LazyThreadSafetyMode.PublicationOnly
        );

    /// <summary>Takes note of the folder of the cluster, whose keys open the way to other nodes.</summary>
    /// <param name="cluster">The folder.</param>
    /// <param name="failed">Called each time that it could not be read and will be tried again.</param>
    public void Enter(string cluster, Action<Exception>? failed = null) =>
        links = new Lazy<BlockLinks>(() => Open(cluster, failed), LazyThreadSafetyMode.PublicationOnly);

    // While the folder is away, readers wait: otherwise they would call healthy workers lost.
    private static BlockLinks Open(string cluster, Action<Exception>? failed)
    {
        BlockLinks? opened = null;
        Outage.Outlast(() => opened = new BlockLinks(ClusterAuthority.Open(ClusterFolder.Open(cluster))), failed);
        return opened!;
    }

    /// <summary>Removes a peer that is gone. Blocks of it that are being read stay mapped.</summary>
    public void Remove(int number)
    {
        if (known.TryRemove(number, out Lazy<WorkerMemory>? peer) && peer.IsValueCreated)
            peer.Value.Dispose();
    }

    /// <summary>Returns a peer's memory.</summary>
    /// <exception cref="GchunkException">It is gone.</exception>
    public WorkerMemory this[int number] =>
        known.TryGetValue(number, out Lazy<WorkerMemory>? peer)
            ? peer.Value
            : throw new GchunkException($"worker-{number} is gone");

    /// <inheritdoc/>
    public NDArray? TryWrite(NDArray array, ByteWriter to) => null;

    /// <inheritdoc/>
    public Array? Received(UInt128 hash, Type type, ReadOnlySpan<int> lengths, int elementSize) =>
        received.Find(hash, type, lengths, elementSize);

    /// <inheritdoc/>
    public void HasReceived(UInt128 hash, Array array, long bytes) => received.Add(hash, array, bytes);

    /// <inheritdoc/>
    public NDArray Read(ref ByteReader from, DType dtype, Shape shape) => this[0].Block(from.ReadLong(), shape, dtype);
}
