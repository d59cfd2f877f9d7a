using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Reads a variable that was never written: its fill value everywhere.</summary>
internal sealed unsafe class FillReader(byte[] fill, int size, bool bigEndian) : IRegionReader
{
    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        Shape shape = region.Shape;
        Regions.Fill(fill, destination, Hdf5Layout.ByteStrides(shape, size), region.Count);
        if (bigEndian == BitConverter.IsLittleEndian)
            ByteOrder.Reverse(destination, shape.Size, size);
    }
}
