using System.Buffers.Binary;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>Changes the byte order of elements.</summary>
internal static unsafe class ByteOrder
{
    private const int Step = 1 << 20;

    /// <summary>Changes elements in place between a stored byte order and the machine's, if they differ.</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="count">The number of elements.</param>
    /// <param name="size">The bytes of an element; only numbers of 2, 4 and 8 bytes are changed.</param>
    /// <param name="bigEndian">True if the stored byte order is big-endian.</param>
    public static void Convert(byte* elements, long count, int size, bool bigEndian)
    {
        if (bigEndian == BitConverter.IsLittleEndian)
            Reverse(elements, count, size);
    }

    /// <summary>Reverses the bytes of each element in place.</summary>
    public static void Reverse(byte* elements, long count, int size)
    {
        for (long start = 0; start < count; start += Step)
        {
            int n = (int)Math.Min(Step, count - start);
            byte* p = elements + start * size;
            switch (size)
            {
                case 2:
                    ReverseSpan(new Span<ushort>(p, n));
                    break;
                case 4:
                    ReverseSpan(new Span<uint>(p, n));
                    break;
                case 8:
                    ReverseSpan(new Span<ulong>(p, n));
                    break;
                default:
                    return;
            }
        }
    }

    private static void ReverseSpan(Span<ushort> s) => BinaryPrimitives.ReverseEndianness(s, s);

    private static void ReverseSpan(Span<uint> s) => BinaryPrimitives.ReverseEndianness(s, s);

    private static void ReverseSpan(Span<ulong> s) => BinaryPrimitives.ReverseEndianness(s, s);
}
