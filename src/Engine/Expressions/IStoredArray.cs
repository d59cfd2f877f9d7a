using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>
/// A box of an array with a step along each axis: what a slice that is pushed down to a read requests.
/// </summary>
/// <param name="Start">The first index along each axis.</param>
/// <param name="Count">The number of indices along each axis.</param>
/// <param name="Step">The distance between indices along each axis; at least 1.</param>
public readonly record struct Region(long[] Start, long[] Count, long[] Step)
{
    /// <summary>The shape of the result.</summary>
    public Shape Shape => new(Count.AsSpan());
}

/// <summary>The address of a stored array, with which another process can open it: data, not a handle.</summary>
/// <param name="Format">The name of the format: <c>netcdf</c>, <c>zarr</c>.</param>
/// <param name="Location">The file, folder or URL.</param>
/// <param name="Name">The path of the array inside it.</param>
public sealed record StoredArrayAddress(string Format, string Location, string Name);

/// <summary>
/// An array in a file, read one region at a time. Opening one and reading its properties reads no values.
/// </summary>
public interface IStoredArray
{
    /// <summary>The address of the array.</summary>
    StoredArrayAddress Address { get; }

    /// <summary>The version of the content, such as the size and time of the file. Equal for equal content.</summary>
    string Version { get; }

    /// <summary>The length of each axis.</summary>
    Shape Shape { get; }

    /// <summary>The dtype of the stored elements, before any decoding, in the machine's byte order.</summary>
    DType DType { get; }

    /// <summary>The shape of a stored chunk, or null if the array is stored contiguously.</summary>
    long[]? StoredChunk { get; }

    /// <summary>
    /// Reads a region in C order into memory that holds <c>region.Shape.Size</c> elements of <see cref="DType"/>. It is
    /// called from many threads at once and touches only the stored chunks that the region touches.
    /// </summary>
    /// <exception cref="GchunkException">
    /// The file is gone, changed, truncated or corrupt; the message names it.
    /// </exception>
    unsafe void Read(in Region region, byte* destination, CancellationToken cancellation);

    /// <summary>
    /// Reads a region like <see cref="Read"/>, but with the shuffle filter (<see cref="Shuffle"/>) still applied, if
    /// the data are stored so and are in the region as in the file.
    /// </summary>
    /// <returns>False if they are not; nothing is read then.</returns>
    /// <exception cref="GchunkException">As of <see cref="Read"/>.</exception>
    unsafe bool ReadShuffled(in Region region, byte* destination, CancellationToken cancellation) => false;

    /// <summary>Returns the memory that reading a region needs, besides its destination.</summary>
    long ScratchBytes(in Region region);
}
