using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Storage.Chunks;

/// <summary>Reads integers that use some of their bits as integers that use all of them.</summary>
/// <param name="stored">Reads the elements as they are stored, in the byte order of this computer.</param>
/// <param name="size">The bytes of an element: 1, 2, 4 or 8.</param>
/// <param name="offset">The first bit that is used, from the lowest.</param>
/// <param name="precision">The number of bits that are used.</param>
/// <param name="isSigned">True if the highest of them is a sign.</param>
internal sealed unsafe class NarrowReader(IRegionReader stored, int size, int offset, int precision, bool isSigned)
    : IRegionReader
{
    // The used bits are moved to the top of 64, then down to the bottom.
    private readonly int up = 64 - offset - precision,
        down = 64 - precision;

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        stored.Read(region, destination, cancellation);
        long count = region.Shape.Size;
        switch (size)
        {
            case 1:
                for (long i = 0; i < count; i++)
                    destination[i] = (byte)Whole(destination[i]);
                break;
            case 2:
                for (long i = 0; i < count; i++)
                    ((ushort*)destination)[i] = (ushort)Whole(((ushort*)destination)[i]);
                break;
            case 4:
                for (long i = 0; i < count; i++)
                    ((uint*)destination)[i] = (uint)Whole(((uint*)destination)[i]);
                break;
            default:
                for (long i = 0; i < count; i++)
                    ((ulong*)destination)[i] = Whole(((ulong*)destination)[i]);
                break;
        }
    }

    private ulong Whole(ulong value) => isSigned ? (ulong)((long)(value << up) >> down) : value << up >> down;
}
