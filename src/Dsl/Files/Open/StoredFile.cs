using Gchunk.Engine;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.GeoTiff;
using Gchunk.Engine.Storage.Manifests;
using Gchunk.Engine.Storage.NetCdf;
using Gchunk.Engine.Storage.Zarr;

namespace Gchunk.Dsl.Files.Open;

/// <summary>Opens a file or a store by the format that its name and its first bytes show.</summary>
internal static class StoredFile
{
    // The first bytes that tell the formats apart.
    private const int Signature = 8;

    /// <summary>Reads the metadata.</summary>
    /// <exception cref="GchunkException">There is no such file, or it is of no format that gchunk knows, or damaged.</exception>
    public static StoredDataset Open(string path, OpenOptions options, ManifestSession? session)
    {
        if (ZarrLocation.IsZarr(path))
            return ZarrFile.Open(path, options.Group);
        if (GeoTiffFile.Is(Start(path)))
            return GeoTiffFile.Open(path);
        return NetCdfFile.Open(path, options.Group, session);
    }

    private static byte[] Start(string path)
    {
        try
        {
            byte[] start = File.Exists(path) ? FileKind.Start(path) : [];
            return start[..Math.Min(Signature, start.Length)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
