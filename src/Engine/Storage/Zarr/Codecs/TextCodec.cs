using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>
/// Strings of any length, in UTF-8: their number, then for each its length and its bytes (numcodecs' <c>vlen-utf8</c>);
/// all lengths have 32 bits, little-endian.
/// </summary>
internal sealed class TextCodec : IArrayBytesCodec
{
    /// <summary>The most bytes of text that a chunk may hold when decompressed.</summary>
    public const long Limit = 1L << 28;

    private const int LengthBytes = 4;

    public string Name => "vlen-utf8";

    public long MaxEncoded(ChunkSpec spec) => Limit;

    /// <summary>Reads the strings of a chunk.</summary>
    /// <exception cref="InvalidDataException">
    /// There are not as many as expected, or lengths lead out of the bytes.
    /// </exception>
    public static string[] Read(ReadOnlySpan<byte> bytes, long count)
    {
        if (
            bytes.Length < LengthBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != count
            || count > bytes.Length / LengthBytes
        )
        {
            throw new InvalidDataException($"it does not hold {count} strings");
        }

        var texts = new string[count];
        bytes = bytes[LengthBytes..];
        for (int i = 0; i < texts.Length; i++)
        {
            uint length = bytes.Length < LengthBytes ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            if (length > bytes.Length - LengthBytes)
                throw new InvalidDataException($"string {i} lies behind its end");
            texts[i] = Encoding.UTF8.GetString(bytes.Slice(LengthBytes, (int)length));
            bytes = bytes[(LengthBytes + (int)length)..];
        }
        return texts;
    }

    /// <summary>Writes the strings of a chunk.</summary>
    public static byte[] Write(ReadOnlySpan<string> texts)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt32LittleEndian(length, texts.Length);
        bytes.Write(length);
        foreach (string text in texts)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
            bytes.Write(length);
            bytes.Write(utf8);
        }
        return bytes.ToArray();
    }

    // Text goes by Read and Write above: its elements have no fixed size.
    public NativeBytes Decode(NativeBytes source, Scratch into, ChunkSpec spec) =>
        throw new InvalidDataException("its text is in a place where only numbers can be read");

    public NativeBytes Encode(NativeBytes source, Scratch into, ChunkSpec spec) =>
        throw new InvalidOperationException("text is encoded by Write");

    public void WriteConfiguration(Utf8JsonWriter json, int format) { }
}
