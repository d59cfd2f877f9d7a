using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>An array of a store with its metadata at the time when it was opened.</summary>
/// <param name="Store">The store.</param>
/// <param name="Path">The path of the array in it, "" for the root.</param>
/// <param name="Metadata">The metadata.</param>
/// <param name="MetadataKey">The key of the metadata.</param>
/// <param name="Stamp">The stamp of that key.</param>
internal sealed record ZarrArraySource(
    IZarrStore Store,
    string Path,
    ZarrArrayMetadata Metadata,
    string MetadataKey,
    string Stamp
)
{
    /// <summary>The array, for messages.</summary>
    public string Place => Path.Length == 0 ? Store.Location : $"{Store.Location}: variable '{Path}'";

    /// <summary>Returns the key of a chunk.</summary>
    public string KeyOf(long[] at) => StoreKey.Join(Path, Metadata.KeyOf(at));

    /// <summary>Checks that the store was not rewritten: missing chunks would be read as fill values.</summary>
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

/// <summary>The address of an array in a Zarr store.</summary>
/// <param name="Location">The folder, zip file or URL of the store.</param>
/// <param name="Name">The path of the array in it.</param>
internal sealed record ZarrAddress(string Location, string Name) : StoredArrayAddress("zarr", Location, Name)
{
    /// <inheritdoc/>
    public override bool CanOpen => true;

    /// <inheritdoc/>
    public override IStoredArray Open()
    {
        StoredDataset found = ZarrFile.Open(Location, Name);
        return found.Variables is [{ Array: { } array }]
            ? array
            : throw new GchunkException($"{Location} has no array of numbers '{Name}'");
    }
}

/// <summary>The values of an array of numbers in a Zarr store.</summary>
internal sealed unsafe class ZarrArray(ZarrArraySource source) : IStoredArray
{
    private readonly ZarrArrayMetadata metadata = source.Metadata;

    public StoredArrayAddress Address { get; } = new ZarrAddress(source.Store.Location, source.Path);

    public string Version => source.Stamp;

    public Shape Shape => metadata.Shape;

    public DType DType { get; } = source.Metadata.Type.DType!.Value;

    public bool IsHalf => source.Metadata.Type.IsHalf;

    public long[]? StoredChunk { get; } = source.Metadata.Shape.Rank == 0 ? null : source.Metadata.ReadUnit;

    public ZarrArraySource Source => source;

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        region.RequireInside(Shape, source.Place);
        if (region.Shape.Size == 0)
            return;
        cancellation.ThrowIfCancellationRequested();
        source.CheckUnchanged();
        long[] target = region.Shape.ByteStrides(DType.Size);
        if (source.Store.Concurrency > 1)
        {
            ReadParallel(ChunkWalk.All(region, metadata.Chunk, target), destination, target, cancellation);
            return;
        }
        var walk = new ChunkWalk(region, metadata.Chunk, target);
        while (walk.Next())
            ReadPart(walk.At, walk.Part, destination + walk.Destination, target, cancellation);
    }

    // If waiting takes longer than reading, several chunks are requested at once.
    private void ReadParallel(List<ChunkPart> parts, byte* destination, long[] target, CancellationToken cancellation)
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
                part => ReadPart(part.At, part.Part, destination + part.Destination, target, cancellation)
            );
        }
        catch (AggregateException e)
        {
            throw e.Flatten().InnerExceptions.OfType<GchunkException>().FirstOrDefault() is { } known
                ? new GchunkException(known.Message, known)
                : e;
        }
    }

    private void ReadPart(long[] at, in Region part, byte* destination, long[] target, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            if (
                !metadata.Pipeline.Read(
                    new StoredChunk(source.Store, source.KeyOf(at)),
                    part,
                    destination,
                    target,
                    cancellation
                )
            )
            {
                source.CheckUnchanged();
                metadata.Pipeline.Fill(part, destination, target);
            }
        }
        catch (InvalidDataException e)
        {
            throw new GchunkException($"{source.Place}: chunk {metadata.KeyOf(at)} is damaged: {e.Message}", e);
        }
        catch (Exception e) when (ForeignError.Is(e))
        {
            throw ForeignError.Of($"{source.Place}: chunk {metadata.KeyOf(at)}", e);
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
