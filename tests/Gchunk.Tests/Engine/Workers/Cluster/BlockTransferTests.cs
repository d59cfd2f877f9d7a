using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;
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

    [Theory]
    [InlineData("float64", 0, true)]
    [InlineData("float64", 601, true)]
    [InlineData("float64", 32_768, true)] // one piece
    [InlineData("float64", 100_001, true)]
    [InlineData("float32", 100_001, true)]
    [InlineData("int16", 300_001, true)]
    [InlineData("uint8", 300_001, true)]
    [InlineData("complex128", 40_001, true)]
    [InlineData("float64", 100_001, false)]
    public void A_compressed_block_arrives_with_the_same_bytes(string type, int elements, bool isSmooth)
    {
        using var cluster = new TemporaryCluster();
        using NodeServer server = ClusterFolderTests.Started(cluster);
        SharedArena arena = SharedArena.Start();
        DType dtype = DTypes.Parse(type);
        using NDArray block = NDArray.Allocate(new Shape(elements), dtype);
        Span<byte> bytes = Bytes(block);
        new Random(1).NextBytes(bytes);
        for (int i = 0; isSmooth && i < bytes.Length; i++)
            bytes[i] = (byte)(i % dtype.Size == 0 ? i / 1000 : 7);
        using var memory = new PeerMemory(new PeerAddress(Environment.ProcessId, arena.Descriptor, arena.Length));
        using IDisposable entry = server.Add(Pool, 3, memory);
        using TlsConnection connection = NodeConnection.Open(
            ClusterFolderTests.InfoOf(server),
            cluster.Authority,
            NodePurpose.Blocks
        );
        var name = new RemoteBlock(Pool, 3, -1, elements == 0 ? 0 : arena.OffsetOf(block), block.NBytes);
        for (int time = 0; time < 2; time++)
        {
            using NDArray pulled = BlockTransfer.Pull(connection, name, block.Shape, dtype, isCompressed: true);
            Assert.True(bytes.SequenceEqual(Bytes(pulled)));
        }
    }

    [Theory]
    [InlineData(8, 262_144, 262_144 / 8)]
    [InlineData(4, 1000, 300)]
    [InlineData(1, 1000, 40)]
    public void A_smooth_piece_becomes_small_and_a_random_one_stays(int elementSize, int length, int most)
    {
        byte[] plain = new byte[length],
            scratch = new byte[length],
            compressed = new byte[length];
        for (int i = 0; i < length; i++)
            plain[i] = (byte)(i % elementSize == 0 && elementSize > 1 ? i / 100 : 7);
        int small = CompressedPiece.Compress(plain, elementSize, scratch, compressed);
        Assert.InRange(small, 1, most);
        byte[] back = new byte[length];
        Assert.True(CompressedPiece.Decompress(compressed.AsSpan(0, small), elementSize, scratch, back));
        Assert.Equal(plain, back);
        new Random(2).NextBytes(plain);
        Assert.Equal(0, CompressedPiece.Compress(plain, elementSize, scratch, compressed));
    }

    // What another process of the cluster sends is checked like a file.
    [Theory]
    [InlineData(-1, "")]
    [InlineData(int.MinValue, "")]
    [InlineData(int.MaxValue, "")]
    [InlineData(701, "")]
    [InlineData(3, "ffffff")] // no LZ4
    [InlineData(9, "10610500f061626364")] // a copy from before its beginning
    [InlineData(2, "1061")] // fewer bytes than the piece has
    [InlineData(9, "1f610100ffffffff10")] // more
    [InlineData(0, "61")] // the connection ends within the piece
    public void A_node_that_lies_about_a_compressed_block_is_an_error(int length, string bytes)
    {
        using var cluster = new TemporaryCluster();
        using var played = new TcpListener(IPAddress.Loopback, 0);
        played.Start();
        byte[] compressed = Convert.FromHexString(bytes);
        var playing = new Thread(() =>
        {
            using TlsConnection taken = TlsConnection.Accept(played.AcceptSocket(), cluster.Authority)!;
            taken.Receive(1024, (_, ref message) => message.ReadBytes(message.Left));
            taken.Send(new MessageWriter(MessageKind.Block));
            taken.Stream.Write([.. BitConverter.GetBytes(length), .. compressed]);
        })
        {
            IsBackground = true,
        };
        playing.Start();
        var node = new NodeInfo("played", "127.0.0.1", ((IPEndPoint)played.LocalEndpoint).Port, 1, 1);
        using (TlsConnection connection = TlsConnection.To(node, cluster.Authority))
        {
            Exception error = Assert.ThrowsAny<Exception>(() =>
                BlockTransfer.Pull(connection, new RemoteBlock(7, 3, -1, 0, 800), new Shape(100), DType.Float64, true)
            );
            Assert.True(error is GchunkException || TlsConnection.IsBroken(error), error.ToString());
            if (length != 0)
                Assert.Contains("damaged", error.Message);
        }
        playing.Join();
    }

    [Theory]
    // The first block comes as it is, small ones always.
    [InlineData("", false)]
    [InlineData("plain 1000 0.001", false)]
    // A fast link is not tried.
    [InlineData("plain 1000000 0.002", false)]
    // A slow one is, and then the faster way is taken.
    [InlineData("plain 1000000 0.1", true)]
    // The first compressed block loads what compresses, and does not count.
    [InlineData("plain 1000000 0.1, compressed 1000000 9", true)]
    [InlineData("plain 1000000 0.1, compressed 1000000 9, compressed 1000000 0.05", true)]
    [InlineData("plain 1000000 0.1, compressed 1000000 9, compressed 1000000 0.095", false)]
    // What carries less now counts more than what carried much before.
    [InlineData("plain 1000000 0.1, compressed 1000000 9, compressed 1000000 0.05, compressed 1000000 0.5", false)]
    [InlineData("plain 1000000 0.002, plain 1000000 0.002, plain 8000000 1", true)]
    public void Blocks_are_compressed_where_that_was_faster(string notes, bool expected)
    {
        var rate = new LinkRate();
        foreach (string note in notes.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = note.Split(' ');
            rate.Note(
                words[0] == "compressed",
                long.Parse(words[1], CultureInfo.InvariantCulture),
                double.Parse(words[2], CultureInfo.InvariantCulture)
            );
        }
        Assert.Equal(expected, rate.Compresses(1_000_000));
        Assert.False(rate.Compresses(1000));
    }

    [Fact]
    public void The_slower_way_is_tried_again_now_and_then()
    {
        var rate = new LinkRate();
        rate.Note(isCompressed: false, 1_000_000, 0.1);
        rate.Note(isCompressed: true, 1_000_000, 9);
        rate.Note(isCompressed: true, 1_000_000, 0.05);
        Assert.Equal(3, Enumerable.Range(0, 96).Count(_ => !rate.Compresses(1_000_000)));
    }

    private static unsafe Span<byte> Bytes(NDArray array) => new(array.Pointer, checked((int)array.NBytes));
}
