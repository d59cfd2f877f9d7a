using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Chunks;
using Gchunk.Engine.Storage.Hdf5;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>
/// The values of a variable of a NetCDF file. The layout of its bytes is found at the first read and kept.
/// </summary>
internal sealed unsafe class NetCdfArray(
    NetCdfSource source,
    Shape shape,
    DType dtype,
    long[]? chunk,
    Func<IRegionReader> find
) : IStoredArray
{
    private IRegionReader? reader;

    public StoredArrayAddress Address { get; } = new NetCdfAddress(source.Path, source.FullName);

    public string Version => source.Signature.Version;

    public Shape Shape { get; } = shape;

    public DType DType { get; } = dtype;

    public bool IsHalf { get; init; }

    public long[]? StoredChunk { get; } = chunk;

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        region.RequireInside(Shape, source.Place);
        if (region.Shape.Size == 0)
            return;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            Reader.Read(region, destination, cancellation);
        }
        catch (Exception e) when (ForeignError.Is(e))
        {
            throw ForeignError.Of(source.Place, e);
        }
    }

    public bool ReadShuffled(in Region region, byte* destination, CancellationToken cancellation)
    {
        region.RequireInside(Shape, source.Place);
        if (region.Shape.Size == 0 || Reader is not Hdf5ChunkReader chunks)
            return false;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return chunks.ReadShuffled(region, destination);
        }
        catch (Exception e) when (ForeignError.Is(e))
        {
            throw ForeignError.Of(source.Place, e);
        }
    }

    public long ScratchBytes(in Region region)
    {
        if (StoredChunk is null)
            return StridedRead.ScratchBytes;
        long bytes = DType.Size;
        foreach (long length in StoredChunk)
            bytes *= length;
        return 3 * bytes; // compressed, inflated, unshuffled
    }

    /// <summary>
    /// The reader, chosen at the first use. Two threads may both choose it, with the same result, so no lock is needed.
    /// </summary>
    internal IRegionReader Reader
    {
        get
        {
            IRegionReader? found = Volatile.Read(ref reader);
            if (found is not null)
                return found;
            found = ForeignError.Guard(source.Place, find);
            Volatile.Write(ref reader, found);
            return found;
        }
    }
}
