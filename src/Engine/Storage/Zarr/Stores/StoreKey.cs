namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>Names in a store: they come from files and the network, and must not lead out of the store.</summary>
internal static class StoreKey
{
    private const int Longest = 1024;

    /// <summary>Whether each part of a path is a name that is safe in every kind of store.</summary>
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

    /// <summary>Rejects a path that is not safe.</summary>
    /// <exception cref="GchunkException">It is not; the message names it.</exception>
    public static string Check(string path, string location) =>
        IsSafe(path)
            ? path
            : throw new GchunkException(
                $"{location}: '{path}' is no name that a Zarr store can have: each part between slashes must be a plain name"
            );

    /// <summary>A folder and a name in it.</summary>
    public static string Join(string folder, string name) =>
        folder.Length == 0 ? name
        : name.Length == 0 ? folder
        : folder + "/" + name;
}
