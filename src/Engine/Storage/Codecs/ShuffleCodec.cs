using System.Text.Json;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>The shuffle filter of HDF5, which numcodecs also has: groups the bytes of equal significance.</summary>
/// <param name="elementSize">The bytes of an element.</param>
internal sealed unsafe class ShuffleCodec(int elementSize) : IBytesCodec
{
    public string Name => "shuffle";

    public long MaxEncoded(long length) => length;

    public NativeBytes Decode(NativeBytes source, Scratch into, long capacity)
    {
        if (source.Length > capacity)
            throw new InvalidDataException($"it holds {source.Length} bytes, more than {capacity}");
        Shuffle.Undo(source.Pointer, into.Reserve(source.Length), source.Length, elementSize);
        into.Length = source.Length;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into)
    {
        Shuffle.Do(source.Pointer, into.Reserve(source.Length), source.Length, elementSize);
        into.Length = source.Length;
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format) => json.WriteNumber("elementsize", elementSize);
}
