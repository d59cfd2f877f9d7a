using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Execution;

/// <summary>
/// The division of a box into tiles, in C order: at the ends of rows if these are long, so that a window of a wider
/// array is read in place, row by row.
/// </summary>
/// <remarks>
/// The division depends only on the box, not on where its data are: a reduction takes the values tile by tile, and its
/// bits must be the same whatever it reads.
/// </remarks>
internal readonly struct TileLengths
{
    // Several shorter rows form one tile.
    private const long LongRow = 512;
    private readonly long span;
    private readonly long tile;
    private readonly long elements;

    /// <summary>Divides a box of these lengths.</summary>
    public TileLengths(ReadOnlySpan<long> count)
    {
        elements = 1;
        long row = 1;
        foreach (long n in count)
        {
            elements *= n;
            if (n > 1)
                row = n;
        }
        span = row >= LongRow ? row : TileProgram.TileLength / row * row;
        // A long row is divided evenly into tiles of whole cache lines of the narrowest type.
        long tiles = (span + TileProgram.TileLength - 1) / TileProgram.TileLength;
        tile = tiles == 1 ? span : ((span + tiles - 1) / tiles + 63) & ~63L;
    }

    /// <summary>Returns the length of the tile that begins after a number of elements.</summary>
    public int At(long done) => (int)Math.Min(Math.Min(tile, span - done % span), elements - done);
}
