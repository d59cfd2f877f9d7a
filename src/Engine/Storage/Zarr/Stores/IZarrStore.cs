using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// A Zarr store: a map from keys (<c>pr/0.0.0</c>) to bytes. Called from many threads at once.
/// </summary>
/// <remarks>
/// Keys are checked (<see cref="StoreKey.Check"/>) by the caller: they have no empty, <c>.</c> or <c>..</c> parts, so
/// none leads out of the store.
/// </remarks>
internal interface IZarrStore : IDisposable
{
    /// <summary>The location, as <see cref="ZarrLocation.Open"/> takes it.</summary>
    string Location { get; }

    /// <summary>True if keys can be written, replaced and deleted.</summary>
    bool IsWritable { get; }

    /// <summary>True if <see cref="Children"/> is supported.</summary>
    bool CanList { get; }

    /// <summary>
    /// The useful number of parallel reads for one reader: above 1 if waiting takes longer than reading.
    /// </summary>
    int Concurrency { get; }

    /// <summary>Reads the bytes of a key, or some of them.</summary>
    /// <param name="key">The key.</param>
    /// <param name="range">The bytes wanted; fewer are read if the value is shorter.</param>
    /// <param name="limit">The most bytes to read; more are an error.</param>
    /// <param name="into">The memory for the bytes.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <returns>False if there is no such key.</returns>
    /// <exception cref="GchunkException">The value cannot be read, or is longer than the limit.</exception>
    bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation);

    /// <summary>Writes the bytes of a key atomically: readers see the old bytes or the new bytes.</summary>
    void Write(string key, ReadOnlySpan<byte> value);

    /// <summary>Removes a key if it exists.</summary>
    void Delete(string key);

    /// <summary>Returns the sorted names of the keys and folders directly below a folder ("" for the root).</summary>
    IReadOnlyList<string> Children(string folder);

    /// <summary>Returns a stamp that changes when a key is rewritten, or null if there is no such key.</summary>
    string? Stamp(string key);
}

/// <summary>A range of the bytes of a value.</summary>
/// <param name="Offset">The first byte; ignored if <paramref name="FromEnd"/>.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="FromEnd">True for the last bytes of the value.</param>
internal readonly record struct ByteRange(long Offset, long Length, bool FromEnd = false)
{
    /// <summary>All bytes.</summary>
    public static ByteRange All => new(0, long.MaxValue);

    /// <summary>Returns the range of the last bytes.</summary>
    public static ByteRange Last(long length) => new(0, length, true);

    /// <summary>True for all bytes.</summary>
    public bool IsAll => Length == long.MaxValue && !FromEnd;

    /// <summary>Returns the range in a value of a length.</summary>
    public (long Start, long Count) In(long total)
    {
        if (FromEnd)
            return (Math.Max(0, total - Length), Math.Min(Length, total));
        long start = Math.Min(Offset, total);
        return (start, Math.Min(Length, total - start));
    }
}
