using System.Text.Json;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Codecs;

/// <summary>Permutes the axes.</summary>
/// <param name="order">The axis of the decoded chunk for each axis of the encoded one.</param>
internal sealed unsafe class TransposeCodec(int[] order) : IArrayCodec
{
    public string Name => "transpose";

    /// <summary>Makes the codec from a configuration.</summary>
    /// <exception cref="GchunkException">The order is not a permutation of the axes.</exception>
    public static TransposeCodec Create(int[] order, int rank)
    {
        if (order.Length != rank || !order.Order().SequenceEqual(Enumerable.Range(0, rank)))
            throw new GchunkException($"({string.Join(", ", order)}) is not an order of {rank} axes");
        return new TransposeCodec(order);
    }

    public ChunkSpec Encoded(ChunkSpec decoded) =>
        decoded with
        {
            Shape = Array.ConvertAll(order, axis => decoded.Shape[axis]),
        };

    public void Encode(byte* source, byte* destination, ChunkSpec decoded)
    {
        long[] from = new Shape(decoded.Shape).ByteStrides(decoded.ElementSize);
        long[] shape = Encoded(decoded).Shape;
        StridedCopy.Copy(
            source,
            Array.ConvertAll(order, axis => from[axis]),
            destination,
            new Shape(shape).ByteStrides(decoded.ElementSize),
            shape,
            decoded.ElementSize
        );
    }

    public void Decode(byte* source, byte* destination, ChunkSpec decoded)
    {
        long[] encoded = new Shape(Encoded(decoded).Shape).ByteStrides(decoded.ElementSize);
        var from = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
            from[order[i]] = encoded[i];
        StridedCopy.Copy(
            source,
            from,
            destination,
            new Shape(decoded.Shape).ByteStrides(decoded.ElementSize),
            decoded.Shape,
            decoded.ElementSize
        );
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        json.WriteStartArray("order");
        foreach (int axis in order)
            json.WriteNumberValue(axis);
        json.WriteEndArray();
    }
}
