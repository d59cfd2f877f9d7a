using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Cluster;

/// <summary>The name of a block on its node.</summary>
/// <param name="Pool">The number of the pool that the worker works for.</param>
/// <param name="Worker">The number of the worker.</param>
/// <param name="Descriptor">The descriptor of the worker's spill file, or -1 for its memory.</param>
/// <param name="Offset">The offset in the memory or the file.</param>
/// <param name="Bytes">The length in bytes.</param>
internal readonly record struct RemoteBlock(ulong Pool, int Worker, int Descriptor, long Offset, long Bytes)
{
    public void Write(MessageWriter message)
    {
        message.WriteCount(Pool);
        message.WriteCount(Worker);
        message.WriteSigned(Descriptor);
        message.WriteCount(Offset);
        message.WriteCount(Bytes);
    }

    public static RemoteBlock Read(ref ByteReader message)
    {
        ulong pool = message.ReadUnsigned();
        int worker = message.ReadCount();
        long descriptor = message.ReadSigned();
        if (descriptor is < -1 or > int.MaxValue)
            throw ByteReader.Damaged("a descriptor is out of range");
        return new RemoteBlock(pool, worker, (int)descriptor, message.ReadLong(), message.ReadLong());
    }
}

/// <summary>
/// Moves a block over a connection between nodes: its bytes as they are or compressed, as who pulls it asks, and then
/// the hash of its bytes as they are, since what came damaged must not become a result.
/// </summary>
internal static class BlockTransfer
{
    private const int PieceBytes = 1 << 18;
    private const int LengthBytes = sizeof(int);
    private const int HashBytes = 16;
    private const int MostAnswer = 4096;

    /// <summary>Sends the bytes of a block.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="block">The block.</param>
    /// <param name="elementSize">The bytes of an element, by which it is compressed; 0 to send the bytes as they are.</param>
    public static unsafe void Send(TlsConnection connection, NDArray block, int elementSize = 0)
    {
        connection.Send(new MessageWriter(MessageKind.Block));
        var hash = new XxHash128();
        byte[] compressed = elementSize == 0 ? [] : ArrayPool<byte>.Shared.Rent(LengthBytes + PieceBytes),
            scratch = elementSize == 0 ? [] : ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (long at = 0; at < block.NBytes; at += PieceBytes)
            {
                var piece = new ReadOnlySpan<byte>(block.Pointer + at, (int)Math.Min(PieceBytes, block.NBytes - at));
                hash.Append(piece);
                if (elementSize == 0)
                {
                    connection.Stream.Write(piece);
                    continue;
                }
                int length = CompressedPiece.Compress(piece, elementSize, scratch, compressed.AsSpan(LengthBytes));
                BinaryPrimitives.WriteInt32LittleEndian(compressed, length);
                if (length == 0)
                    piece.CopyTo(compressed.AsSpan(LengthBytes));
                connection.Stream.Write(compressed, 0, LengthBytes + (length == 0 ? piece.Length : length));
            }
            GC.KeepAlive(block);
            connection.Stream.Write(hash.GetCurrentHash());
            connection.Stream.Flush();
        }
        finally
        {
            Return(compressed, scratch);
        }
    }

    /// <summary>Says why a block cannot be sent.</summary>
    public static void Refuse(TlsConnection connection, string why)
    {
        var message = new MessageWriter(MessageKind.Refused);
        message.WriteText(why);
        connection.Send(message);
    }

    /// <summary>Asks for a block and receives it.</summary>
    /// <exception cref="RefusedBlockException">The node does not have it; the connection can be used again.</exception>
    /// <exception cref="GchunkException">Its bytes do not match their hash, or are compressed wrongly.</exception>
    public static unsafe NDArray Pull(
        TlsConnection connection,
        in RemoteBlock name,
        Shape shape,
        DType dtype,
        bool isCompressed = false
    )
    {
        int elementSize = isCompressed ? Math.Clamp(dtype.Size, 1, CompressedPiece.MostElement) : 0;
        var request = new MessageWriter(MessageKind.Pull);
        name.Write(request);
        request.WriteByte((byte)elementSize);
        connection.Send(request);
        bool answered = connection.Receive(
            MostAnswer,
            static (kind, ref message) =>
            {
                if (kind == MessageKind.Refused)
                    throw new RefusedBlockException(message.ReadText());
                if (kind != MessageKind.Block)
                    throw new ProtocolException($"a node answered with a message of kind {(byte)kind}");
            }
        );
        if (!answered)
            throw new IOException("the node ended the connection");
        NDArray block = NDArray.Allocate(shape, dtype);
        byte[] compressed = isCompressed ? ArrayPool<byte>.Shared.Rent(PieceBytes) : [],
            scratch = isCompressed ? ArrayPool<byte>.Shared.Rent(PieceBytes) : [];
        try
        {
            var hash = new XxHash128();
            for (long at = 0; at < block.NBytes; at += PieceBytes)
            {
                var piece = new Span<byte>(block.Pointer + at, (int)Math.Min(PieceBytes, block.NBytes - at));
                if (isCompressed)
                    ReceivePiece(connection, piece, elementSize, compressed, scratch);
                else
                    connection.Stream.ReadExactly(piece);
                hash.Append(piece);
            }
            Span<byte> sent = stackalloc byte[HashBytes];
            connection.Stream.ReadExactly(sent);
            return sent.SequenceEqual(hash.GetCurrentHash()) ? block : throw Damaged();
        }
        catch
        {
            block.Dispose();
            throw;
        }
        finally
        {
            Return(compressed, scratch);
        }
    }

    private static void ReceivePiece(
        TlsConnection connection,
        Span<byte> piece,
        int elementSize,
        byte[] compressed,
        byte[] scratch
    )
    {
        Span<byte> header = stackalloc byte[LengthBytes];
        connection.Stream.ReadExactly(header);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length < 0 || length > CompressedPiece.MostCompressed(piece.Length))
            throw Damaged();
        Span<byte> into = length == 0 ? piece : compressed.AsSpan(0, length);
        connection.Stream.ReadExactly(into);
        if (length > 0 && !CompressedPiece.Decompress(into, elementSize, scratch, piece))
            throw Damaged();
    }

    private static GchunkException Damaged() => new("a block was damaged on its way between machines");

    private static void Return(byte[] compressed, byte[] scratch)
    {
        if (compressed.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(compressed);
        ArrayPool<byte>.Shared.Return(scratch);
    }

    /// <summary>Reads a block of a worker of this node.</summary>
    /// <exception cref="GchunkException">It is outside of the worker's memory or file.</exception>
    public static unsafe NDArray Open(PeerMemory memory, in RemoteBlock name)
    {
        var shape = new Shape(name.Bytes);
        if (name.Descriptor < 0)
            return memory.Block(name.Offset, shape, DType.UInt8);
        if (name.Bytes > RandomAccess.GetLength(memory.Spill(name.Descriptor)) - name.Offset)
            throw new GchunkException("a block is outside of the file of its worker");
        return memory.Spilled(name.Descriptor, name.Offset, shape, DType.UInt8);
    }
}

/// <summary>The answer of a node that does not have a block.</summary>
internal sealed class RefusedBlockException(string message) : GchunkException(message);
