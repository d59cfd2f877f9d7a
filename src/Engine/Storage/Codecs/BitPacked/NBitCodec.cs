namespace Gchunk.Engine.Storage.Codecs.BitPacked;

/// <summary>
/// The n-bit filter of HDF5 (5): of each number only the bits that its type uses, one after another, the highest bit
/// first. It is read only.
/// </summary>
/// <remarks>HDF5 Reference Manual, H5Pset_nbit; the parameters are those of H5Znbit.c.</remarks>
internal sealed unsafe class NBitCodec : IBytesCodec
{
    private const uint Number = 1,
        Bytes = 4;

    private readonly int size,
        precision,
        offset;
    private readonly long count;
    private readonly bool isBigEndian,
        isPlain;

    /// <summary>Makes the codec from the values of the filter.</summary>
    /// <param name="values">
    /// Their number, whether nothing is packed, elements, class, bytes, byte order, bits used, first bit used.
    /// </param>
    /// <param name="size">The bytes of an element.</param>
    /// <exception cref="InvalidDataException">They are not those of n-bit.</exception>
    public NBitCodec(ReadOnlySpan<uint> values, int size)
    {
        if (values.Length < 5)
            throw new InvalidDataException($"its n-bit filter has {values.Length} values, fewer than 5");
        (this.size, count, isPlain) = (size, values[2], values[1] != 0);
        bool isNumber = values[3] == Number;
        if (
            values[4] != size
            || !(isNumber ? values.Length >= 8 && size <= 8 && values[5] <= 1 : values[3] == Bytes)
            || (isNumber && (values[6] == 0 || (ulong)values[6] + values[7] > 8 * (ulong)size))
        )
        {
            throw new InvalidDataException(
                $"its n-bit filter says {string.Join(", ", values.ToArray())} of elements of {size} bytes"
            );
        }
        // Elements that are not numbers are stored whole.
        isPlain |= !isNumber;
        if (isNumber)
            (isBigEndian, precision, offset) = (values[5] == 1, (int)values[6], (int)values[7]);
    }

    public string Name => "n-bit";

    public long MaxEncoded(long length) => length;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        if (isPlain)
            return source;
        long length = count * size;
        if (length > capacity || (count * precision + 7) / 8 > source.Length)
            throw new InvalidDataException("its n-bit chunk is damaged");
        var result = new Span<byte>(into.Reserve(length), checked((int)length));
        into.Length = length;
        var stream = new BitStream(source.Span);
        for (int at = 0; at < result.Length; at += size)
        {
            Span<byte> element = result.Slice(at, size);
            BitStream.Write(element, stream.Next(precision) << offset);
            if (isBigEndian)
                element.Reverse();
        }
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into) =>
        throw new NotSupportedException("the n-bit filter is read only");
}
