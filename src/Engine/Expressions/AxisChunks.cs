using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Expressions;

/// <summary>Chunks for operations that need a whole axis: sorting, quantiles, transforms along it.</summary>
public static class AxisChunks
{
    // The most bytes of a block; the other axes are divided further until a block fits.
    private const long MostBytes = 32L << 20;

    /// <summary>
    /// Rechunks an array so that a block contains the whole axis; the other axes keep their boundaries, and get more of
    /// them if blocks would be too large.
    /// </summary>
    public static ArrayExpr Whole(ArrayExpr array, int axis) => Whole(array, [axis]);

    /// <summary>
    /// Rechunks an array so that a block contains some axes whole; see <see cref="Whole(ArrayExpr, int)"/>.
    /// </summary>
    public static ArrayExpr Whole(ArrayExpr array, ReadOnlySpan<int> axes)
    {
        bool isWhole = true;
        long[] block = array.Chunks.MaxBlock.ToArray();
        foreach (int axis in axes)
        {
            isWhole &= array.Chunks.Blocks[axis] == 1;
            block[axis] = array.Shape[axis];
        }
        if (isWhole)
            return array;
        var chunks = new long[array.Rank][];
        for (int a = 0; a < array.Rank; a++)
        {
            if (axes.Contains(a))
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
            chunks[a] = Divide(array.Chunks.Sizes(a), block[a]);
        }
        return RechunkExpr.Create(array, new ChunkGrid(chunks));
    }

    // Divides each chunk into equal parts, none longer than a limit.
    private static long[] Divide(ReadOnlySpan<long> sizes, long most)
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
