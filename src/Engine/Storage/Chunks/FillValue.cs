using System.Runtime.InteropServices;

namespace Gchunk.Engine.Storage.Chunks;

/// <summary>Writes fill values, and recognises chunks that hold nothing else.</summary>
internal static unsafe class FillValue
{
    /// <summary>Fills a box with one element, given by its bytes.</summary>
    public static void Write(byte[] element, byte* destination, ReadOnlySpan<long> strides, ReadOnlySpan<long> count)
    {
        int rank = count.Length;
        long run = 1;
        while (rank > 0 && (count[rank - 1] == 1 || strides[rank - 1] == run * element.Length))
        {
            run *= count[rank - 1];
            rank--;
        }
        Box(element, destination, strides[..rank], count[..rank], run);
    }

    private static void Box(
        byte[] element,
        byte* destination,
        ReadOnlySpan<long> strides,
        ReadOnlySpan<long> count,
        long run
    )
    {
        if (count.Length == 0)
        {
            Run(element, destination, run);
            return;
        }
        for (long i = 0; i < count[0]; i++)
            Box(element, destination + i * strides[0], strides[1..], count[1..], run);
    }

    private static void Run(byte[] element, byte* destination, long count)
    {
        const int Step = 1 << 28;
        for (long done = 0; done < count; done += Step)
        {
            int n = (int)Math.Min(Step, count - done);
            byte* p = destination + done * element.Length;
            switch (element.Length)
            {
                case 1:
                    new Span<byte>(p, n).Fill(element[0]);
                    break;
                case 2:
                    new Span<ushort>(p, n).Fill(MemoryMarshal.Read<ushort>(element));
                    break;
                case 4:
                    new Span<uint>(p, n).Fill(MemoryMarshal.Read<uint>(element));
                    break;
                case 8:
                    new Span<ulong>(p, n).Fill(MemoryMarshal.Read<ulong>(element));
                    break;
                default:
                    for (int i = 0; i < n; i++)
                        element.CopyTo(new Span<byte>(p + (long)i * element.Length, element.Length));
                    break;
            }
        }
    }

    /// <summary>Returns whether every element of a chunk has the bytes of the fill value.</summary>
    public static bool IsAll(byte[] element, ReadOnlySpan<byte> chunk) =>
        chunk.StartsWith(element) && chunk[element.Length..].SequenceEqual(chunk[..^element.Length]); // each element equals the one before it
}
