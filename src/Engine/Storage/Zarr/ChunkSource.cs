using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>The source of an encoded chunk: a key of a store, or a part of a shard.</summary>
internal abstract class ChunkSource
{
    /// <summary>Reads a range of the bytes; returns false if there is no such chunk.</summary>
    public abstract bool TryRead(
        ByteRange range,
        long limit,
        Scratch scratch,
        CancellationToken cancellation,
        out NativeBytes bytes
    );
}

/// <summary>A chunk stored under a key.</summary>
internal sealed class StoredChunk(IZarrStore store, string key) : ChunkSource
{
    public override bool TryRead(
        ByteRange range,
        long limit,
        Scratch scratch,
        CancellationToken cancellation,
        out NativeBytes bytes
    )
    {
        bool found = store.Read(key, range, limit, scratch, cancellation);
        bytes = found ? scratch.Bytes : default;
        return found;
    }
}

/// <summary>A chunk in memory.</summary>
internal sealed unsafe class MemoryChunk(NativeBytes chunk) : ChunkSource
{
    public override bool TryRead(
        ByteRange range,
        long limit,
        Scratch scratch,
        CancellationToken cancellation,
        out NativeBytes bytes
    )
    {
        (long start, long length) = range.In(chunk.Length);
        if (length > limit)
            throw new InvalidDataException($"it has {length} bytes where at most {limit} are expected");
        bytes = new NativeBytes(chunk.Pointer + start, length);
        return true;
    }
}
