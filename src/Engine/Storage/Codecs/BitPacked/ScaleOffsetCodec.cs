using System.Buffers.Binary;

namespace Gchunk.Engine.Storage.Codecs.BitPacked;

/// <summary>
/// The scale-offset filter of HDF5 (6): integers, or decimals with a fixed number of digits, less their minimum, in as
/// few bits as they need. It is read only.
/// </summary>
/// <remarks>
/// A chunk is the number of bits (4 bytes), the length of the minimum (1), the minimum (8), 8 bytes that are not used, and
/// the differences, the highest bit first. The greatest difference marks the fill value if the dataset has one. HDF5
/// Reference Manual, H5Pset_scaleoffset.
/// </remarks>
internal sealed unsafe class ScaleOffsetCodec : IBytesCodec
{
    private const int HeadBytes = 21,
        MostDigits = 400;
    private const uint FloatDigits = 0,
        Integers = 2,
        FloatClass = 1;

    private readonly int size,
        digits;
    private readonly long count;
    private readonly bool isFloat,
        isBigEndian,
        hasFill;
    private readonly ulong fill;

    /// <summary>Makes the codec from the values of the filter.</summary>
    /// <param name="values">Kind, digits, elements, class, bytes, sign, byte order, whether a fill value follows, its words.</param>
    /// <param name="size">The bytes of an element.</param>
    /// <exception cref="InvalidDataException">They are not those of scale-offset.</exception>
    public ScaleOffsetCodec(ReadOnlySpan<uint> values, int size)
    {
        if (values.Length < 8)
            throw new InvalidDataException($"its scale-offset filter has {values.Length} values, fewer than 8");
        (this.size, digits, count) = (size, (int)values[1], values[2]);
        isFloat = values[3] == FloatClass;
        isBigEndian = values[6] == 1;
        hasFill = values[7] == 1;
        if (
            values[0] != (isFloat ? FloatDigits : Integers)
            || values[3] > FloatClass
            || values[4] != size
            || !(isFloat ? size is 4 or 8 : size is 1 or 2 or 4 or 8)
            || values[6] > 1
            || Math.Abs((long)digits) > MostDigits
        )
        {
            throw new InvalidDataException(
                $"its scale-offset filter says kind {values[0]}, {digits} digits, class {values[3]} and elements of {values[4]} bytes"
            );
        }
        if (hasFill && values.Length > 8)
            fill = values[8] | (values.Length > 9 && size == 8 ? (ulong)values[9] << 32 : 0);
    }

    public string Name => "scale-offset";

    public long MaxEncoded(long length) => length + HeadBytes;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        ReadOnlySpan<byte> encoded = source.Span;
        if (encoded.Length < HeadBytes || count * size > capacity)
            throw Damaged();
        uint bits = BinaryPrimitives.ReadUInt32LittleEndian(encoded);
        ulong least = BinaryPrimitives.ReadUInt64LittleEndian(encoded[5..]);
        if (encoded[4] < 8)
            least &= (1UL << (8 * encoded[4])) - 1;
        if (bits > 8 * size || (count * bits + 7) / 8 > encoded.Length - HeadBytes)
            throw Damaged();
        long length = count * size;
        var result = new Span<byte>(into.Reserve(length), checked((int)length));
        into.Length = length;
        var stream = new BitStream(encoded[HeadBytes..]);
        bool isWhole = bits == 8 * size;
        if (isWhole)
            encoded.Slice(HeadBytes, result.Length).CopyTo(result);
        ulong marker = isWhole ? 0 : (1UL << (int)bits) - 1;
        double scale = Math.Pow(10, digits);
        float narrowScale = MathF.Pow(10, digits);
        for (int at = 0; at < result.Length; at += size)
        {
            Span<byte> element = result.Slice(at, size);
            if (!isWhole)
            {
                ulong difference = stream.Next((int)bits);
                BitStream.Write(
                    element,
                    hasFill && difference == marker ? fill
                        : !isFloat ? difference + least
                        : size == 4
                            ? BitConverter.SingleToUInt32Bits(
                                (int)difference / narrowScale + BitConverter.UInt32BitsToSingle((uint)least)
                            )
                        : BitConverter.DoubleToUInt64Bits(
                            (long)difference / scale + BitConverter.UInt64BitsToDouble(least)
                        )
                );
            }
            if (isBigEndian)
                element.Reverse();
        }
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into) =>
        throw new NotSupportedException("the scale-offset filter is read only");

    private static InvalidDataException Damaged() => new("its scale-offset chunk is damaged");
}
