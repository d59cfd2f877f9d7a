using System.Net.Sockets;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>The checks of messages and of a worker's greeting.</summary>
public class HandshakeTests
{
    private static readonly byte[] Secret = Hello.NewSecret();

    private static Hello Good =>
        new(Hello.CurrentProtocol, Hello.CurrentBuild, Hello.CurrentRuntime, Secret, 1, new PeerAddress(1, 3, 1 << 20));

    private static Hello Travelled(Hello hello)
    {
        var message = new MessageWriter(MessageKind.Hello);
        hello.Write(message);
        (Socket a, Socket b) = Pair();
        using var link = new WorkerLink(a, "test");
        b.Send(message.Finish());
        b.Dispose();
        Hello? read = null;
        Assert.Null(link.Read((MessageKind _, ref ByteReader fields) => read = Hello.Read(ref fields)));
        return read!;
    }

    [Fact]
    public void A_worker_of_the_same_build_with_the_secret_is_taken_in() => Assert.Null(Travelled(Good).Check(Secret));

    [Fact]
    public void A_wrong_secret_is_refused() =>
        Assert.Contains("secret", Travelled(Good with { Secret = Hello.NewSecret() }).Check(Secret));

    [Fact]
    public void Another_version_of_the_protocol_is_refused() =>
        Assert.Contains("version 99 of the protocol", Travelled(Good with { Protocol = 99 }).Check(Secret));

    [Fact]
    public void Another_build_is_refused() =>
        Assert.Contains("another build", Travelled(Good with { Build = Guid.NewGuid() }).Check(Secret));

    [Fact]
    public void Another_runtime_is_refused() =>
        Assert.Contains("runs on .NET 9.0.1", Travelled(Good with { Runtime = "9.0.1" }).Check(Secret));

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 255, 255, 255, 127, 1 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 1 })]
    public void A_length_that_cannot_be_ends_the_connection(byte[] sent)
    {
        (Socket a, Socket b) = Pair();
        using var link = new WorkerLink(a, "test");
        b.Send(sent);
        Exception? error = link.Read((MessageKind _, ref ByteReader _) => { });
        Assert.IsType<ProtocolException>(error);
        b.Dispose();
    }

    [Fact]
    public void A_message_that_ends_before_its_fields_is_refused()
    {
        Refuses([200], (MessageKind _, ref ByteReader fields) => fields.ReadLong());
        Refuses([200], (MessageKind _, ref ByteReader fields) => fields.ReadRaw<long>());
        Refuses([10, 65, 66], (MessageKind _, ref ByteReader fields) => fields.ReadText());
        Refuses([100, 1], (MessageKind _, ref ByteReader fields) => fields.ReadCount(1));

        static void Refuses(byte[] fields, MessageHandler handler)
        {
            (Socket a, Socket b) = Pair();
            using var link = new WorkerLink(a, "test");
            b.Send([(byte)(fields.Length + 1), 0, 0, 0, (byte)MessageKind.Done, .. fields]);
            b.Dispose();
            Assert.IsType<ProtocolException>(link.Read(handler));
        }
    }

    [Theory]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255, 1 }, ulong.MaxValue)]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255, 2 }, null)]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1 }, null)]
    public unsafe void A_number_of_more_than_64_bits_is_refused(byte[] bytes, ulong? expected)
    {
        fixed (byte* start = bytes)
        {
            var reader = new ByteReader(start, bytes.Length);
            ulong? read = null;
            try
            {
                read = reader.ReadUnsigned();
            }
            catch (InvalidDataException) { }
            Assert.Equal(expected, read);
        }
    }

    [Fact]
    public void Many_messages_arrive_whole_and_in_order()
    {
        (Socket a, Socket b) = Pair();
        using var sender = new WorkerLink(a, "sender");
        using var receiver = new WorkerLink(b, "receiver");
        for (int i = 0; i < 2000; i++)
        {
            var message = new MessageWriter(MessageKind.Free);
            message.WriteCount(i);
            message.WriteBlob(new byte[i * 7 % 5000]);
            sender.Send(message);
        }
        sender.End();
        int next = 0;
        Assert.Null(
            receiver.Read(
                (MessageKind kind, ref ByteReader message) =>
                {
                    Assert.Equal(next, message.ReadLong());
                    Assert.Equal(next * 7 % 5000, message.ReadBlob().Length);
                    Assert.True(message.IsAtEnd);
                    next++;
                }
            )
        );
        Assert.Equal(2000, next);
    }

    [Fact]
    public void A_block_outside_a_workers_memory_is_refused()
    {
        SharedArena arena = SharedArena.Start();
        using var memory = new PeerMemory(new PeerAddress(Environment.ProcessId, arena.Descriptor, arena.Length));
        Assert.Throws<GchunkException>(() => memory.Block(arena.Length - 8, 2, Gchunk.Engine.Arrays.DType.Float64));
        Assert.Throws<GchunkException>(() => memory.Block(-1, 2, Gchunk.Engine.Arrays.DType.Float64));
    }

    private static (Socket, Socket) Pair()
    {
        string address = Hello.NewAddress();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(Hello.EndPoint(address));
        listener.Listen(1);
        var near = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        near.Connect(Hello.EndPoint(address));
        return (near, listener.Accept());
    }
}
