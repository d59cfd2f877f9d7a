using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Gchunk.Engine.Workers.Transport;

/// <summary>
/// Writes one message: its length, its kind, and its fields. Integers are little-endian; counts and keys take seven
/// bits a byte, lowest first.
/// </summary>
internal sealed class MessageWriter : IBufferWriter<byte>
{
    /// <summary>Bytes before the fields: the length of what follows it, and the kind.</summary>
    public const int HeaderLength = 5;

    private byte[] buffer = new byte[256];

    /// <summary>Begins a message.</summary>
    public MessageWriter(MessageKind kind) => Begin(kind);

    /// <summary>The bytes so far, header and all.</summary>
    public int Length { get; private set; }

    /// <summary>Whether there are fields.</summary>
    public bool IsEmpty => Length == HeaderLength;

    /// <summary>Begins anew.</summary>
    public void Begin(MessageKind kind)
    {
        Length = HeaderLength;
        buffer[4] = (byte)kind;
    }

    /// <summary>The message, its length filled in.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer, Length - 4);
        return buffer.AsSpan(0, Length);
    }

    /// <summary>The fields alone, as bytes of another message.</summary>
    public byte[] ToArray() => buffer.AsSpan(HeaderLength, Length - HeaderLength).ToArray();

    public void Byte(byte value) => Room(1)[0] = value;

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    public void UInt128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Room(16), value);

    /// <summary>A count, a number or an offset: not negative.</summary>
    public void Count(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    public void Text(string value)
    {
        int bytes = Encoding.UTF8.GetByteCount(value);
        Count(bytes);
        Encoding.UTF8.GetBytes(value, Room(bytes));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        value.CopyTo(Room(value.Length));
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        if (count < 0 || count > buffer.Length - Length)
            throw new ArgumentOutOfRangeException(nameof(count));
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return buffer.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private Span<byte> Room(int bytes)
    {
        Grow(bytes);
        Span<byte> room = buffer.AsSpan(Length, bytes);
        Length += bytes;
        return room;
    }

    private void Grow(int bytes)
    {
        if (buffer.Length - Length >= bytes)
            return;
        long wanted = Math.Max(2L * buffer.Length, (long)Length + bytes);
        if (Length + (long)bytes > WorkerLink.MostMessageBytes)
        {
            throw new GchunkException(
                "what is to be sent to a worker process is larger than 1 GB; send less at once, or let the workers read it from files"
            );
        }

        Array.Resize(ref buffer, (int)Math.Min(wanted, WorkerLink.MostMessageBytes));
    }
}
