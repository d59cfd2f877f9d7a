using System.Buffers.Binary;
using System.Text;

namespace Gchunk.Engine.Workers.Transport;

/// <summary>Reads the fields of a message. Lengths are checked before they are believed.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> fields)
{
    private ReadOnlySpan<byte> rest = fields;

    /// <summary>What is not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => rest;

    /// <summary>Whether everything is read.</summary>
    public readonly bool IsAtEnd => rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public UInt128 UInt128() => BinaryPrimitives.ReadUInt128LittleEndian(Take(16));

    public long Count()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = Byte();
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value <= long.MaxValue ? (long)value : throw Damaged();
            if (shift >= 56)
                throw Damaged();
        }
    }

    /// <summary>A count that fits 32 bits.</summary>
    public int Number()
    {
        long value = Count();
        return value <= int.MaxValue ? (int)value : throw Damaged();
    }

    /// <summary>The number of parts that follow, each of at least a byte.</summary>
    public int Parts()
    {
        int parts = Number();
        return parts <= rest.Length ? parts : throw Damaged();
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public ReadOnlySpan<byte> Bytes() => Take(Number());

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > rest.Length)
            throw Damaged();
        ReadOnlySpan<byte> taken = rest[..bytes];
        rest = rest[bytes..];
        return taken;
    }

    private static ProtocolException Damaged() => new("a message ended before its fields did");
}
