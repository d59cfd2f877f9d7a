using System.Text.Json;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>Stores elements in C order, in a given byte order.</summary>
internal sealed unsafe class BytesCodec(bool bigEndian) : IArrayBytesCodec
{
    public string Name => "bytes";

    /// <summary>True if the most significant byte comes first.</summary>
    public bool IsBigEndian => bigEndian;

    /// <summary>Returns whether the stored byte order is the machine's.</summary>
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
