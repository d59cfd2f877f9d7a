using Gchunk.Engine.Storage.Manifests;

namespace Gchunk.Engine.Storage.NetCdf;

/// <summary>Opens NetCDF files: classic (CDF-1, 2 and 5) and NetCDF-4.</summary>
public static class NetCdfFile
{
    /// <summary>Reads what a file holds, metadata only; the file is not left open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="group">The path of a group in it (<c>model/output</c>), or null for the root.</param>
    /// <exception cref="GchunkException">
    /// There is no such file or group, or it is not NetCDF, truncated or damaged; the message names it and says what is
    /// wrong.
    /// </exception>
    public static StoredDataset Open(string path, string? group = null) => Open(path, group, null);

    /// <summary>The same as one of many files, of which their manifest may tell what otherwise were read.</summary>
    internal static StoredDataset Open(string path, string? group, Opening? opening)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        FileSignature signature;
        try
        {
            signature = FileSignature.Of(full, opening?.Find(full));
        }
        catch (GchunkException e) when (e.InnerException is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GchunkException(MissingPath.Describe("file", full), e);
        }
        string name = (group ?? "").Trim('/');
        return signature.IsHdf5
            ? NetCdf4Metadata.Read(full, signature, name)
            : ClassicHeader.Read(full, signature, name);
    }
}
