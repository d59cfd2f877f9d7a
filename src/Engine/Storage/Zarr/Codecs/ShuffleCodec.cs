using System.Text.Json;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>HDF5's shuffle, as numcodecs has it: a filter of version 2.</summary>
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
        byte* destination = into.Reserve(source.Length);
        long count = source.Length / elementSize;
        for (long i = 0; i < count; i++)
        {
            for (int b = 0; b < elementSize; b++)
                destination[b * count + i] = source.Pointer[i * elementSize + b];
        }

        long rest = count * elementSize;
        Buffer.MemoryCopy(source.Pointer + rest, destination + rest, source.Length - rest, source.Length - rest);
        into.Length = source.Length;
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format) => json.WriteNumber("elementsize", elementSize);
}
