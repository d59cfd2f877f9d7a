using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads a variable whose elements are among the metadata.</summary>
/// <param name="elements">All of them.</param>
/// <param name="strides">The bytes from one index to the next along each axis.</param>
/// <param name="size">The bytes of an element.</param>
/// <param name="bigEndian">The byte order.</param>
internal sealed unsafe class InlineReader(byte[] elements, long[] strides, int size, bool bigEndian) : IRegionReader
{
    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        var steps = new long[strides.Length];
        long first = 0;
        for (int axis = 0; axis < steps.Length; axis++)
        {
            steps[axis] = strides[axis] * region.Step[axis];
            first += strides[axis] * region.Start[axis];
        }
        fixed (byte* p = elements)
            Regions.Copy(p + first, steps, destination, Hdf5Layout.ByteStrides(region.Shape, size), region.Count, size);
        if (bigEndian == BitConverter.IsLittleEndian)
            ByteOrder.Reverse(destination, region.Shape.Size, size);
    }
}
