using System.Runtime.Versioning;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Memory;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Cluster;

/// <summary>Blocks that one node pulls from another, over TLS.</summary>
[SupportedOSPlatform("linux")]
public class BlockTransferTests
{
    private const ulong Pool = 7;

    [Theory]
    [InlineData(0)]
    [InlineData(600)]
    [InlineData(32_768)] // one piece
    [InlineData(100_000)]
    public void A_block_arrives_with_the_same_bytes(int elements)
    {
        using var cluster = new TemporaryCluster();
        using NodeServer server = ClusterFolderTests.Started(cluster);
        SharedArena arena = SharedArena.Start();
        using NDArray block = NDArray.From<double>([.. Enumerable.Range(0, elements).Select(i => i / 3.0)]);
        using var memory = new PeerMemory(new PeerAddress(Environment.ProcessId, arena.Descriptor, arena.Length));
        using IDisposable entry = server.Add(Pool, 3, memory);
        using var links = new BlockLinks(cluster.Authority);
        long offset = elements == 0 ? 0 : arena.OffsetOf(block);
        // Twice: the connection is used again.
        for (int time = 0; time < 2; time++)
        {
            using NDArray pulled = links.Pull(
                ClusterFolderTests.InfoOf(server),
                new RemoteBlock(Pool, 3, -1, offset, 8L * elements),
                new Shape(elements),
                DType.Float64
            );
            Assert.Equal(block.ToArray<double>(), pulled.ToArray<double>());
        }
    }

    [Theory]
    [InlineData(7, 4, -1, 0, 8, "worker-4 is gone")]
    [InlineData(8, 3, -1, 0, 8, "worker-3 is gone")]
    [InlineData(7, 3, -1, long.MaxValue - 8, 8, "outside its shared memory")]
    [InlineData(7, 3, 1_000_000, 0, 8, "cannot be opened")]
    public void A_block_that_is_not_there_is_lost_and_the_node_goes_on(
        long pool,
        int worker,
        int descriptor,
        long offset,
        long bytes,
        string said
    )
    {
        using var cluster = new TemporaryCluster();
        using NodeServer server = ClusterFolderTests.Started(cluster);
        SharedArena arena = SharedArena.Start();
        using var memory = new PeerMemory(new PeerAddress(Environment.ProcessId, arena.Descriptor, arena.Length));
        using IDisposable entry = server.Add(Pool, 3, memory);
        using var links = new BlockLinks(cluster.Authority);
        NodeInfo node = ClusterFolderTests.InfoOf(server);
        var wanted = new RemoteBlock((ulong)pool, worker, descriptor, offset, bytes);
        var error = Assert.Throws<LostBlockException>(() => links.Pull(node, wanted, new Shape(1), DType.Float64));
        Assert.Contains(said, error.Message);
        Assert.Equal([node], NodeConnection.Nodes(node, cluster.Authority));
        server.Dispose();
        entry.Dispose();
    }

    [Fact]
    public void A_node_that_cannot_be_reached_is_named()
    {
        using var cluster = new TemporaryCluster();
        NodeServer server = ClusterFolderTests.Started(cluster);
        NodeInfo node = ClusterFolderTests.InfoOf(server);
        server.Dispose();
        using var links = new BlockLinks(cluster.Authority);
        var error = Assert.Throws<LostBlockException>(() =>
            links.Pull(node, new RemoteBlock(Pool, 1, -1, 0, 8), new Shape(1), DType.Float64)
        );
        Assert.Contains($"played at 127.0.0.1:{node.Port} cannot be reached", error.Message);
    }
}
