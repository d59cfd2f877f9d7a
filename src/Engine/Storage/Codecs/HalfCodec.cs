using System.Numerics.Tensors;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>
/// Stores float32 as float16, which is widened on reading by default. Decoding is exact; encoding rounds.
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

    private static int Count(ChunkSpec decoded) => checked((int)(decoded.Bytes / decoded.ElementSize));
}
