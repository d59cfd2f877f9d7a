using System.Collections.Concurrent;
using System.Text;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>A value, or a range of the bytes of a file.</summary>
/// <param name="Value">The value, or null for a range.</param>
/// <param name="Target">The file.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">The number of bytes; all of the file if negative.</param>
internal readonly record struct ByteReference(byte[]? Value, string Target, long Offset, long Length);

/// <summary>The files to which references refer. Called from many threads at once.</summary>
/// <param name="location">The file or the address of the references.</param>
internal sealed class ReferenceFiles(string location)
{
    private readonly ConcurrentDictionary<string, bool> reachable = [];
    private readonly ConcurrentDictionary<string, HttpStore> stores = [];
    private readonly bool isRemote = ZarrLocation.IsRemote(location);

    private static ReadOnlySpan<byte> Base64Mark => "base64:"u8;

    /// <summary>The error of writing to references.</summary>
    public static GchunkException ReadOnly(string location) =>
        new($"{location} cannot be written to: it only refers to other files; write a store of its own with ToZarr");

    /// <summary>Returns a value that stands among the references, which may be in Base64.</summary>
    public static byte[] Decoded(string location, string key, byte[] value)
    {
        if (!value.AsSpan().StartsWith(Base64Mark))
            return value;
        try
        {
            return Convert.FromBase64String(Encoding.ASCII.GetString(value.AsSpan(Base64Mark.Length)));
        }
        catch (FormatException e)
        {
            throw new GchunkException($"{location}: the value of '{key}' is no text in Base64", e);
        }
    }

    /// <summary>Reads what a key refers to.</summary>
    /// <returns>True.</returns>
    /// <exception cref="GchunkException">It cannot be read, or the file is missing or shorter.</exception>
    public bool Read(
        string key,
        ByteReference found,
        ByteRange range,
        long limit,
        Scratch into,
        CancellationToken cancellation
    )
    {
        if (found.Value is { } value)
        {
            (long start, long count) = range.In(value.Length);
            Check(key, count, limit);
            into.Clear();
            into.Append(value.AsSpan((int)start, (int)count));
            return true;
        }
        ByteRange wanted = range;
        if (found.Length >= 0)
        {
            (long start, long count) = range.In(found.Length);
            Check(key, count, limit);
            wanted = new ByteRange(found.Offset + start, count);
        }
        bool isThere = ZarrLocation.IsRemote(found.Target)
            ? ReadRemote(found.Target, wanted, limit, into, cancellation)
            : ReadFile(key, found.Target, wanted, limit, into);
        // A chunk without its file would be read as fill values.
        if (!isThere)
            throw new GchunkException($"{location}: '{key}' refers to {found.Target}, which does not exist");
        if (found.Length >= 0 && into.Length != wanted.Length)
        {
            throw new GchunkException(
                $"{location}: '{key}' refers to {wanted.Length} bytes from {wanted.Offset} of {found.Target}, which has only {into.Length} of them; create the references again"
            );
        }

        return true;
    }

    /// <summary>The file that a text names; a relative path is relative to the references.</summary>
    /// <exception cref="GchunkException">gchunk cannot read it, or a server may not name it.</exception>
    public string Target(string key, string text)
    {
        if (ZarrLocation.IsRemote(text))
        {
            // Thousands of references name a few hosts. One is checked again until it has been found reachable.
            if (isRemote && new Uri(HttpStore.Map(text)).Authority is var host && !reachable.ContainsKey(host))
            {
                HttpStore.Redirects.RequireReachable(location, text);
                reachable[host] = true;
            }
            return text;
        }
        if (text.Contains('\0'))
            throw new GchunkException($"{location} is damaged: the file that '{key}' refers to has a NUL in its name");
        string path = text.StartsWith("file://", StringComparison.OrdinalIgnoreCase) ? text["file://".Length..] : text;
        if (text.Contains("://", StringComparison.Ordinal) && path == text)
        {
            throw new GchunkException(
                $"{location}: '{key}' refers to {text}; gchunk reads files, http, https, and public gs and s3 addresses"
            );
        }

        // What comes from a server must not name files of this machine.
        if (!isRemote)
            return Path.GetFullPath(path, Path.GetDirectoryName(location)!);
        return Path.IsPathRooted(path) || path != text
            ? throw new GchunkException(
                $"{location}: '{key}' refers to a file of this machine ({text}), which a server may not"
            )
            : location[..(location.LastIndexOf('/') + 1)] + path;
    }

    private void Check(string key, long count, long limit)
    {
        if (count > limit)
        {
            throw new GchunkException(
                $"{location} is damaged: '{key}' has {count} bytes where at most {limit} are expected"
            );
        }
    }

    /// <summary>Reads bytes of an address; false if there is no such file.</summary>
    public bool ReadRemote(string address, ByteRange range, long limit, Scratch into, CancellationToken cancellation)
    {
        int slash = address.LastIndexOf('/');
        if (slash <= address.IndexOf("://", StringComparison.Ordinal) + 2)
            throw new GchunkException($"'{address}' is not the address of a file");
        // One for each folder on a server, so that a file that changes between two reads is noticed.
        HttpStore store = stores.GetOrAdd(address[..slash], folder => new HttpStore(folder));
        return store.Read(Uri.UnescapeDataString(address[(slash + 1)..]), range, limit, into, cancellation);
    }

    private static bool ReadFile(string key, string path, ByteRange range, long limit, Scratch into) =>
        FileRange.Read(
            path,
            range,
            limit,
            into,
            length => new GchunkException($"'{key}' has {length} bytes of {path}, where at most {limit} are expected")
        );
}
