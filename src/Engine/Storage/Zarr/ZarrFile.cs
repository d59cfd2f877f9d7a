using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Opens Zarr stores, versions 2 and 3: folders, zip files and addresses on the network.</summary>
public static class ZarrFile
{
    /// <summary>Reads what a group of a store holds, metadata only.</summary>
    /// <param name="path">
    /// A folder, a zip file, or an address: <c>https://…</c>, <c>gs://bucket/…</c>, <c>s3://bucket/…</c>.
    /// </param>
    /// <param name="group">The path of a group or of a single array in it, or null for the root.</param>
    /// <exception cref="GchunkException">
    /// There is no such store or group, or its metadata are damaged; the message names them and says what is wrong.
    /// </exception>
    public static StoredDataset Open(string path, string? group = null) => Open(ZarrLocation.Open(path), group);

    internal static StoredDataset Open(IZarrStore store, string? group = null) =>
        ZarrHierarchy.Read(store, (group ?? "").Trim('/'));

    /// <summary>Opens one array by its address, as another process does.</summary>
    /// <exception cref="GchunkException">There is no such array, or it holds no numbers.</exception>
    public static IStoredArray OpenArray(StoredArrayAddress address)
    {
        StoredDataset found = Open(address.Location, address.Name);
        return found.Variables is [{ Array: { } array }]
            ? array
            : throw new GchunkException($"{address.Location} has no array of numbers '{address.Name}'");
    }
}
