using System.Collections.Concurrent;
using Gchunk.Engine;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Write;

/// <summary>
/// Says that a Zarr store was replaced which this session had not written: xarray refuses to, and a name may be wrong.
/// </summary>
internal sealed class ReplacedStore
{
    private static readonly ConcurrentDictionary<string, bool> Written = new(StringComparer.Ordinal);

    private readonly string path,
        key;
    private readonly bool isForeign,
        isWhole;

    /// <summary>Looks at a store before it is written.</summary>
    /// <param name="path">The store.</param>
    /// <param name="group">The group that is written; null for all of it.</param>
    public ReplacedStore(string path, string? group)
    {
        this.path = path;
        bool isRemote = ZarrLocation.IsRemote(path);
        key = isRemote || path.Length == 0 ? path : Path.TrimEndingDirectorySeparator(RegularFile.FullPath(path));
        bool isThere = !isRemote && Path.Exists(path) && ZarrLocation.IsZarr(path);
        isForeign = group is null && isThere && !Written.ContainsKey(key);
        isWhole = group is null || !isThere;
    }

    /// <summary>Tells of the replacement, once the new store is there.</summary>
    public void Tell()
    {
        if (isWhole)
            Written[key] = true;
        if (isForeign)
            Notice.Tell($"replaced the store {path}, which this session had not written; mode: \"w-\" refuses to");
    }
}
