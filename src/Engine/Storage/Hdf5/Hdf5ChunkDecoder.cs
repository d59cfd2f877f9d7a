using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Hdf5;

/// <summary>Reads and decodes chunks one after another, in scratch memory that is reused; used by one thread.</summary>
/// <param name="file">The open file.</param>
/// <param name="filters">The filters.</param>
internal sealed unsafe class Hdf5ChunkDecoder(FileHandles.Lease file, BytesPipeline filters) : IDisposable
{
    private readonly Scratch stored = new(),
        target = new();
    private readonly ScratchPair steps = new();

    /// <summary>Returns whether a chunk is stored without filters.</summary>
    /// <exception cref="InvalidDataException">It is, but has another length than chunks have.</exception>
    public bool IsPlain(ChunkLocation chunk)
    {
        if (!filters.IsPlain(chunk.Mask))
            return false;
        if (chunk.Size != filters.PlainBytes)
            throw new InvalidDataException($"it has {chunk.Size} bytes, not {filters.PlainBytes}");
        return true;
    }

    /// <summary>Reads and decodes a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="destination">The place for its elements, or null for scratch memory.</param>
    /// <param name="leaveShuffled">True to leave the first filter, which is the shuffle filter, on.</param>
    /// <returns>The elements: the destination, or scratch memory that is valid until the next call.</returns>
    /// <exception cref="InvalidDataException">The chunk is damaged; the message says how.</exception>
    public byte* Decode(ChunkLocation chunk, byte* destination, bool leaveShuffled = false)
    {
        if (chunk.Size > int.MaxValue)
            throw new InvalidDataException($"it has {chunk.Size} bytes");
        byte* encoded = stored.Reserve(chunk.Size);
        file.Read(encoded, chunk.Size, chunk.Offset);
        if (destination is not null)
            target.Lend(destination, filters.PlainBytes);
        NativeBytes plain = filters.Decode(
            new NativeBytes(encoded, chunk.Size),
            destination is null ? null : target,
            steps,
            chunk.Mask,
            leaveShuffled ? 1 : 0
        );
        if (plain.Length != filters.PlainBytes)
            throw new InvalidDataException($"it holds {plain.Length} bytes, not {filters.PlainBytes}");
        if (destination is null || plain.Pointer == destination)
            return plain.Pointer;
        Buffer.MemoryCopy(plain.Pointer, destination, plain.Length, plain.Length);
        return destination;
    }

    public void Dispose()
    {
        stored.Dispose();
        steps.Dispose();
    }
}
