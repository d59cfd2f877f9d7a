using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Chunks;

/// <summary>Reads a variable that was never written: every element is its fill value.</summary>
internal sealed unsafe class FillReader(byte[] fill, int size, bool bigEndian) : IRegionReader
{
    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        Shape shape = region.Shape;
        FillValue.Write(fill, destination, shape.ByteStrides(size), region.Count);
        ByteOrder.Convert(destination, shape.Size, size, bigEndian);
    }
}
