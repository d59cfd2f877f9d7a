using Gchunk.Engine.Expressions;

namespace Gchunk.Engine.Execution;

/// <summary>
/// How a box is cut into tiles, in C order: at the ends of rows where these are long, so that a window on a wider array
/// is read in place, row by row.
/// </summary>
/// <remarks>
/// The cuts follow from the box alone, not from where its data lies: a fold takes the values tile by tile, and its bits
/// must be the same whatever it reads.
/// </remarks>
internal readonly struct TileLengths
{
    // Shorter rows are taken several at a time.
    private const long LongRow = 512;
    private readonly long span;
    private readonly long piece;
    private readonly long elements;

    /// <summary>Cuts a box of these lengths.</summary>
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
        // A long row is cut evenly, in whole cache lines of the narrowest type.
        long pieces = (span + TileProgram.TileLength - 1) / TileProgram.TileLength;
        piece = pieces == 1 ? span : ((span + pieces - 1) / pieces + 63) & ~63L;
    }

    /// <summary>The length of the tile that begins after so many elements.</summary>
    public int At(long done) => (int)Math.Min(Math.Min(piece, span - done % span), elements - done);
}
