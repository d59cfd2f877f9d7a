using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>The address of a stored array: data, so that another process can open the array.</summary>
/// <param name="Format">The format's name: <c>netcdf</c>, <c>zarr</c>.</param>
/// <param name="Location">The file, folder or URL.</param>
/// <param name="Name">The path of the array in it.</param>
public record StoredArrayAddress(string Format, string Location, string Name)
{
    /// <summary>True if <see cref="Open"/> can open the array; otherwise it travels by its fields.</summary>
    public virtual bool CanOpen => false;

    /// <summary>Opens the array; reads no values.</summary>
    /// <exception cref="GchunkException">The file or the array is gone or damaged.</exception>
    public virtual IStoredArray Open() =>
        throw new GchunkException($"arrays of the format '{Format}' cannot be opened by their address");
}

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

    /// <summary>True if the elements are stored as float16; they are read as float32.</summary>
    bool IsHalf => false;

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
