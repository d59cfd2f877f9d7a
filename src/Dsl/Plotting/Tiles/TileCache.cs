using System.Security.Cryptography;
using System.Text;
using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Tiles;

/// <summary>Tiles that were fetched before, in the user's cache folder, of which the oldest are deleted.</summary>
/// <param name="folder">The folder; null for no cache.</param>
/// <param name="most">How many bytes it may hold.</param>
internal sealed class TileCache(string? folder, long most = 256L << 20)
{
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(30);

    /// <summary>The cache in the user's folder, if this can be used.</summary>
    public static TileCache OfUser()
    {
        string? folder = UserFolder.Cache is { } cache ? Path.Combine(cache, "gchunk", "tiles") : null;
        return new TileCache(folder is not null && UserFolder.Prepare(folder) ? folder : null);
    }

    /// <summary>Returns a tile; null if it is not here, or too old.</summary>
    public byte[]? Find(Uri address)
    {
        if (folder is null)
            return null;
        string path = PathOf(address);
        try
        {
            return File.Exists(path) && DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < Oldest
                ? File.ReadAllBytes(path)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a tile. A cache that cannot be written keeps none.</summary>
    public void Keep(Uri address, byte[] tile)
    {
        if (folder is null)
            return;
        try
        {
            AtomicFile.WriteBytes(PathOf(address), tile, isPrivate: true, flush: false);
        }
        catch (GchunkException)
        {
            // The picture does not need it.
        }
    }

    /// <summary>Deletes the oldest tiles until the others are small enough.</summary>
    public void Trim()
    {
        if (folder is null)
            return;
        try
        {
            FileInfo[] files = [.. new DirectoryInfo(folder).GetFiles("*.tile").OrderBy(f => f.LastWriteTimeUtc)];
            long all = files.Sum(f => f.Length);
            foreach (FileInfo file in files)
            {
                if (all <= most)
                    break;
                all -= file.Length;
                file.Delete();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process deletes the same tiles.
        }
    }

    private string PathOf(Uri address) =>
        Path.Combine(
            folder!,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri))) + ".tile"
        );
}
