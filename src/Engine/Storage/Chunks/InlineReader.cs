using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Chunks;

/// <summary>Reads a variable whose elements are stored in the metadata of its file.</summary>
/// <param name="elements">All elements.</param>
/// <param name="strides">The bytes from one index to the next along each axis.</param>
/// <param name="size">The bytes of an element.</param>
/// <param name="bigEndian">True if the elements are stored big-endian.</param>
internal sealed unsafe class InlineReader(byte[] elements, long[] strides, int size, bool bigEndian) : IRegionReader
{
    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        var steps = new long[strides.Length];
        long first = region.Locate(strides, steps);
        fixed (byte* p = elements)
            StridedCopy.Copy(p + first, steps, destination, region.Shape.ByteStrides(size), region.Count, size);
        ByteOrder.Convert(destination, region.Shape.Size, size, bigEndian);
    }
}
