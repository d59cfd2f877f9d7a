using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Files;

namespace Gchunk.Engine.Storage.Chunks;

/// <summary>
/// Reads a variable whose elements lie in the file at regular strides: contiguous in HDF5, fixed or record in the
/// classic format.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="signature">The signature of the file when it was opened.</param>
/// <param name="offset">The offset of the first element.</param>
/// <param name="strides">The bytes from one index to the next along each axis.</param>
/// <param name="size">The bytes of an element.</param>
/// <param name="bigEndian">True if the elements are stored big-endian.</param>
internal sealed unsafe class StridedReader(
    string path,
    FileSignature signature,
    long offset,
    long[] strides,
    int size,
    bool bigEndian
) : IRegionReader
{
    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        var steps = new long[strides.Length];
        long first = region.Locate(strides, steps);
        using FileHandles.Lease file = FileHandles.Rent(path, signature);
        StridedRead.Read(
            file,
            offset + first,
            steps,
            region.Count,
            region.Shape.ByteStrides(size),
            destination,
            size,
            cancellation
        );
        ByteOrder.Convert(destination, region.Shape.Size, size, bigEndian);
    }
}
