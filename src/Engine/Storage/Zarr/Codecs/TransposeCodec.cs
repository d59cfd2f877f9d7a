using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.NetCdf;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>The axes in another order.</summary>
/// <param name="order">For each axis of the encoded chunk, the axis of the decoded one.</param>
internal sealed unsafe class TransposeCodec(int[] order) : IArrayCodec
{
    public string Name => "transpose";

    /// <summary>The codec, from a configuration.</summary>
    /// <exception cref="GchunkException">The order is no permutation.</exception>
    public static TransposeCodec Create(int[] order, int rank)
    {
        if (order.Length != rank || !order.Order().SequenceEqual(Enumerable.Range(0, rank)))
            throw new GchunkException($"a transpose to the order ({string.Join(", ", order)}) is none of {rank} axes");
        return new TransposeCodec(order);
    }

    /// <summary>Whether nothing moves.</summary>
    public bool IsIdentity => order.SequenceEqual(Enumerable.Range(0, order.Length));

    public ChunkSpec Encoded(ChunkSpec decoded) =>
        decoded with
        {
            Shape = Array.ConvertAll(order, axis => decoded.Shape[axis]),
        };

    public void Encode(byte* source, byte* destination, ChunkSpec decoded)
    {
        long[] from = Hdf5Layout.ByteStrides(new Shape(decoded.Shape), decoded.ElementSize);
        long[] shape = Encoded(decoded).Shape;
        Regions.Copy(
            source,
            Array.ConvertAll(order, axis => from[axis]),
            destination,
            Hdf5Layout.ByteStrides(new Shape(shape), decoded.ElementSize),
            shape,
            decoded.ElementSize
        );
    }

    public void Decode(byte* source, byte* destination, ChunkSpec decoded)
    {
        long[] encoded = Hdf5Layout.ByteStrides(new Shape(Encoded(decoded).Shape), decoded.ElementSize);
        var from = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
            from[order[i]] = encoded[i];
        Regions.Copy(
            source,
            from,
            destination,
            Hdf5Layout.ByteStrides(new Shape(decoded.Shape), decoded.ElementSize),
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
