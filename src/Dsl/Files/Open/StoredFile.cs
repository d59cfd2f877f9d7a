using Gchunk.Engine;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Dap;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.GeoTiff;
using Gchunk.Engine.Storage.Grib;
using Gchunk.Engine.Storage.Manifests;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Open;

/// <summary>Opens a file or a store by the format that its name and its first bytes show.</summary>
internal static class StoredFile
{
    private static readonly string[] TiffEndings = [".tif", ".tiff"],
        GribEndings = [".grib", ".grib1", ".grib2", ".grb", ".grb1", ".grb2"];

    /// <summary>Reads the metadata.</summary>
    /// <exception cref="GchunkException">There is no such file, or it is of no format that gchunk knows, or damaged.</exception>
    public static StoredDataset Open(string path, OpenOptions options, ManifestSession? session)
    {
        if (Dap4File.Is(path))
            return Dap4File.Open(path, options.Group);
        if (DapFile.Is(path))
            return DapFile.Open(path);
        if (RemoteFile.Is(path) && IsFile(path))
        {
            return HasEnding(path, TiffEndings) ? GeoTiffFile.Open(path)
                : HasEnding(path, GribEndings) ? GribFile.Open(path, options.Group)
                : NetCdfFile.Open(path, options.Group, null);
        }
        if (ZarrLocation.IsZarr(path))
            return ZarrFile.Open(path, options.Group);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = RegularFile.FullPath(path);
        FileSignature signature = NetCdfFile.SignatureOfAny(full, session);
        return signature.Format switch
        {
            FileFormat.Tiff => GeoTiffFile.Open(full),
            FileFormat.Grib => GribFile.Open(full, options.Group),
            _ => NetCdfFile.Open(full, signature, options.Group),
        };
    }

    // By its name, as a store has no bytes of its own at its address.
    private static bool IsFile(string address) =>
        HasEnding(address, [".nc", ".nc4", ".cdf", ".h5", ".hdf5", ".he5", .. TiffEndings, .. GribEndings]);

    private static bool HasEnding(string address, ReadOnlySpan<string> endings)
    {
        string path = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? uri.AbsolutePath : address;
        foreach (string ending in endings)
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
