using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gchunk.Engine.Workers.Values;

/// <summary>Bytes that grow as they are written: numbers as they are, or as few bytes as they need.</summary>
public sealed class PackWriter
{
    private byte[] bytes = new byte[256];
    private int length;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        length = 0;
        // One large message must not hold its memory for good.
        if (bytes.Length > 1 << 20)
            bytes = new byte[256];
    }

    internal void Cut(int to) => length = to;

    /// <summary>Writes a byte.</summary>
    public void WriteByte(byte value)
    {
        if (length == bytes.Length)
            Grow(1);
        bytes[length++] = value;
    }

    /// <summary>Writes a number that is not negative in 1 to 10 bytes: small ones in fewer.</summary>
    public void WriteCount(ulong value)
    {
        if (bytes.Length - length < 10)
            Grow(10);
        while (value >= 0x80)
        {
            bytes[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        bytes[length++] = (byte)value;
    }

    /// <summary>Writes a number that is not negative.</summary>
    public void WriteCount(int value) => WriteCount((ulong)value);

    /// <summary>Writes a number of either sign in 1 to 10 bytes: those near 0 in fewer.</summary>
    public void WriteSigned(long value) => WriteCount((ulong)(value << 1 ^ value >> 63));

    /// <summary>Writes 16 bytes.</summary>
    public void WriteHash(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    /// <summary>Writes bytes as they are.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes a value as it lies in memory.</summary>
    public void WriteRaw<T>(in T value)
        where T : unmanaged => MemoryMarshal.Write(Take(Unsafe.SizeOf<T>()), value);

    /// <summary>Writes a text with its length.</summary>
    public void WriteText(string value)
    {
        // UTF-8 where the text is whole Unicode; a lone surrogate would not come back.
        int count = Encoding.UTF8.GetByteCount(value);
        bool whole = !HasLoneSurrogate(value);
        WriteCount((ulong)(whole ? count : value.Length * 2) << 1 | (whole ? 0UL : 1));
        if (whole)
            Encoding.UTF8.GetBytes(value, Take(count));
        else
            WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
    }

    private static bool HasLoneSurrogate(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return true;
            i++;
        }
        return false;
    }

    /// <summary>Room for bytes that the caller fills.</summary>
    public Span<byte> Take(int count)
    {
        if (bytes.Length - length < count)
            Grow(count);
        Span<byte> room = bytes.AsSpan(length, count);
        length += count;
        return room;
    }

    private void Grow(int count)
    {
        long needed = (long)length + count;
        if (needed > Array.MaxLength)
        {
            throw new GchunkException(
                "values of more than 2 GB cannot travel in one message; hand over arrays of gchunk, which travel in blocks"
            );
        }

        Array.Resize(
            ref bytes,
            (int)Math.Min(Array.MaxLength, Math.Max(needed, (long)BitOperations.RoundUpToPowerOf2((ulong)needed)))
        );
    }
}
