using System.Text;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>Reads the fields of a structure one after another, never beyond its end.</summary>
/// <param name="bytes">The structure.</param>
/// <param name="widths">The number of bytes of an address, and of a length.</param>
internal struct Hdf5Cursor(ReadOnlyMemory<byte> bytes, (int Address, int Length) widths)
{
    /// <summary>The number of bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>The number of bytes left.</summary>
    public readonly int Remaining => bytes.Length - Position;

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="InvalidDataException">There are not that many.</exception>
    public ReadOnlyMemory<byte> Take(long count)
    {
        if (count < 0 || count > Remaining)
        {
            throw new InvalidDataException(
                $"a structure of {bytes.Length} bytes should have {count} more after byte {Position}"
            );
        }

        Position += (int)count;
        return bytes.Slice(Position - (int)count, (int)count);
    }

    public void Skip(long count) => Take(count);

    /// <summary>Skips padding up to the next multiple of some bytes from a position.</summary>
    public void Align(int from, int multiple) =>
        Skip(Math.Min(Remaining, (multiple - (Position - from) % multiple) % multiple));

    public byte Byte() => Take(1).Span[0];

    public int UInt16() => (int)Unsigned(2);

    public uint UInt32() => (uint)Unsigned(4);

    /// <summary>Reads an unsigned integer.</summary>
    public ulong Unsigned(int width)
    {
        if (width is < 0 or > 8)
            throw new InvalidDataException($"an integer has {width} bytes");
        ReadOnlySpan<byte> field = Take(width).Span;
        ulong value = 0;
        for (int i = width - 1; i >= 0; i--)
            value = value << 8 | field[i];
        return value;
    }

    /// <summary>Reads a count.</summary>
    public long Count(int width)
    {
        ulong value = Unsigned(width);
        return value <= long.MaxValue ? (long)value : throw new InvalidDataException($"a count of {value}");
    }

    /// <summary>Reads a length.</summary>
    public long Length() => Count(widths.Length);

    /// <summary>Reads an address; -1 if it is undefined.</summary>
    public long Address()
    {
        ulong value = Unsigned(widths.Address),
            undefined = widths.Address == 8 ? ulong.MaxValue : (1UL << 8 * widths.Address) - 1;
        return value == undefined ? -1
            : value <= long.MaxValue ? (long)value
            : throw new InvalidDataException($"an address of {value}");
    }

    /// <summary>Reads text up to a NUL or the end of the structure.</summary>
    public string Text()
    {
        ReadOnlySpan<byte> rest = bytes.Span[Position..];
        int end = rest.IndexOf((byte)0);
        string text = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
        Position += end < 0 ? rest.Length : end + 1;
        return text;
    }
}
