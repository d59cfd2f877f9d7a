using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Opens Zarr stores, versions 2 and 3: folders, zip files and URLs.</summary>
public static class ZarrFile
{
    /// <summary>Reads the metadata of a group of a store.</summary>
    /// <param name="path">
    /// A folder, a zip file, or a URL: <c>https://…</c>, <c>gs://bucket/…</c>, <c>s3://bucket/…</c>.
    /// </param>
    /// <param name="group">The path of a group or of a single array in it, or null for the root.</param>
    /// <remarks>A notice says if a write over a region of the group did not finish.</remarks>
    /// <exception cref="GchunkException">
    /// There is no such store or group, or its metadata are damaged; the message says which.
    /// </exception>
    public static StoredDataset Open(string path, string? group = null)
    {
        IZarrStore store = ZarrLocation.Open(path);
        StoredDataset found = Open(store, group);
        if (store is DirectoryStore)
            RegionMark.Warn(store.Location, found.Group);
        return found;
    }

    internal static StoredDataset Open(IZarrStore store, string? group = null) =>
        ForeignError.Guard(store.Location, () => ZarrHierarchy.Read(store, (group ?? "").Trim('/')));
}
