using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>Blocks for work that needs an axis whole: sorting, quantiles, transforms along it.</summary>
public static class AxisChunks
{
    // Of one block; the other axes are cut finer until it is not above this.
    private const long MostBytes = 32L << 20;

    /// <summary>
    /// An array in blocks that hold an axis whole; the other axes keep their borders, and get more where blocks would
    /// be too large.
    /// </summary>
    public static ArrayExpr Whole(ArrayExpr array, int axis)
    {
        if (array.Chunks.Blocks[axis] == 1)
            return array;
        long[] block = array.Chunks.MaxBlock.ToArray();
        block[axis] = array.Shape[axis];
        var chunks = new long[array.Rank][];
        for (int a = 0; a < array.Rank; a++)
        {
            if (a == axis)
            {
                chunks[a] = [array.Shape[a]];
                continue;
            }
            long rest = array.DType.Size;
            for (int b = 0; b < array.Rank; b++)
            {
                if (b != a)
                    rest *= Math.Max(1, block[b]);
            }

            block[a] = Math.Clamp(MostBytes / rest, 1, Math.Max(1, block[a]));
            chunks[a] = Cut(array.Chunks.Sizes(a), block[a]);
        }
        return RechunkExpr.Create(array, new ChunkGrid(chunks));
    }

    // Each chunk in equal parts, none above a length.
    private static long[] Cut(ReadOnlySpan<long> sizes, long most)
    {
        var cut = new List<long>();
        foreach (long size in sizes)
        {
            long parts = Math.Max(1, (size + most - 1) / most);
            for (long i = 0; i < parts; i++)
                cut.Add(size * (i + 1) / parts - size * i / parts);
        }
        return [.. cut];
    }
}
