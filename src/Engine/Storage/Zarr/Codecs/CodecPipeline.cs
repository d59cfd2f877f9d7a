using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr.Codecs;

/// <summary>The steps from the elements of a chunk to its stored bytes and back.</summary>
internal sealed unsafe class CodecPipeline
{
    private readonly ChunkSpec[] specs;
    private readonly long[] bounds;
    private readonly long[] strides;

    public CodecPipeline(ChunkSpec spec, IArrayCodec[] arrays, IArrayBytesCodec serializer, IBytesCodec[] bytes)
    {
        (Spec, Arrays, Serializer, BytesCodecs) = (spec, arrays, serializer, bytes);
        strides = Hdf5Layout.ByteStrides(new Shape(spec.Shape), spec.ElementSize);
        specs = new ChunkSpec[arrays.Length + 1];
        specs[0] = spec;
        for (int i = 0; i < arrays.Length; i++)
            specs[i + 1] = arrays[i].Encoded(specs[i]);
        bounds = new long[bytes.Length + 1];
        bounds[0] = serializer.MaxEncoded(specs[^1]);
        for (int i = 0; i < bytes.Length; i++)
            bounds[i + 1] = bytes[i].MaxEncoded(bounds[i]);
    }

    /// <summary>What a chunk is when decoded.</summary>
    public ChunkSpec Spec { get; }

    public IArrayCodec[] Arrays { get; }

    public IArrayBytesCodec Serializer { get; }

    public IBytesCodec[] BytesCodecs { get; }

    /// <summary>The most bytes that an encoded chunk has.</summary>
    public long MaxEncoded => bounds[^1];

    // Compressors differ in how much they add to what they cannot compress, so what is read may be somewhat more than
    // ours would make.
    private long ReadLimit => Math.Min(2 * MaxEncoded + (1 << 16), int.MaxValue);

    /// <summary>
    /// The memory that reading a chunk needs beside its destination: as stored, decompressed, in its own order.
    /// </summary>
    public long ScratchBytes =>
        Serializer is ShardingCodec sharding && BytesCodecs.Length == 0 && Arrays.Length == 0
            ? sharding.ScratchBytes
            : (2 + Arrays.Length) * Spec.Bytes + MaxEncoded;

    /// <summary>Reads a part of a chunk.</summary>
    /// <returns>False where there is no such chunk, and nothing was written.</returns>
    /// <exception cref="InvalidDataException">The chunk is damaged; the message says how.</exception>
    public bool Read(
        ChunkSource source,
        in Region part,
        byte* destination,
        long[] target,
        CancellationToken cancellation
    )
    {
        if (Serializer is ShardingCodec sharding && BytesCodecs.Length == 0 && Arrays.Length == 0)
            return sharding.Read(source, part, destination, target, cancellation);
        using var stored = new Scratch();
        if (!source.TryRead(ByteRange.All, ReadLimit, stored, cancellation, out NativeBytes encoded))
            return false;
        cancellation.ThrowIfCancellationRequested();
        if (ChunkWalk.IsWhole(part, Spec.Shape, strides, target))
        {
            Decode(encoded, destination);
            return true;
        }
        using var decoded = new Scratch();
        byte* chunk = decoded.Reserve(Spec.Bytes);
        chunk = Decode(encoded, chunk, mayStay: true);
        Copy(chunk, part, destination, target);
        return true;
    }

    /// <summary>Writes the fill value where a part of a chunk that is not there would go.</summary>
    public void Fill(in Region part, byte* destination, long[] target) =>
        FillValue.Write(Spec.Fill, destination, target, part.Count);

    private void Copy(byte* chunk, in Region part, byte* destination, long[] target)
    {
        long offset = 0;
        Span<long> steps = stackalloc long[strides.Length];
        for (int axis = 0; axis < strides.Length; axis++)
        {
            offset += part.Start[axis] * strides[axis];
            steps[axis] = strides[axis] * part.Step[axis];
        }
        Regions.Copy(chunk + offset, steps, destination, target, part.Count, Spec.ElementSize);
    }

    /// <summary>Decodes a whole chunk.</summary>
    public void Decode(NativeBytes encoded, byte* destination) => Decode(encoded, destination, mayStay: false);

    // Where the elements are in the end: at the destination, unless they may stay where they already are.
    private byte* Decode(NativeBytes encoded, byte* destination, bool mayStay)
    {
        using Scratch target = new(destination, Spec.Bytes),
            first = new(),
            second = new();
        NativeBytes current = encoded;
        bool direct = Arrays.Length == 0 && bounds[0] == Spec.Bytes;
        for (int i = BytesCodecs.Length - 1; i >= 0; i--)
        {
            Scratch into =
                direct && i == 0 ? target
                : current.Pointer == first.Pointer ? second
                : first;
            current = BytesCodecs[i].Decode(current, into, bounds[i]);
        }
        current = Serializer.Decode(
            current,
            Arrays.Length == 0
                ? current.Pointer == destination
                    ? first
                    : target
                : current.Pointer == first.Pointer
                    ? second
                    : first,
            specs[^1]
        );
        for (int i = Arrays.Length - 1; i >= 0; i--)
        {
            Scratch into =
                i == 0 ? target
                : current.Pointer == first.Pointer ? second
                : first;
            Arrays[i].Decode(current.Pointer, into.Reserve(specs[i].Bytes), specs[i]);
            current = new NativeBytes(into.Pointer, specs[i].Bytes);
        }
        if (current.Pointer == destination)
            return destination;
        if (mayStay && current.Pointer != first.Pointer && current.Pointer != second.Pointer)
            return current.Pointer;
        Buffer.MemoryCopy(current.Pointer, destination, Spec.Bytes, Spec.Bytes);
        return destination;
    }

    /// <summary>
    /// The bytes of a chunk before the serializer took its elements: for text, whose length is not known before.
    /// </summary>
    public NativeBytes DecodeBytes(NativeBytes encoded, Scratch first, Scratch second, long limit)
    {
        NativeBytes current = encoded;
        for (int i = BytesCodecs.Length - 1; i >= 0; i--)
            current = BytesCodecs[i].Decode(current, current.Pointer == first.Pointer ? second : first, limit);
        return current;
    }

    /// <summary>Encodes a chunk.</summary>
    /// <param name="chunk">Its elements in C order.</param>
    /// <param name="first">Memory to work in.</param>
    /// <param name="second">More of it.</param>
    public NativeBytes Encode(NativeBytes chunk, Scratch first, Scratch second)
    {
        NativeBytes current = chunk;
        for (int i = 0; i < Arrays.Length; i++)
        {
            Scratch into = Other(current, first, second);
            Arrays[i].Encode(current.Pointer, into.Reserve(specs[i].Bytes), specs[i]);
            current = new NativeBytes(into.Pointer, specs[i].Bytes);
        }
        return EncodeBytes(Serializer.Encode(current, Other(current, first, second), specs[^1]), first, second);
    }

    /// <summary>The last steps of encoding.</summary>
    public NativeBytes EncodeBytes(NativeBytes serialized, Scratch first, Scratch second)
    {
        NativeBytes current = serialized;
        foreach (IBytesCodec codec in BytesCodecs)
            current = codec.Encode(current, Other(current, first, second));
        return current;
    }

    private static Scratch Other(NativeBytes current, Scratch first, Scratch second) =>
        current.Pointer == first.Pointer ? second : first;
}
