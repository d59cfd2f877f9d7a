using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gchunk.Engine.Workers.Wire;

/// <summary>
/// Reads what a <see cref="ByteWriter"/> wrote: the fields of messages and serialized values. It trusts nothing: every
/// length is checked against the bytes that are left.
/// </summary>
/// <remarks>The bytes must be pinned while the reader is in use. Copies of a reader advance independently.</remarks>
public unsafe struct ByteReader
{
    private readonly byte* start;
    private readonly byte* end;
    private byte* at;

    internal ByteReader(byte* start, int length)
    {
        this.start = at = start;
        end = start + length;
    }

    /// <summary>The number of bytes read so far.</summary>
    public readonly int Position => (int)(at - start);

    /// <summary>The number of bytes that are left.</summary>
    public readonly int Left => (int)(end - at);

    /// <summary>True if everything has been read.</summary>
    public readonly bool IsAtEnd => at == end;

    /// <summary>Reads a byte.</summary>
    public byte ReadByte()
    {
        if (at == end)
            throw Truncated();
        return *at++;
    }

    /// <summary>Reads a byte as a truth value.</summary>
    public bool ReadBool() => ReadByte() != 0;

    /// <summary>Reads a non-negative number of up to 64 bits.</summary>
    public ulong ReadUnsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return shift < 63 || next <= 1 ? value : throw Damaged("a number has more than 64 bits");
        }
        throw Damaged("a number has more than 64 bits");
    }

    /// <summary>Reads a non-negative number of up to 63 bits.</summary>
    public long ReadLong()
    {
        ulong value = ReadUnsigned();
        return value <= long.MaxValue ? (long)value : throw Damaged("a number has more than 63 bits");
    }

    /// <summary>Reads a non-negative number of up to 31 bits.</summary>
    public int ReadCount()
    {
        ulong value = ReadUnsigned();
        return value <= int.MaxValue ? (int)value : throw Damaged("a count is too large");
    }

    /// <summary>Reads the number of items that follow, each of at least <paramref name="size"/> bytes.</summary>
    public int ReadCount(int size)
    {
        int count = ReadCount();
        if ((long)count * size > Left)
            throw Truncated();
        return count;
    }

    /// <summary>Reads a number of either sign.</summary>
    public long ReadSigned()
    {
        ulong value = ReadUnsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a hash of 16 bytes.</summary>
    public UInt128 ReadHash() => BinaryPrimitives.ReadUInt128LittleEndian(ReadBytes(16));

    /// <summary>Reads a given number of bytes, in place.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count < 0 || count > Left)
            throw Truncated();
        var found = new ReadOnlySpan<byte>(at, count);
        at += count;
        return found;
    }

    /// <summary>Reads a count and that many bytes, in place.</summary>
    public ReadOnlySpan<byte> ReadBlob() => ReadBytes(ReadCount());

    /// <summary>Reads a value as it is laid out in memory.</summary>
    public T ReadRaw<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(ReadBytes(Unsafe.SizeOf<T>()));

    /// <summary>Reads a text.</summary>
    public string ReadText()
    {
        ulong head = ReadUnsigned();
        if (head >> 1 > (ulong)Left)
            throw Truncated();
        ReadOnlySpan<byte> bytes = ReadBytes((int)(head >> 1));
        return (head & 1) == 0 ? Encoding.UTF8.GetString(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    internal static InvalidDataException Truncated() => Damaged("it is truncated");

    internal static InvalidDataException Damaged(string how) =>
        new($"the data from the other process is damaged: {how}");
}
