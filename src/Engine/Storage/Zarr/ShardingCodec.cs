using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>
/// Stores many chunks in one value, with an index of their offsets and lengths (Zarr's sharding codec, version 1.0).
/// </summary>
/// <param name="shard">The form of a shard.</param>
/// <param name="inner">The pipeline of the chunks in it.</param>
/// <param name="index">The pipeline of the index, whose result has a fixed size.</param>
/// <param name="indexAtEnd">True if the index follows the chunks.</param>
internal sealed unsafe class ShardingCodec(ChunkSpec shard, CodecPipeline inner, CodecPipeline index, bool indexAtEnd)
    : IArrayBytesCodec
{
    private const int EntryBytes = 16;

    // The offset and length of a chunk that was not written.
    private const ulong Missing = ulong.MaxValue;

    private const long ReadAtOnce = 64L << 20;

    private readonly long[] blocks = CountBlocks(shard.Shape, inner.Spec.Shape);
    private readonly long[] strides = new Shape(shard.Shape).ByteStrides(shard.ElementSize);

    public string Name => "sharding_indexed";

    /// <summary>The memory needed to read a part besides its destination.</summary>
    public long ScratchBytes =>
        inner.ScratchBytes + inner.Bytes.MaxEncoded + 2 * IndexBytes + Math.Min(MaxEncoded(shard), ReadAtOnce);

    /// <summary>The pipeline of the chunks in a shard.</summary>
    public CodecPipeline Inner => inner;

    /// <summary>The number of stored bytes of the index.</summary>
    public long IndexBytes => index.Bytes.MaxEncoded;

    private long Entries => index.Spec.Bytes / EntryBytes;

    public long MaxEncoded(ChunkSpec spec) => IndexBytes + Entries * inner.Bytes.MaxEncoded;

    /// <summary>Returns the number of chunks along each axis of a shard.</summary>
    /// <exception cref="GchunkException">The chunks do not divide the shard.</exception>
    public static long[] CountBlocks(long[] shard, long[] chunk)
    {
        if (chunk.Length != shard.Length)
            throw new GchunkException($"a shard of {shard.Length} axes has chunks of {chunk.Length}");
        var blocks = new long[shard.Length];
        for (int axis = 0; axis < blocks.Length; axis++)
        {
            if (chunk[axis] < 1 || shard[axis] % chunk[axis] != 0)
            {
                throw new GchunkException(
                    $"chunks of ({string.Join(", ", chunk)}) do not divide a shard of ({string.Join(", ", shard)})"
                );
            }

            blocks[axis] = shard[axis] / chunk[axis];
        }
        return blocks;
    }

    /// <summary>Reads a part of a shard: its index, then only the chunks that the part touches.</summary>
    public bool Read(
        ChunkSource source,
        in Region part,
        byte* destination,
        long[] target,
        CancellationToken cancellation
    )
    {
        using Scratch stored = new(),
            entries = new(),
            all = new();
        // If much of a small shard is wanted, one read of all costs less than many.
        if (
            source is not MemoryChunk
            && MaxEncoded(shard) <= ReadAtOnce
            && 2 * new Shape(part.Count).Size >= new Shape(shard.Shape).Size
        )
        {
            if (!source.TryRead(ByteRange.All, MaxEncoded(shard), all, cancellation, out NativeBytes everything))
                return false;
            source = new MemoryChunk(everything);
        }
        if (
            !source.TryRead(
                indexAtEnd ? ByteRange.Last(IndexBytes) : new ByteRange(0, IndexBytes),
                IndexBytes,
                stored,
                cancellation,
                out NativeBytes encoded
            )
        )
        {
            return false;
        }

        if (encoded.Length != IndexBytes)
            throw new InvalidDataException($"its index has {encoded.Length} bytes, not {IndexBytes}");
        index.Decode(encoded, entries.Reserve(index.Spec.Bytes));
        var locations = new ReadOnlySpan<ulong>(entries.Pointer, checked((int)(2 * Entries)));
        using var chunk = new Scratch();
        var walk = new ChunkWalk(part, inner.Spec.Shape, target);
        while (walk.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            long number = 0;
            for (int axis = 0; axis < blocks.Length; axis++)
                number = number * blocks[axis] + walk.At[axis];
            (ulong offset, ulong length) = (locations[(int)(2 * number)], locations[(int)(2 * number + 1)]);
            if (offset == Missing && length == Missing)
            {
                inner.Fill(walk.Part, destination + walk.Destination, target);
                continue;
            }
            if (offset > long.MaxValue || length > (ulong)(inner.Bytes.ReadLimit))
            {
                throw new InvalidDataException(
                    $"its index says {length} bytes from {offset} for chunk {number} of the shard"
                );
            }

            if (
                !source.TryRead(
                    new ByteRange((long)offset, (long)length),
                    (long)length,
                    chunk,
                    cancellation,
                    out NativeBytes bytes
                )
                || bytes.Length != (long)length
            )
            {
                throw new InvalidDataException(
                    $"chunk {number} of the shard, {length} bytes from {offset}, goes beyond its end"
                );
            }

            inner.Read(new MemoryChunk(bytes), walk.Part, destination + walk.Destination, target, cancellation);
        }
        return true;
    }

    public NativeBytes Decode(NativeBytes source, Scratch into, ChunkSpec spec)
    {
        byte* destination = into.Reserve(spec.Bytes);
        Read(
            new MemoryChunk(source),
            Region.Whole(new Shape(spec.Shape)),
            destination,
            strides,
            CancellationToken.None
        );
        into.Length = spec.Bytes;
        return into.Bytes;
    }

    public NativeBytes Encode(NativeBytes source, Scratch into, ChunkSpec spec)
    {
        using Scratch chunk = new();
        using ScratchPair scratch = new();
        var locations = new ulong[2 * Entries];
        into.Length = 0;
        if (!indexAtEnd)
        {
            into.Reserve(IndexBytes);
            into.Length = IndexBytes;
        }
        long[] chunkStrides = new Shape(inner.Spec.Shape).ByteStrides(inner.Spec.ElementSize);
        int number = 0;
        var walk = new ChunkWalk(Region.Whole(new Shape(spec.Shape)), inner.Spec.Shape, strides);
        while (walk.Next())
        {
            byte* elements = chunk.Reserve(inner.Spec.Bytes);
            StridedCopy.Copy(
                source.Pointer + walk.Destination,
                strides,
                elements,
                chunkStrides,
                inner.Spec.Shape,
                spec.ElementSize
            );
            chunk.Length = inner.Spec.Bytes;
            if (FillValue.IsAll(inner.Spec.Fill, chunk.Span))
            {
                (locations[number++], locations[number++]) = (Missing, Missing);
            }
            else
            {
                NativeBytes encoded = inner.Encode(chunk.Bytes, scratch);
                (locations[number++], locations[number++]) = ((ulong)into.Length, (ulong)encoded.Length);
                into.Append(encoded.Span);
            }
        }
        fixed (ulong* p = locations)
        {
            NativeBytes encoded = index.Encode(new NativeBytes((byte*)p, index.Spec.Bytes), scratch);
            if (indexAtEnd)
                into.Append(encoded.Span);
            else
                encoded.Span.CopyTo(into.Span);
        }
        return into.Bytes;
    }

    public void WriteConfiguration(Utf8JsonWriter json, int format)
    {
        json.WriteStartArray("chunk_shape");
        foreach (long length in inner.Spec.Shape)
            json.WriteNumberValue(length);
        json.WriteEndArray();
        CodecTable.Write(json, "codecs", inner);
        CodecTable.Write(json, "index_codecs", index);
        json.WriteString("index_location", indexAtEnd ? "end" : "start");
    }
}
