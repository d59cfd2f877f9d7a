using System.Buffers.Binary;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Turns the bytes of elements round.</summary>
internal static unsafe class ByteOrder
{
    private const int Step = 1 << 20;

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
