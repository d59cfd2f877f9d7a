using System.Security.Cryptography;
using Gchunk.Engine.Workers.Cluster.Stores;

namespace Gchunk.Engine.Workers.Runs;

/// <summary>
/// Records in a folder of a store, which is there already. The name of a record is the SHA-256 of its
/// content, so that writers never disagree and a damaged record is noticed.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="folder">Their folder there.</param>
internal sealed class ContentRecords(IClusterStore store, string folder)
{
    /// <summary>Writes a record, unless it is there.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="GchunkException">It cannot be written.</exception>
    public string Add(ReadOnlySpan<byte> content)
    {
        string name = NameOf(content);
        try
        {
            if (!store.Names(folder).Contains(name))
                store.Write($"{folder}/{name}", content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"a record of a run cannot be written: {e.Message}", e);
        }
        return name;
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="GchunkException">It is gone or damaged.</exception>
    public byte[] Read(string name)
    {
        string path = $"{store.Address}/{folder}/{name}";
        byte[] content;
        try
        {
            content =
                store.ReadBlock($"{folder}/{name}") ?? throw new FileNotFoundException("there is no such record", path);
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
