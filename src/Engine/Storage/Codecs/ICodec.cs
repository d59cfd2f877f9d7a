using System.Text.Json;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// A step of the encoding of chunks: a codec of Zarr, a filter of HDF5. Codecs are immutable and used by many threads.
/// </summary>
internal interface ICodec
{
    /// <summary>The name in Zarr's metadata.</summary>
    string Name { get; }

    /// <summary>Writes the members of the codec's configuration in Zarr's metadata.</summary>
    /// <param name="json">The writer, inside the object of the configuration.</param>
    /// <param name="format">2 or 3: the names are the same, some values differ.</param>
    void WriteConfiguration(Utf8JsonWriter json, int format) { }
}

/// <summary>An array-to-array codec: moves or changes elements.</summary>
internal unsafe interface IArrayCodec : ICodec
{
    /// <summary>Returns the form of the elements after encoding.</summary>
    ChunkSpec Encoded(ChunkSpec decoded);

    void Encode(byte* source, byte* destination, ChunkSpec decoded);

    void Decode(byte* source, byte* destination, ChunkSpec decoded);
}

/// <summary>An array-to-bytes codec; a pipeline has exactly one.</summary>
internal interface IArrayBytesCodec : ICodec
{
    /// <summary>Returns the most bytes of an encoded chunk.</summary>
    long MaxEncoded(ChunkSpec spec);

    /// <summary>
    /// Returns the elements, in <paramref name="into"/> or in place. Their number is that of a chunk.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    NativeBytes Decode(NativeBytes source, Scratch into, ChunkSpec spec);

    NativeBytes Encode(NativeBytes source, Scratch into, ChunkSpec spec);
}

/// <summary>A bytes-to-bytes codec: compression, shuffle, checksums.</summary>
internal interface IBytesCodec : ICodec
{
    /// <summary>Returns the most bytes that a number of bytes is encoded to.</summary>
    long MaxEncoded(long length);

    /// <summary>
    /// Returns the bytes before encoding, in <paramref name="into"/> or in place; never more than
    /// <paramref name="capacity"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or there would be more.</exception>
    NativeBytes Decode(NativeBytes source, Scratch into, long capacity);

    NativeBytes Encode(NativeBytes source, Scratch into);
}
