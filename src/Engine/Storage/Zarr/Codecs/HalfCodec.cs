using System.Numerics.Tensors;
using System.Text.Json;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>
/// Stores float32 as floats of two bytes: what stands for the type <c>float16</c>, of which arrays have none. Every one
/// of them is exact as float32; the other way they are rounded.
/// </summary>
internal sealed unsafe class HalfCodec : IArrayCodec
{
    public string Name => "float16";

    public ChunkSpec Encoded(ChunkSpec decoded) =>
        decoded with
        {
            ElementSize = sizeof(ushort),
            SwapSize = sizeof(ushort),
            DType = DType.UInt16,
            Fill = BitConverter.GetBytes((Half)BitConverter.ToSingle(decoded.Fill)),
        };

    public void Encode(byte* source, byte* destination, ChunkSpec decoded)
    {
        int count = Count(decoded);
        TensorPrimitives.ConvertToHalf(new ReadOnlySpan<float>(source, count), new Span<Half>(destination, count));
    }

    public void Decode(byte* source, byte* destination, ChunkSpec decoded)
    {
        int count = Count(decoded);
        TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(source, count), new Span<float>(destination, count));
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format) { }

    private static int Count(ChunkSpec decoded) => checked((int)(decoded.Bytes / decoded.ElementSize));
}
