using System.Text.Json;
using Gchunk.Engine.Storage.NetCdf;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>Elements one after the other in C order, in a byte order.</summary>
internal sealed unsafe class BytesCodec(bool bigEndian) : IArrayBytesCodec
{
    public string Name => "bytes";

    /// <summary>Whether the most significant byte comes first.</summary>
    public bool IsBigEndian => bigEndian;

    /// <summary>Whether the bytes are as the machine has them.</summary>
    public bool IsPlain(ChunkSpec spec) => spec.SwapSize == 1 || bigEndian != BitConverter.IsLittleEndian;

    public long MaxEncoded(ChunkSpec spec) => spec.Bytes;

    public NativeBytes Decode(NativeBytes source, Scratch into, ChunkSpec spec)
    {
        if (source.Length != spec.Bytes)
            throw new InvalidDataException($"it holds {source.Length} bytes, not {spec.Bytes}");
        return Swap(source, into, spec);
    }

    public NativeBytes Encode(NativeBytes source, Scratch into, ChunkSpec spec) => Swap(source, into, spec);

    private NativeBytes Swap(NativeBytes source, Scratch into, ChunkSpec spec)
    {
        if (IsPlain(spec))
            return source;
        byte* swapped = into.Reserve(source.Length);
        Buffer.MemoryCopy(source.Pointer, swapped, source.Length, source.Length);
        ByteOrder.Reverse(swapped, source.Length / spec.SwapSize, spec.SwapSize);
        into.Length = source.Length;
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format) =>
        json.WriteString("endian", bigEndian ? "big" : "little");
}
