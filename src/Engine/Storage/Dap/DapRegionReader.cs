using System.Globalization;
using System.Text;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Chunks;

namespace Gchunk.Engine.Storage.Dap;

/// <summary>Reads regions of an array of a server in parts that servers answer.</summary>
/// <param name="url">The address of the data set.</param>
/// <param name="array">The array.</param>
/// <param name="stored">The bytes of an element in answers.</param>
internal abstract unsafe class DapRegionReader(string url, DapArray array, int stored) : IRegionReader
{
    /// <summary>The most bytes of the elements of an answer.</summary>
    public const long MostBytes = 1 << 24;

    /// <summary>The address of the data set.</summary>
    protected string Url => url;

    /// <summary>The array.</summary>
    protected DapArray Array => array;

    /// <summary>The bytes of an element in answers.</summary>
    protected int Stored => stored;

    public void Read(in Region region, byte* destination, CancellationToken cancellation)
    {
        if (region.Count.Length > 0 && region.Shape.Size * stored > MostBytes)
        {
            // In halves along the first axis that has several; what is before it is a single index.
            int axis = System.Array.FindIndex(region.Count, n => n > 1);
            long[] strides = region.Shape.ByteStrides(ElementBytes);
            long half = region.Count[axis] / 2;
            (long[] count, long[] start, long[] rest) = ([.. region.Count], [.. region.Start], [.. region.Count]);
            count[axis] = half;
            start[axis] += half * region.Step[axis];
            rest[axis] -= half;
            Read(new Region(region.Start, count, region.Step), destination, cancellation);
            Read(new Region(start, rest, region.Step), destination + half * strides[axis], cancellation);
            return;
        }
        cancellation.ThrowIfCancellationRequested();
        ReadPart(region, destination, cancellation);
    }

    /// <summary>The bytes of an element in memory.</summary>
    protected abstract int ElementBytes { get; }

    /// <summary>Reads a region that an answer can hold.</summary>
    protected abstract void ReadPart(in Region region, byte* destination, CancellationToken cancellation);

    /// <summary>The indices of a region in constraints.</summary>
    protected static string Indices(in Region region)
    {
        var text = new StringBuilder();
        for (int axis = 0; axis < region.Count.Length; axis++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"%5B{region.Start[axis]}:{region.Step[axis]}:{region.Start[axis] + (region.Count[axis] - 1) * region.Step[axis]}%5D"
            );
        }

        return text.ToString();
    }
}
