using System.Buffers.Binary;
using System.Text;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// Variable-length strings in UTF-8 (numcodecs' <c>vlen-utf8</c>): their number, then for each its length and its
/// bytes. Numbers have 32 bits, little-endian.
/// </summary>
internal class TextCodec : IArrayBytesCodec
{
    /// <summary>The most bytes of text in a decompressed chunk.</summary>
    public const long Limit = 1L << 28;

    private const int LengthBytes = 4;
    private const long Least = 1 << 16;

    public virtual string Name => "vlen-utf8";

    /// <summary>
    /// The most bytes of text in a decompressed chunk, at most a quarter of the memory limit: its strings take more.
    /// </summary>
    public long MaxEncoded(ChunkSpec spec) => Math.Min(Limit, Math.Max(Least, OpeningBudget.Limit / 4));

    /// <summary>Reads the strings of a chunk.</summary>
    /// <exception cref="InvalidDataException">
    /// Their number is not the expected one, or a string goes beyond the end.
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
                throw new InvalidDataException($"string {i} goes beyond its end");
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

    /// <summary>Reads the strings of a chunk in the form of this codec.</summary>
    /// <exception cref="InvalidDataException">They are not as many as expected, or damaged.</exception>
    public virtual string[] ReadTexts(ReadOnlySpan<byte> bytes, long count) => Read(bytes, count);

    /// <summary>Writes the strings of a chunk in the form of this codec.</summary>
    public virtual byte[] WriteTexts(ReadOnlySpan<string> texts) => Write(texts);

    public virtual void WriteConfiguration(System.Text.Json.Utf8JsonWriter json, int format) { }

    // Text is read and written by Read and Write above, because its elements have no fixed size.
    public NativeBytes Decode(NativeBytes source, Scratch into, ChunkSpec spec) =>
        throw new InvalidDataException("it holds text where only numbers can be read");

    public NativeBytes Encode(NativeBytes source, Scratch into, ChunkSpec spec) =>
        throw new InvalidOperationException("text is encoded by Write");
}
