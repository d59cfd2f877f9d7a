using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>The codecs of a chunk: array to array, array to bytes, bytes to bytes.</summary>
internal sealed unsafe class CodecPipeline
{
    private readonly ChunkSpec[] specs;
    private readonly long[] strides;

    public CodecPipeline(ChunkSpec spec, IArrayCodec[] arrays, IArrayBytesCodec serializer, IBytesCodec[] bytes)
    {
        (Spec, Arrays, Serializer) = (spec, arrays, serializer);
        strides = new Shape(spec.Shape).ByteStrides(spec.ElementSize);
        specs = new ChunkSpec[arrays.Length + 1];
        specs[0] = spec;
        for (int i = 0; i < arrays.Length; i++)
            specs[i + 1] = arrays[i].Encoded(specs[i]);
        Bytes = new BytesPipeline(bytes, serializer.MaxEncoded(specs[^1]));
    }

    /// <summary>The form of a decoded chunk.</summary>
    public ChunkSpec Spec { get; }

    public IArrayCodec[] Arrays { get; }

    public IArrayBytesCodec Serializer { get; }

    /// <summary>The bytes-to-bytes codecs.</summary>
    public BytesPipeline Bytes { get; }

    /// <summary>
    /// The memory needed to read a chunk besides its destination: encoded, decompressed, and in C order.
    /// </summary>
    public long ScratchBytes =>
        Sharding is { } sharding ? sharding.ScratchBytes : (2 + Arrays.Length) * Spec.Bytes + Bytes.MaxEncoded;

    // The sharding codec if it is the only one: then parts of a shard are read without the rest.
    private ShardingCodec? Sharding =>
        Bytes.Codecs.Length == 0 && Arrays.Length == 0 ? Serializer as ShardingCodec : null;

    /// <summary>Reads a part of a chunk.</summary>
    /// <returns>False, with nothing written, if there is no such chunk.</returns>
    /// <exception cref="InvalidDataException">The chunk is damaged; the message says how.</exception>
    public bool Read(
        ChunkSource source,
        in Region part,
        byte* destination,
        long[] target,
        CancellationToken cancellation
    )
    {
        if (Sharding is { } sharding)
            return sharding.Read(source, part, destination, target, cancellation);
        using var stored = new Scratch();
        if (!source.TryRead(ByteRange.All, Bytes.ReadLimit, stored, cancellation, out NativeBytes encoded))
            return false;
        cancellation.ThrowIfCancellationRequested();
        if (ChunkWalk.IsWhole(part, Spec.Shape, strides, target))
        {
            Decode(encoded, destination);
            return true;
        }
        using var decoded = new Scratch();
        byte* chunk = Decode(encoded, decoded.Reserve(Spec.Bytes), mayStay: true);
        Span<long> steps = stackalloc long[strides.Length];
        long first = part.Locate(strides, steps);
        StridedCopy.Copy(chunk + first, steps, destination, target, part.Count, Spec.ElementSize);
        return true;
    }

    /// <summary>Fills a part of a chunk that does not exist with the fill value.</summary>
    public void Fill(in Region part, byte* destination, long[] target) =>
        FillValue.Write(Spec.Fill, destination, target, part.Count);

    /// <summary>Decodes a whole chunk.</summary>
    public void Decode(NativeBytes encoded, byte* destination) => Decode(encoded, destination, mayStay: false);

    // Returns the place of the elements: the destination, unless they may stay in the encoded chunk.
    private byte* Decode(NativeBytes encoded, byte* destination, bool mayStay)
    {
        using Scratch target = new(destination, Spec.Bytes);
        using ScratchPair steps = new();
        bool isDirect = Arrays.Length == 0 && Bytes.PlainBytes == Spec.Bytes;
        NativeBytes current = Bytes.Decode(encoded, isDirect ? target : null, steps);
        bool isSerializerLast = Arrays.Length == 0 && current.Pointer != destination;
        current = Serializer.Decode(current, isSerializerLast ? target : steps.Other(current), specs[^1]);
        for (int i = Arrays.Length - 1; i >= 0; i--)
        {
            Scratch into = i == 0 ? target : steps.Other(current);
            Arrays[i].Decode(current.Pointer, into.Reserve(specs[i].Bytes), specs[i]);
            current = new NativeBytes(into.Pointer, specs[i].Bytes);
        }
        if (current.Pointer == destination)
            return destination;
        if (mayStay && !steps.Holds(current))
            return current.Pointer;
        Buffer.MemoryCopy(current.Pointer, destination, Spec.Bytes, Spec.Bytes);
        return destination;
    }

    /// <summary>Encodes a chunk.</summary>
    /// <param name="chunk">Its elements in C order.</param>
    /// <param name="scratch">Memory for the steps.</param>
    public NativeBytes Encode(NativeBytes chunk, ScratchPair scratch)
    {
        NativeBytes current = chunk;
        for (int i = 0; i < Arrays.Length; i++)
        {
            Scratch into = scratch.Other(current);
            Arrays[i].Encode(current.Pointer, into.Reserve(specs[i].Bytes), specs[i]);
            current = new NativeBytes(into.Pointer, specs[i].Bytes);
        }
        return Bytes.Encode(Serializer.Encode(current, scratch.Other(current), specs[^1]), scratch);
    }
}
