using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// A read-only store whose keys are ranges of bytes of other files: the references of kerchunk, in JSON, versions 0 and
/// 1 (fsspec, "References specification").
/// </summary>
internal sealed class ReferenceStore : IZarrStore
{
    private const long LargestFile = 1L << 30;
    private const string Base64Mark = "base64:";

    private readonly Dictionary<string, Reference> references = [];
    private readonly Dictionary<string, SortedSet<string>> children = [];
    private readonly Dictionary<string, string> templates = [];
    private readonly HashSet<string> reachable = [];
    private readonly ConcurrentDictionary<string, HttpStore> stores = [];
    private readonly bool isRemote;
    private readonly string? file;

    // A value, or a range of the bytes of a file; all of them if the length is negative.
    private readonly record struct Reference(byte[]? Value, string Target, long Offset, long Length);

    private ReferenceStore(string location, byte[] json)
    {
        Location = location;
        isRemote = ZarrLocation.IsRemote(location);
        file = isRemote ? null : location;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Read(document.RootElement);
        }
        // Texts that are no UTF-8 are noticed when they are used.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new GchunkException($"{location} is not JSON: {e.Message}", e);
        }
    }

    public string Location { get; }

    public bool IsWritable => false;

    public bool CanList => true;

    public int Concurrency => 16;

    /// <summary>Returns whether a path or an address is that of references.</summary>
    public static bool IsReferences(string path) =>
        path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        && !path.EndsWith("/zarr.json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the references of a file or of an address.</summary>
    /// <exception cref="GchunkException">They cannot be read, or are no references.</exception>
    public static ReferenceStore Open(string path)
    {
        if (!ZarrLocation.IsRemote(path))
        {
            string full = Path.GetFullPath(path);
            try
            {
                return new ReferenceStore(
                    full,
                    RegularFile.ReadAll(full, Math.Min(LargestFile, OpeningBudget.Limit / 4))
                );
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new GchunkException($"cannot read {path}: {e.Message}", e);
            }
        }
        using var bytes = new Scratch();
        return ReadRemote(
            [],
            path,
            ByteRange.All,
            Math.Min(LargestFile, OpeningBudget.Limit / 4),
            bytes,
            CancellationToken.None
        )
            ? new ReferenceStore(path, bytes.Span.ToArray())
            : throw new GchunkException($"there is no {path}");
    }

    public bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation)
    {
        if (!references.TryGetValue(key, out Reference found))
            return false;
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
            ? ReadRemote(stores, found.Target, wanted, limit, into, cancellation)
            : ReadFile(key, found.Target, wanted, limit, into);
        // A chunk without its file would be read as fill values.
        if (!isThere)
            throw new GchunkException($"{Location}: '{key}' refers to {found.Target}, which does not exist");
        if (found.Length >= 0 && into.Length != wanted.Length)
        {
            throw new GchunkException(
                $"{Location}: '{key}' refers to {wanted.Length} bytes from {wanted.Offset} of {found.Target}, which has only {into.Length} of them; create the references again"
            );
        }

        return true;
    }

    public IReadOnlyList<string> Children(string folder) =>
        children.TryGetValue(folder, out SortedSet<string>? names) ? [.. names] : [];

    public string? Stamp(string key)
    {
        if (file is null)
            return references.ContainsKey(key) ? "" : null;
        var info = new FileInfo(file);
        return info.Exists
            ? string.Create(CultureInfo.InvariantCulture, $"{info.Length}-{info.LastWriteTimeUtc.Ticks:x}")
            : null;
    }

    public void Write(string key, ReadOnlySpan<byte> value) => throw ReadOnly();

    public void Delete(string key) => throw ReadOnly();

    public void Dispose() { }

    private GchunkException ReadOnly() =>
        new($"{Location} cannot be written to: it only refers to other files; write a store of its own with ToZarr");

    private void Check(string key, long count, long limit)
    {
        if (count > limit)
        {
            throw new GchunkException(
                $"{Location} is damaged: '{key}' has {count} bytes where at most {limit} are expected"
            );
        }
    }

    private void Read(JsonElement root)
    {
        JsonElement refs = root;
        if (ZarrJson.Member(root, "version") is { ValueKind: JsonValueKind.Number } version)
        {
            if (!version.TryGetInt32(out int number) || number != 1)
                throw new GchunkException($"{Location} holds references of version {version}; 0 and 1 are known");
            if (ZarrJson.Member(root, "gen") is { ValueKind: JsonValueKind.Array } rules && rules.GetArrayLength() > 0)
            {
                throw new GchunkException(
                    $"{Location} has rules that generate references ('gen'), which are not supported; write them out with fsspec: fs.save_json(…)"
                );
            }

            if (ZarrJson.Member(root, "templates") is { ValueKind: JsonValueKind.Object } named)
            {
                foreach (JsonProperty template in named.EnumerateObject())
                    templates[template.Name] = template.Value.ToString();
            }

            refs = ZarrJson.Member(root, "refs");
        }
        if (refs.ValueKind != JsonValueKind.Object)
            throw NotReferences();
        foreach (JsonProperty entry in refs.EnumerateObject())
            Add(entry.Name, entry.Value);
        if (!Array.Exists(ZarrHierarchy.RootKeys, references.ContainsKey))
            throw NotReferences();
    }

    private GchunkException NotReferences() =>
        new(
            $"{Location} holds no references of kerchunk to a Zarr store: it has no '.zgroup' or 'zarr.json' at its root"
        );

    private void Add(string key, JsonElement entry)
    {
        StoreKey.Check(key, Location);
        references[key] = entry.ValueKind switch
        {
            JsonValueKind.String => new Reference(Value(key, entry.GetString()!), "", 0, 0),
            // Metadata may stand here as they are.
            JsonValueKind.Object => new Reference(Encoding.UTF8.GetBytes(entry.GetRawText()), "", 0, 0),
            JsonValueKind.Array => Range(key, entry),
            _ => throw Invalid(key, entry),
        };
        for (int slash = key.LastIndexOf('/'); ; slash = key.LastIndexOf('/'))
        {
            string folder = slash < 0 ? "" : key[..slash];
            if (!children.TryGetValue(folder, out SortedSet<string>? names))
                children[folder] = names = new SortedSet<string>(StringComparer.Ordinal);
            if (!names.Add(key[(slash + 1)..]) || slash < 0)
                return;
            key = folder;
        }
    }

    private byte[] Value(string key, string text)
    {
        if (!text.StartsWith(Base64Mark, StringComparison.Ordinal))
            return Encoding.UTF8.GetBytes(text);
        try
        {
            return Convert.FromBase64String(text[Base64Mark.Length..]);
        }
        catch (FormatException e)
        {
            throw new GchunkException($"{Location}: the value of '{key}' is no text in Base64", e);
        }
    }

    private Reference Range(string key, JsonElement entry)
    {
        int count = entry.GetArrayLength();
        long offset = 0,
            length = -1;
        if (
            count is not (1 or 3)
            || entry[0].ValueKind != JsonValueKind.String
            || (count == 3 && !(TryLength(entry[1], out offset) && TryLength(entry[2], out length)))
            || offset > long.MaxValue - Math.Max(length, 0)
        )
        {
            throw Invalid(key, entry);
        }

        return new Reference(null, Target(key, entry[0].GetString()!), offset, length);
    }

    private static bool TryLength(JsonElement element, out long length)
    {
        length = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out length) && length >= 0;
    }

    private GchunkException Invalid(string key, JsonElement entry) =>
        new($"{Location}: '{key}' refers to {ZarrJson.Show(entry)}; expected a text, [file] or [file, offset, length]");

    // The file that a text names, with templates filled in; a relative path is relative to the references.
    private string Target(string key, string text)
    {
        foreach ((string name, string value) in templates)
            text = text.Replace("{{" + name + "}}", value, StringComparison.Ordinal);
        if (text.Contains("{{", StringComparison.Ordinal))
        {
            throw new GchunkException(
                $"{Location}: '{key}' refers to '{text}', whose template is not given or not plain"
            );
        }

        if (ZarrLocation.IsRemote(text))
        {
            // Thousands of references name a few hosts.
            if (isRemote && reachable.Add(new Uri(HttpStore.Map(text)).Authority))
                HttpStore.Redirects.RequireReachable(Location, text);
            return text;
        }
        string path = text.StartsWith("file://", StringComparison.OrdinalIgnoreCase) ? text["file://".Length..] : text;
        if (text.Contains("://", StringComparison.Ordinal) && path == text)
        {
            throw new GchunkException(
                $"{Location}: '{key}' refers to {text}; gchunk reads files, http, https, and public gs and s3 addresses"
            );
        }

        // What comes from a server must not name files of this machine.
        if (!isRemote)
            return Path.GetFullPath(path, Path.GetDirectoryName(Location)!);
        return Path.IsPathRooted(path) || path != text
            ? throw new GchunkException(
                $"{Location}: '{key}' refers to a file of this machine ({text}), which a server may not"
            )
            : Location[..(Location.LastIndexOf('/') + 1)] + path;
    }

    private static bool ReadRemote(
        ConcurrentDictionary<string, HttpStore> stores,
        string address,
        ByteRange range,
        long limit,
        Scratch into,
        CancellationToken cancellation
    )
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
