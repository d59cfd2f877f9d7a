using System.Text.Json;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>What the elements of a chunk are at one step of its encoding.</summary>
/// <param name="Shape">The length of each axis.</param>
/// <param name="ElementSize">The bytes of an element.</param>
/// <param name="SwapSize">The bytes that a byte order turns round: those of a number, or of one character.</param>
/// <param name="DType">The dtype, or null for text.</param>
/// <param name="Fill">The bytes of the fill value, in the machine's byte order.</param>
internal sealed record ChunkSpec(long[] Shape, int ElementSize, int SwapSize, DType? DType, byte[] Fill)
{
    /// <summary>The bytes of a chunk; decoded chunks never have more than 2 GiB.</summary>
    public long Bytes => CountBytes(Shape, ElementSize);

    private static long CountBytes(long[] shape, int size)
    {
        Int128 bytes = size;
        foreach (long length in shape)
        {
            bytes *= length;
            if (bytes > int.MaxValue)
            {
                throw new GchunkException(
                    $"chunks of ({string.Join(", ", shape)}) elements of {size} bytes are larger than 2 GiB"
                );
            }
        }
        return (long)bytes;
    }
}

/// <summary>A step of the encoding of chunks, of one of three kinds; immutable, used by many threads.</summary>
internal interface ICodec
{
    /// <summary>Its name in metadata.</summary>
    string Name { get; }

    /// <summary>Writes the members of its configuration.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="format">2 or 3: the names are the same, some values differ.</param>
    void WriteConfiguration(Utf8JsonWriter json, int format);
}

/// <summary>Array to array: moves or changes elements.</summary>
internal unsafe interface IArrayCodec : ICodec
{
    /// <summary>What the elements are after encoding.</summary>
    ChunkSpec Encoded(ChunkSpec decoded);

    void Encode(byte* source, byte* destination, ChunkSpec decoded);

    void Decode(byte* source, byte* destination, ChunkSpec decoded);
}

/// <summary>Array to bytes: there is one in each pipeline.</summary>
internal interface IArrayBytesCodec : ICodec
{
    /// <summary>The most bytes that a chunk can become.</summary>
    long MaxEncoded(ChunkSpec spec);

    /// <summary>
    /// The elements, in <paramref name="into"/> or where they came from; exactly as many as a chunk has.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    NativeBytes Decode(NativeBytes source, Scratch into, ChunkSpec spec);

    NativeBytes Encode(NativeBytes source, Scratch into, ChunkSpec spec);
}

/// <summary>Bytes to bytes: compression, checksums.</summary>
internal interface IBytesCodec : ICodec
{
    /// <summary>The most bytes that a number of bytes can become.</summary>
    long MaxEncoded(long length);

    /// <summary>
    /// The bytes before encoding, in <paramref name="into"/> or where they came from; never more than
    /// <paramref name="capacity"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or would become more.</exception>
    NativeBytes Decode(NativeBytes source, Scratch into, long capacity);

    NativeBytes Encode(NativeBytes source, Scratch into);
}
