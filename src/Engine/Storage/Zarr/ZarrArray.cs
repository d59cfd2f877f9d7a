using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>An array of a store: what its metadata said when it was opened, and where they are.</summary>
/// <param name="Store">The store.</param>
/// <param name="Path">The path of the array in it, "" for the root.</param>
/// <param name="Metadata">What the metadata say.</param>
/// <param name="MetadataKey">The key that they were read from.</param>
/// <param name="Stamp">What that key's stamp was.</param>
internal sealed record ZarrArraySource(
    IZarrStore Store,
    string Path,
    ZarrArrayMetadata Metadata,
    string MetadataKey,
    string Stamp
)
{
    /// <summary>What messages call it.</summary>
    public string Place => Path.Length == 0 ? Store.Location : $"{Store.Location}: variable '{Path}'";

    /// <summary>The key of a chunk.</summary>
    public string KeyOf(long[] at) => StoreKey.Join(Path, Metadata.KeyOf(at));

    /// <summary>Rejects a store that was written anew: chunks that it lacks would be taken for fill values.</summary>
    /// <exception cref="GchunkException">It was.</exception>
    public void CheckUnchanged()
    {
        if (Store.Stamp(MetadataKey) is var now && now != Stamp)
        {
            throw new GchunkException(
                $"{Store.Location} {(now is null ? "is gone" : "has changed")} since it was opened{(now is null ? "" : "; open it again")}"
            );
        }
    }
}

/// <summary>The values of an array of numbers in a Zarr store.</summary>
internal sealed unsafe class ZarrArray(ZarrArraySource source) : IStoredArray
{
    private readonly ZarrArrayMetadata metadata = source.Metadata;

    public StoredArrayAddress Address { get; } = new("zarr", source.Store.Location, source.Path);

    public string Version => source.Stamp;

    public Shape Shape => metadata.Shape;

    public DType DType { get; } = source.Metadata.Type.DType!.Value;

    public long[]? StoredChunk { get; } = source.Metadata.Shape.Rank == 0 ? null : source.Metadata.ReadUnit;

    public ZarrArraySource Source => source;

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        Regions.Check(region, Shape, source.Place);
        if (region.Shape.Size == 0)
            return;
        cancellation.ThrowIfCancellationRequested();
        source.CheckUnchanged();
        long[] target = Hdf5Layout.ByteStrides(region.Shape, DType.Size);
        IEnumerable<ChunkPart> parts = ChunkWalk.Over(region, metadata.Chunk, target);
        if (source.Store.Concurrency == 1)
        {
            foreach (ChunkPart part in parts)
                ReadPart(part, destination, target, cancellation);
        }
        else
        {
            ReadAtOnce(parts, destination, target, cancellation);
        }
    }

    // Where waiting costs more than reading, several chunks are asked for at once.
    private void ReadAtOnce(
        IEnumerable<ChunkPart> parts,
        byte* destination,
        long[] target,
        CancellationToken cancellation
    )
    {
        try
        {
            Parallel.ForEach(
                parts,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = source.Store.Concurrency,
                    CancellationToken = cancellation,
                },
                part => ReadPart(part, destination, target, cancellation)
            );
        }
        catch (AggregateException e)
        {
            throw e.Flatten().InnerExceptions.OfType<GchunkException>().FirstOrDefault() is { } known
                ? new GchunkException(known.Message, known)
                : e;
        }
    }

    private void ReadPart(in ChunkPart part, byte* destination, long[] target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            if (
                !metadata.Pipeline.Read(
                    new StoredChunk(source.Store, source.KeyOf(part.At)),
                    part.Part,
                    destination + part.Destination,
                    target,
                    cancellation
                )
            )
            {
                source.CheckUnchanged();
                metadata.Pipeline.Fill(part.Part, destination + part.Destination, target);
            }
        }
        catch (InvalidDataException e)
        {
            throw new GchunkException($"{source.Place}: chunk {metadata.KeyOf(part.At)} is damaged: {e.Message}", e);
        }
    }

    public long ScratchBytes(in Region region)
    {
        long atOnce = 1;
        for (int axis = 0; axis < metadata.Chunk.Length && source.Store.Concurrency > 1; axis++)
        {
            atOnce = Math.Min(
                source.Store.Concurrency,
                atOnce * (region.Count[axis] * region.Step[axis] / metadata.Chunk[axis] + 1)
            );
        }

        return atOnce * metadata.Pipeline.ScratchBytes;
    }
}
