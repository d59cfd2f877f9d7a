using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gchunk.Engine.Workers.Wire;

/// <summary>
/// A growing buffer of bytes. Numbers are written as varints: seven bits per byte, the lowest first, with the top bit
/// set in all bytes but the last.
/// </summary>
public class ByteWriter
{
    private const int FirstCapacity = 256;
    private const int KeptCapacity = 1 << 20;

    private byte[] bytes = new byte[FirstCapacity];

    /// <summary>The number of bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written so far.</summary>
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>Discards what was written.</summary>
    public void Clear()
    {
        Length = 0;
        // A single large value must not keep its buffer alive.
        if (bytes.Length > KeptCapacity)
            bytes = new byte[FirstCapacity];
    }

    /// <summary>Discards what was written after the first <paramref name="length"/> bytes.</summary>
    internal void Truncate(int length) => Length = length;

    /// <summary>Writes a byte.</summary>
    public void WriteByte(byte value)
    {
        if (Length == bytes.Length)
            Grow(1);
        bytes[Length++] = value;
    }

    /// <summary>Writes a truth value as one byte.</summary>
    public void WriteBool(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Writes a non-negative number in 1 to 10 bytes.</summary>
    public void WriteCount(ulong value)
    {
        if (bytes.Length - Length < 10)
            Grow(10);
        byte[] to = bytes;
        int at = Length;
        while (value >= 0x80)
        {
            to[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        to[at++] = (byte)value;
        Length = at;
    }

    /// <summary>Writes a non-negative number in 1 to 9 bytes.</summary>
    public void WriteCount(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        WriteCount((ulong)value);
    }

    /// <summary>Writes a non-negative number in 1 to 5 bytes.</summary>
    public void WriteCount(int value) => WriteCount((long)value);

    /// <summary>Writes a number of either sign in 1 to 10 bytes; those near 0 take the fewest.</summary>
    public void WriteSigned(long value) => WriteCount((ulong)(value << 1 ^ value >> 63));

    /// <summary>Writes a hash of 16 bytes.</summary>
    public void WriteHash(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Take(16), value);

    /// <summary>Writes bytes without their count.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes the count of the bytes, then the bytes.</summary>
    public void WriteBlob(ReadOnlySpan<byte> value)
    {
        WriteCount(value.Length);
        WriteBytes(value);
    }

    /// <summary>Writes a value as it is laid out in memory.</summary>
    public void WriteRaw<T>(in T value)
        where T : unmanaged => MemoryMarshal.Write(Take(Unsafe.SizeOf<T>()), value);

    /// <summary>Writes a text with its length: as UTF-8, or as UTF-16 if it has lone surrogates.</summary>
    public void WriteText(string value)
    {
        if (HasLoneSurrogate(value))
        {
            WriteCount((ulong)value.Length * 2 << 1 | 1);
            WriteBytes(MemoryMarshal.AsBytes(value.AsSpan()));
            return;
        }
        int count = Encoding.UTF8.GetByteCount(value);
        WriteCount((ulong)count << 1);
        Encoding.UTF8.GetBytes(value, Take(count));
    }

    /// <summary>Adds <paramref name="count"/> bytes for the caller to fill.</summary>
    public Span<byte> Take(int count)
    {
        if (bytes.Length - Length < count)
            Grow(count);
        Span<byte> room = bytes.AsSpan(Length, count);
        Length += count;
        return room;
    }

    /// <summary>The bytes written so far, to be changed.</summary>
    private protected Span<byte> Content => bytes.AsSpan(0, Length);

    /// <summary>The most bytes that the buffer may grow to.</summary>
    private protected virtual int MostBytes => Array.MaxLength;

    /// <summary>The error for more than <see cref="MostBytes"/>.</summary>
    private protected virtual GchunkException TooLarge() =>
        new("values of more than 2 GB cannot travel in one message; use gchunk arrays, which travel in blocks");

    private void Grow(int count)
    {
        long needed = (long)Length + count;
        if (needed > MostBytes)
            throw TooLarge();
        // A large value gets what it needs: the next power of two might be twice as much.
        long capacity =
            needed <= KeptCapacity
                ? (long)BitOperations.RoundUpToPowerOf2((ulong)needed)
                : Math.Max(needed, 2L * bytes.Length);
        Array.Resize(ref bytes, (int)Math.Min(MostBytes, capacity));
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
}
