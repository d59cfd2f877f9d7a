using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>A box of an array with a step along each axis: what a slice pushed into a read asks for.</summary>
/// <param name="Start">The first index along each axis.</param>
/// <param name="Count">The number of indices along each axis.</param>
/// <param name="Step">The distance between indices along each axis; at least 1.</param>
public readonly record struct Region(long[] Start, long[] Count, long[] Step)
{
    /// <summary>The shape of what is read.</summary>
    public Shape Shape => new(Count.AsSpan());
}

/// <summary>Where a stored array is, so that another process can open it: data, no handle.</summary>
/// <param name="Format">The format's name: <c>netcdf</c>, <c>zarr</c>.</param>
/// <param name="Location">The file, folder or address.</param>
/// <param name="Name">The path of the array in it.</param>
public sealed record StoredArrayAddress(string Format, string Location, string Name);

/// <summary>
/// An array in a file, read a region at a time. Making one and asking for its properties reads no values.
/// </summary>
public interface IStoredArray
{
    /// <summary>Where it is.</summary>
    StoredArrayAddress Address { get; }

    /// <summary>
    /// What tells it from other content at the same place: size and time of the file, say. Equal for equal content.
    /// </summary>
    string Version { get; }

    /// <summary>The length of each axis.</summary>
    Shape Shape { get; }

    /// <summary>The dtype of the stored elements, before any decoding, in the machine's byte order.</summary>
    DType DType { get; }

    /// <summary>The shape of a stored chunk, or null where the array is stored as one piece.</summary>
    long[]? StoredChunk { get; }

    /// <summary>
    /// Reads a region in C order into memory that holds <c>region.Shape.Size</c> elements of <see cref="DType"/>.
    /// Called from many threads at once. Touches only the stored
    /// chunks that the region touches.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The file is gone, changed, truncated or damaged; the message names it.
    /// </exception>
    unsafe void Read(in Region region, byte* destination, CancellationToken cancellation);

    /// <summary>
    /// Reads a region as <see cref="Read"/> does, but with the bytes of all elements sorted by their weight
    /// (<see cref="Shuffle"/>), where they are stored so and lie in the region as in the file.
    /// </summary>
    /// <returns>False, and nothing read, where they do not.</returns>
    /// <exception cref="GchunkException">As of <see cref="Read"/>.</exception>
    unsafe bool ReadShuffled(in Region region, byte* destination, CancellationToken cancellation) => false;

    /// <summary>The memory that reading a region needs beside its destination.</summary>
    long ScratchBytes(in Region region);
}
