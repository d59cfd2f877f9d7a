using System.Security.Cryptography;

namespace Gchunk.Engine.Workers.Runs;

/// <summary>
/// Records in a folder that several machines see, and that is there already. The name of a record is the SHA-256 of its
/// content, so that writers never disagree and a damaged record is noticed.
/// </summary>
internal sealed class ContentRecords(string folder)
{
    /// <summary>Writes a record, unless it is there.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="GchunkException">It cannot be written.</exception>
    public string Add(ReadOnlySpan<byte> content)
    {
        string name = NameOf(content),
            path = Path.Combine(folder, name);
        if (!File.Exists(path))
            AtomicFile.WriteBytes(path, content, isPrivate: true);
        return name;
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="GchunkException">It is gone or damaged.</exception>
    public byte[] Read(string name)
    {
        string path = Path.Combine(folder, name);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the record {path} of a run cannot be read: {e.Message}", e);
        }
        return NameOf(content) == name
            ? content
            : throw new GchunkException($"the record {path} of a run is damaged: its content does not match its name");
    }

    /// <summary>Returns the name of a record.</summary>
    public static string NameOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
