using System.Runtime.InteropServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.Chunks;

/// <summary>An array of a file whose regions a reader reads.</summary>
/// <param name="place">The array with its file, for messages.</param>
/// <param name="reader">The reader, which many threads use at once.</param>
internal sealed unsafe class ReaderArray(string place, IRegionReader reader) : IStoredArray
{
    public required StoredArrayAddress Address { get; init; }

    public required string Version { get; init; }

    public required Shape Shape { get; init; }

    public required DType DType { get; init; }

    public long[]? StoredChunk { get; init; }

    /// <summary>The memory that reading needs besides its destination.</summary>
    public long Scratch { get; init; }

    /// <summary>Makes an array of numbers that are in memory.</summary>
    public static ReaderArray Of<T>(string place, StoredArrayAddress address, string version, T[] values, Shape shape)
        where T : unmanaged
    {
        DType dtype = DTypes.Of<T>();
        byte[] bytes = MemoryMarshal.AsBytes<T>(values).ToArray();
        var reader = new InlineReader(bytes, shape.ByteStrides(dtype.Size), dtype.Size, !BitConverter.IsLittleEndian);
        return new ReaderArray(place, reader)
        {
            Address = address,
            Version = version,
            Shape = shape,
            DType = dtype,
        };
    }

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        region.RequireInside(Shape, place);
        if (region.Shape.Size == 0)
            return;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            reader.Read(region, destination, cancellation);
        }
        catch (Exception e) when (ForeignError.Is(e))
        {
            throw ForeignError.Of(place, e);
        }
    }

    public long ScratchBytes(in Region region) => Scratch;
}
