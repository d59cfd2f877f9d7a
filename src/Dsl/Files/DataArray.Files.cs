using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl;

public sealed partial class DataArray
{
    /// <summary>
    /// Writes the array to a NetCDF-4 file, under its name; see <see cref="Dataset.ToNetCdf(string, int?, string[])"/>.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="compression">
    /// The compression level, 0 (none) to 9; null for that of the NetCDF-4 file that the array comes from, or 4.
    /// </param>
    /// <exception cref="Engine.GchunkException">The array has no name, or the file cannot be written.</exception>
    public void ToNetCdf(string path, int? compression = null) => ToDataset().ToNetCdf(path, compression);

    /// <summary>Writes the array to a Zarr store, under its name, as a data set of one variable.</summary>
    /// <param name="path">A folder, or a file whose name ends in <c>.zip</c>; an existing store is replaced.</param>
    /// <param name="format">The Zarr format: 2, which every reader knows, or 3.</param>
    /// <param name="compression">How chunks are compressed.</param>
    /// <param name="mode">"w" replaces an existing store, "w-" refuses to.</param>
    /// <exception cref="Engine.GchunkException">The array has no name, or the store cannot be written.</exception>
    public void ToZarr(string path, int format = 2, ZarrCompression? compression = null, string mode = "w") =>
        ToDataset().ToZarr(path, format, compression, mode: mode);
}
