using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Writes the chunks of one array; called from many threads at once, each with other chunks.</summary>
internal sealed unsafe class ZarrArrayWriter(ZarrTarget target, string path, ZarrArrayMetadata metadata)
{
    /// <summary>What the array is.</summary>
    public ZarrArrayMetadata Metadata => metadata;

    /// <summary>Writes a block that holds whole chunks, but for those at the end of an axis.</summary>
    /// <exception cref="ArgumentException">
    /// It does not: of two blocks that share a chunk, the second would undo the first.
    /// </exception>
    public void Write(ReadOnlySpan<long> start, NDArray block)
    {
        Check(start, block);
        if (block.Size == 0)
            return;
        CodecPipeline pipeline = metadata.Pipeline;
        ChunkSpec spec = pipeline.Spec;
        using NDArray values = block.Share();
        long[] strides = Hdf5Layout.ByteStrides(block.Shape, spec.ElementSize),
            chunkStrides = Hdf5Layout.ByteStrides(new Shape(spec.Shape), spec.ElementSize);
        using Scratch chunk = new(),
            first = new(),
            second = new();
        var one = new long[start.Length];
        Array.Fill(one, 1);
        foreach (
            ChunkPart part in ChunkWalk.Over(
                new Region(start.ToArray(), block.Shape.ToArray(), one),
                spec.Shape,
                strides
            )
        )
        {
            byte* elements = values.Pointer + part.Destination;
            if (!ChunkWalk.IsWhole(part.Part, spec.Shape, chunkStrides, strides))
            {
                // A chunk at the end of an axis is stored as long as the others.
                elements = chunk.Reserve(spec.Bytes);
                if (!part.Part.Count.AsSpan().SequenceEqual(spec.Shape))
                    FillValue.Write(spec.Fill, elements, chunkStrides, spec.Shape);
                Regions.Copy(
                    values.Pointer + part.Destination,
                    strides,
                    elements,
                    chunkStrides,
                    part.Part.Count,
                    spec.ElementSize
                );
            }
            string key = StoreKey.Join(path, metadata.KeyOf(part.At));
            var bytes = new NativeBytes(elements, spec.Bytes);
            // What is not there reads as the fill value.
            if (metadata.HasFill && FillValue.IsAll(spec.Fill, bytes.Span))
                target.Delete(key);
            else
                target.Write(key, pipeline.Encode(bytes, first, second).Span);
        }
    }

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

    /// <summary>Writes the one chunk of an array of text.</summary>
    public static void WriteText(ZarrTarget target, string key, CodecPipeline pipeline, ReadOnlySpan<string> texts)
    {
        byte[] bytes = TextCodec.Write(texts);
        using Scratch first = new(),
            second = new();
        fixed (byte* p = bytes)
            target.Write(key, pipeline.EncodeBytes(new NativeBytes(p, bytes.Length), first, second).Span);
    }
}
