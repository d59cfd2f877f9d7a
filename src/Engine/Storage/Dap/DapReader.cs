using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Dap;

/// <summary>Reads regions of an array by constraints.</summary>
/// <param name="url">The address of the data set.</param>
/// <param name="array">The array.</param>
/// <param name="dtype">The dtype of its elements.</param>
/// <param name="stored">The bytes of an element in answers: XDR sends 16 bits as 32.</param>
internal sealed unsafe class DapReader(string url, DapArray array, DType dtype, int stored)
    : DapRegionReader(url, array, stored)
{
    // The structure that comes before the elements.
    private const long MostHead = 1 << 16;

    /// <inheritdoc/>
    protected override int ElementBytes => dtype.Size;

    /// <inheritdoc/>
    protected override void ReadPart(in Region region, byte* destination, CancellationToken cancellation)
    {
        int size = dtype.Size;
        long elements = region.Shape.Size;
        using var into = new Scratch();
        DapFile.Request(
            Url,
            ".dods",
            Uri.EscapeDataString(Array.Path) + Indices(region),
            elements * Stored + MostHead + 8,
            into,
            cancellation
        );
        ReadOnlySpan<byte> answer = into.Span;
        int data = answer.IndexOf("\nData:"u8);
        if (data < 0)
        {
            string said = Encoding.UTF8.GetString(answer[..Math.Min(300, answer.Length)]).ReplaceLineEndings(" ");
            throw new GchunkException($"{Url}: the server did not send '{Array.Name}': {said}");
        }
        data += "\nData:"u8.Length;
        data += answer[data..].StartsWith("\r\n"u8) ? 2 : 1;
        // An array has its length twice before its elements; one element has none.
        if (Array.Lengths.Length > 0)
        {
            if (answer.Length - data < 8)
                throw new InvalidDataException("the answer ends before its elements");
            uint count = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(answer[data..]);
            if (count != elements)
                throw new InvalidDataException($"the server sent {count} elements instead of {elements}");
            data += 8;
        }
        // A single byte is sent as four.
        int each = Array.Lengths.Length == 0 ? Math.Max(4, Stored) : Stored;
        if (answer.Length - data < elements * each)
            throw new InvalidDataException($"the answer ends after {answer.Length - data} bytes of elements");
        byte* source = into.Pointer + data;
        // In big-endian order, the last bytes of a wider integer are those of the narrower one.
        for (long i = 0; i < elements; i++)
            Buffer.MemoryCopy(source + i * each + each - size, destination + i * size, size, size);
        ByteOrder.Convert(destination, elements, size, bigEndian: true);
    }
}
