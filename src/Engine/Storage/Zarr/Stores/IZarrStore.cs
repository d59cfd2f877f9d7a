namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// A map from keys (<c>pr/0.0.0</c>) to bytes: what a Zarr store is. Called from many threads at once.
/// </summary>
/// <remarks>
/// Keys have been checked (<see cref="StoreKey.Check"/>) before they come here: no empty, <c>.</c> or <c>..</c> part,
/// so that none leads out of the store.
/// </remarks>
internal interface IZarrStore : IDisposable
{
    /// <summary>Where it is, as <see cref="ZarrLocation.Open"/> takes it.</summary>
    string Location { get; }

    /// <summary>Whether keys can be written, replaced and deleted.</summary>
    bool IsWritable { get; }

    /// <summary>Whether <see cref="Children"/> can say what there is.</summary>
    bool CanList { get; }

    /// <summary>
    /// The number of reads that are worth having under way at once for one reader: above 1 where waiting costs more
    /// than reading.
    /// </summary>
    int Concurrency { get; }

    /// <summary>Reads the bytes of a key, or some of them.</summary>
    /// <param name="key">The key.</param>
    /// <param name="range">The bytes wanted; where the value is shorter, only those that there are.</param>
    /// <param name="limit">The most bytes to read: more are an error.</param>
    /// <param name="into">Where they go.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <returns>False where there is no such key.</returns>
    /// <exception cref="GchunkException">The value cannot be read, or is longer than the limit.</exception>
    bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation);

    /// <summary>Writes the bytes of a key; readers see the old ones or the new ones, never parts of both.</summary>
    void Write(string key, ReadOnlySpan<byte> value);

    /// <summary>Removes a key, if it is there.</summary>
    void Delete(string key);

    /// <summary>The names of the keys and folders right below a folder ("" for the root), sorted.</summary>
    IReadOnlyList<string> Children(string folder);

    /// <summary>What changes when the value of a key is written anew, or null where there is no such key.</summary>
    string? Stamp(string key);
}

/// <summary>Which bytes of a value.</summary>
/// <param name="Offset">The first one; where <paramref name="FromEnd"/>, ignored.</param>
/// <param name="Length">How many.</param>
/// <param name="FromEnd">Whether they are the last ones.</param>
internal readonly record struct ByteRange(long Offset, long Length, bool FromEnd = false)
{
    /// <summary>All bytes.</summary>
    public static ByteRange All => new(0, long.MaxValue);

    /// <summary>The last bytes.</summary>
    public static ByteRange Last(long length) => new(0, length, true);

    /// <summary>Whether all bytes are meant.</summary>
    public bool IsAll => Length == long.MaxValue && !FromEnd;

    /// <summary>Where the range lies in a value of a length.</summary>
    public (long Start, long Count) In(long total)
    {
        if (FromEnd)
            return (Math.Max(0, total - Length), Math.Min(Length, total));
        long start = Math.Min(Offset, total);
        return (start, Math.Min(Length, total - start));
    }
}
