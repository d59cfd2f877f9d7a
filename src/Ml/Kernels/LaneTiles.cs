namespace Gchunk.Ml.Kernels;

/// <summary>All samples of a block as tiles, for work that reads them many times.</summary>
internal sealed unsafe class LaneTiles : IDisposable
{
    private readonly LaneTile[] tiles;

    /// <summary>Reads the samples of a block.</summary>
    public LaneTiles(SampleReader reader)
    {
        Samples = reader.Count;
        tiles = new LaneTile[(reader.Count + LaneTile.Lanes - 1) / LaneTile.Lanes];
        Span<long> rows = stackalloc long[LaneTile.Lanes];
        for (int t = 0; t < tiles.Length; t++)
        {
            int count = CountOf(t);
            for (int r = 0; r < count; r++)
                rows[r] = (long)t * LaneTile.Lanes + r;
            tiles[t] = new LaneTile(reader);
            fixed (long* first = rows)
                tiles[t].Load(first, count);
        }
    }

    /// <summary>The number of samples.</summary>
    public long Samples { get; }

    /// <summary>The number of tiles.</summary>
    public int Count => tiles.Length;

    /// <summary>A tile.</summary>
    public LaneTile this[int tile] => tiles[tile];

    /// <summary>Returns the number of samples in a tile.</summary>
    public int CountOf(int tile) => (int)Math.Min(LaneTile.Lanes, Samples - (long)tile * LaneTile.Lanes);

    /// <summary>Returns the size in bytes for a number of samples.</summary>
    public static long Bytes(long samples, long features) =>
        (samples + LaneTile.Lanes - 1) / LaneTile.Lanes * LaneTile.Bytes(features);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LaneTile tile in tiles)
            tile.Dispose();
    }
}
