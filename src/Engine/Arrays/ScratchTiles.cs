namespace Gchunk.Engine.Arrays;

/// <summary>Buffers of the same length in one piece of scratch memory, or each guarded on its own.</summary>
internal sealed unsafe class ScratchTiles : IDisposable
{
    private readonly byte*[] tiles;
    private readonly int pieces;
    private readonly long pieceBytes;

    /// <summary>Allocates a number of buffers.</summary>
    public ScratchTiles(int count, int bytes)
    {
        tiles = new byte*[count];
        pieces = GuardPages.IsOn ? count : 1;
        pieceBytes = GuardPages.IsOn ? bytes : (long)count * bytes;
        for (int i = 0; i < count; i++)
            tiles[i] = i < pieces ? ScratchMemory.Allocate(pieceBytes) : tiles[0] + (long)i * bytes;
    }

    /// <summary>The first byte of a buffer.</summary>
    public byte* this[int index] => tiles[index];

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        for (int i = 0; i < Math.Min(pieces, tiles.Length); i++)
        {
            ScratchMemory.Free(tiles[i], pieceBytes);
            tiles[i] = null;
        }
    }
}
