using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Interprets the path or URL of a store.</summary>
public static class ZarrLocation
{
    /// <summary>Returns whether a path is a URL.</summary>
    public static bool IsRemote(string path) =>
        path.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("gs://", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("s3://", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("dap2://", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("dap4://", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("dods://", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns whether a path is that of a Zarr store: by the content of the folder, or by its name (<c>.zarr</c>,
    /// <c>.zip</c>, and <c>.json</c> for references of kerchunk).
    /// </summary>
    public static bool IsZarr(string path)
    {
        if (IsRemote(path))
            return true;
        if (Directory.Exists(path))
            return ZarrHierarchy.RootKeys.Any(key => File.Exists(Path.Combine(path, key)));
        return IsZip(path)
            || ReferenceStore.IsReferences(path)
            || Path.TrimEndingDirectorySeparator(path).EndsWith(".zarr", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns whether a path is that of a store in a zip file.</summary>
    public static bool IsZip(string path) =>
        !IsRemote(path) && path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens a store for reading; only the directory of a zip file is read.</summary>
    /// <exception cref="GchunkException">There is no such folder or file.</exception>
    internal static IZarrStore Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (ReferenceStore.IsReferences(path) && (IsRemote(path) || File.Exists(path)))
            return ReferenceStore.Open(path);
        if (IsRemote(path))
            return new HttpStore(path);
        if (Directory.Exists(path))
            return new DirectoryStore(path);
        if (File.Exists(path))
            return new ZipStore(path);
        throw new GchunkException(MissingPath.Describe("Zarr store", path, folders: true));
    }
}
