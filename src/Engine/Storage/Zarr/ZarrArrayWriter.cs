using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Codecs.Numcodecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Writes the chunks of one array; called from many threads at once, each with its own chunks.</summary>
internal sealed unsafe class ZarrArrayWriter(ZarrTarget target, string path, ZarrArrayMetadata metadata)
{
    /// <summary>The metadata of the array.</summary>
    public ZarrArrayMetadata Metadata => metadata;

    /// <summary>Writes a block of whole chunks; only those at the end of an axis may be partial.</summary>
    /// <exception cref="ArgumentException">
    /// The block splits a chunk: the second of two blocks that share a chunk would overwrite the first.
    /// </exception>
    public void Write(ReadOnlySpan<long> start, NDArray block)
    {
        Check(start, block);
        if (block.Size == 0)
            return;
        CodecPipeline pipeline = metadata.Pipeline;
        ChunkSpec spec = pipeline.Spec;
        using NDArray values = block.Share();
        long[] strides = block.Shape.ByteStrides(spec.ElementSize),
            chunkStrides = new Shape(spec.Shape).ByteStrides(spec.ElementSize);
        using Scratch chunk = new();
        using ScratchPair scratch = new();
        var walk = new ChunkWalk(Region.Box(start, block.Shape), spec.Shape, strides);
        while (walk.Next())
        {
            byte* elements = values.Pointer + walk.Destination;
            if (!ChunkWalk.IsWhole(walk.Part, spec.Shape, chunkStrides, strides))
            {
                // A chunk at the end of an axis is stored at full size.
                elements = chunk.Reserve(spec.Bytes);
                if (!walk.Part.Count.AsSpan().SequenceEqual(spec.Shape))
                {
                    byte[] beyond = Beyond(pipeline, values.Pointer + walk.Destination);
                    FillValue.Write(beyond, elements, chunkStrides, spec.Shape);
                }
                StridedCopy.Copy(
                    values.Pointer + walk.Destination,
                    strides,
                    elements,
                    chunkStrides,
                    walk.Part.Count,
                    spec.ElementSize
                );
            }
            string key = StoreKey.Join(path, metadata.KeyOf(walk.At));
            var bytes = new NativeBytes(elements, spec.Bytes);
            // A missing chunk is read as the fill value.
            if (metadata.HasFill && FillValue.IsAll(spec.Fill, bytes.Span))
                target.Delete(key);
            else
                target.Write(key, pipeline.Encode(bytes, scratch).Span);
        }
    }

    // What is written beyond the end of an axis, which nobody reads: the fill value, or an element of the chunk where a
    // codec might not be able to store that.
    private static byte[] Beyond(CodecPipeline pipeline, byte* element) =>
        Array.Exists(pipeline.Bytes.Codecs, c => c is FixedScaleOffsetCodec)
            ? new ReadOnlySpan<byte>(element, pipeline.Spec.ElementSize).ToArray()
            : pipeline.Spec.Fill;

    private void Check(ReadOnlySpan<long> start, NDArray block)
    {
        if (block.DType != metadata.Type.DType)
            throw new ArgumentException($"'{path}' holds {metadata.Type.DType}, not {block.DType}", nameof(block));
        if (start.Length != metadata.Shape.Rank || block.Rank != start.Length)
        {
            throw new ArgumentException(
                $"'{path}' has {metadata.Shape.Rank} axes; the block has {block.Rank}",
                nameof(block)
            );
        }

        for (int axis = 0; axis < start.Length; axis++)
        {
            long end = start[axis] + block.Shape[axis];
            if (start[axis] < 0 || end > metadata.Shape[axis])
            {
                throw new ArgumentOutOfRangeException(
                    nameof(start),
                    $"'{path}': {block.Shape[axis]} elements from {start[axis]} are not inside axis {axis} of length {metadata.Shape[axis]}"
                );
            }

            if (
                start[axis] % metadata.Chunk[axis] != 0
                || (end % metadata.Chunk[axis] != 0 && end != metadata.Shape[axis])
            )
            {
                throw new ArgumentException(
                    $"'{path}': {block.Shape[axis]} elements from {start[axis]} split a chunk of axis {axis}, each of which has {metadata.Chunk[axis]}",
                    nameof(start)
                );
            }
        }
    }

    /// <summary>Writes a chunk of an array of text.</summary>
    public static void WriteText(ZarrTarget target, string key, CodecPipeline pipeline, ReadOnlySpan<string> texts)
    {
        byte[] bytes = ((TextCodec)pipeline.Serializer).WriteTexts(texts);
        using ScratchPair scratch = new();
        fixed (byte* p = bytes)
            target.Write(key, pipeline.Bytes.Encode(new NativeBytes(p, bytes.Length), scratch).Span);
    }
}
