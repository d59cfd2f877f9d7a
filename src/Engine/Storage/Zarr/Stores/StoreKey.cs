namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>Checks keys, which come from files and the network and must not lead out of the store.</summary>
internal static class StoreKey
{
    private const int Longest = 1024;

    /// <summary>Returns whether each part of a path is a safe name in every kind of store.</summary>
    public static bool IsSafe(string path)
    {
        if (path.Length is 0 or > Longest)
            return false;
        foreach (Range range in path.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> part = path.AsSpan()[range];
            if (part.Length == 0 || part is "." or "..")
                return false;
            foreach (char c in part)
            {
                if (c is '\\' || char.IsControl(c))
                    return false;
            }
        }
        return true;
    }

    /// <summary>Returns a path if it is safe.</summary>
    /// <exception cref="GchunkException">It is not safe; the message names it.</exception>
    public static string Check(string path, string location) =>
        IsSafe(path)
            ? path
            : throw new GchunkException(
                $"{location}: '{VisibleText.Start(path)}' is not a valid name in a Zarr store: each part between slashes must be a plain name"
            );

    /// <summary>True if a key is that of metadata: <c>zarr.json</c>, <c>.zarray</c> and their kin.</summary>
    public static bool IsMetadata(string key)
    {
        string name = key[(key.LastIndexOf('/') + 1)..];
        return name is "zarr.json" or ".zarray" or ".zattrs" or ".zgroup" or ".zmetadata";
    }

    /// <summary>Joins a folder and a name in it.</summary>
    public static string Join(string folder, string name) =>
        folder.Length == 0 ? name
        : name.Length == 0 ? folder
        : folder + "/" + name;
}
