using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// Reads what a <see cref="PackWriter"/> wrote. Nothing is believed: a length is compared with what is there first.
/// </summary>
/// <remarks>The bytes must stay where they are while the reader is in use.</remarks>
public sealed unsafe class PackReader
{
    private readonly byte* start;
    private readonly byte* end;
    private byte* at;

    internal PackReader(byte* start, int length)
    {
        this.start = at = start;
        end = start + length;
    }

    /// <summary>The number of bytes that were read.</summary>
    public int Position => (int)(at - start);

    /// <summary>The number of bytes that are left.</summary>
    public int Left => (int)(end - at);

    /// <summary>Reads a byte.</summary>
    public byte ReadByte()
    {
        if (at == end)
            throw Truncated();
        return *at++;
    }

    /// <summary>Reads a number that is not negative.</summary>
    public ulong ReadLong()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw Damaged("a number has more than 64 bits");
    }

    /// <summary>Reads a number that is not negative and fits in 31 bits.</summary>
    public int ReadCount()
    {
        ulong value = ReadLong();
        return value <= int.MaxValue ? (int)value : throw Damaged("a count is too large");
    }

    /// <summary>Reads how many things follow, each of at least so many bytes.</summary>
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
        ulong value = ReadLong();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads 16 bytes.</summary>
    public UInt128 ReadHash() => BinaryPrimitives.ReadUInt128LittleEndian(ReadBytes(16));

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count < 0 || count > Left)
            throw Truncated();
        var found = new ReadOnlySpan<byte>(at, count);
        at += count;
        return found;
    }

    /// <summary>Reads a value as it lies in memory.</summary>
    public T ReadRaw<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(ReadBytes(Unsafe.SizeOf<T>()));

    /// <summary>Reads a text.</summary>
    public string ReadText()
    {
        ulong head = ReadLong();
        if (head >> 1 > (ulong)Left)
            throw Truncated();
        ReadOnlySpan<byte> bytes = ReadBytes((int)(head >> 1));
        return (head & 1) == 0 ? Encoding.UTF8.GetString(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    internal static InvalidDataException Truncated() => new("a packed value is damaged: it ends before its time");

    internal static InvalidDataException Damaged(string how) => new($"a packed value is damaged: {how}");
}
