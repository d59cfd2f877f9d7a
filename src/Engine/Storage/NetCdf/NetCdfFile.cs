using Gchunk.Engine.Storage.Files;
using Gchunk.Engine.Storage.Manifests;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Opens NetCDF files: classic (CDF-1, 2 and 5) and NetCDF-4.</summary>
public static class NetCdfFile
{
    /// <summary>Reads the metadata of a file; the file is not left open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="group">The path of a group in it (<c>model/output</c>), or null for the root.</param>
    /// <exception cref="GchunkException">
    /// There is no such file or group, or the file is not NetCDF, truncated or damaged; the message says which.
    /// </exception>
    public static StoredDataset Open(string path, string? group = null) => Open(path, group, null);

    /// <summary>Reads the metadata of one of many files; bytes in their manifest need not be read.</summary>
    internal static StoredDataset Open(string path, string? group, ManifestSession? session)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = RemoteFile.Is(path) ? path : Path.GetFullPath(path);
        return Open(full, Found(full, () => FileSignature.Of(full, session?.Find(full))), group);
    }

    /// <summary>
    /// Reads the signature of a file that may also be TIFF or GRIB; it is not read if the file is in its manifest.
    /// </summary>
    /// <exception cref="GchunkException">There is no such file, or it is of none of these formats.</exception>
    internal static FileSignature SignatureOfAny(string full, ManifestSession? session) =>
        Found(full, () => FileSignature.OfAny(full, session?.Find(full)));

    /// <summary>Reads the metadata of a file whose signature is known.</summary>
    internal static StoredDataset Open(string full, FileSignature signature, string? group)
    {
        string name = (group ?? "").Trim('/');
        return ForeignError.Guard(
            full,
            () =>
                signature.IsHdf5
                    ? NetCdf4Metadata.Read(full, signature, name)
                    : ClassicHeader.Read(full, signature, name)
        );
    }

    private static FileSignature Found(string full, Func<FileSignature> read)
    {
        try
        {
            return read();
        }
        catch (GchunkException e) when (e.InnerException is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GchunkException(MissingPath.Describe("file", full), e);
        }
    }
}
