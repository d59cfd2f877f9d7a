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

    // Of a file or an address that templates name.
    private const int LongestName = 8192;

    private readonly Dictionary<string, ByteReference> references = [];
    private readonly Dictionary<string, SortedSet<string>> children = [];
    private readonly Dictionary<string, string> templates = [];
    private readonly OpeningBudget budget = new();
    private readonly ReferenceFiles files;
    private readonly string? file;

    private ReferenceStore(string location, byte[] json)
    {
        Location = location;
        files = new ReferenceFiles(location);
        file = ZarrLocation.IsRemote(location) ? null : location;
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
        return new ReferenceFiles(path).ReadRemote(
            path,
            ByteRange.All,
            Math.Min(LargestFile, OpeningBudget.Limit / 4),
            bytes,
            CancellationToken.None
        )
            ? new ReferenceStore(path, bytes.Span.ToArray())
            : throw new GchunkException($"there is no {path}");
    }

    public bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation) =>
        references.TryGetValue(key, out ByteReference found)
        && files.Read(key, found, range, limit, into, cancellation);

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

    public void Write(string key, ReadOnlySpan<byte> value) => throw ReferenceFiles.ReadOnly(Location);

    public void Delete(string key) => throw ReferenceFiles.ReadOnly(Location);

    public void Dispose() { }

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
            JsonValueKind.String => new ByteReference(
                ReferenceFiles.Decoded(Location, key, Encoding.UTF8.GetBytes(entry.GetString()!)),
                "",
                0,
                0
            ),
            // Metadata may stand here as they are.
            JsonValueKind.Object => new ByteReference(Encoding.UTF8.GetBytes(entry.GetRawText()), "", 0, 0),
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

    private ByteReference Range(string key, JsonElement entry)
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

        return new ByteReference(null, files.Target(key, Filled(key, entry[0].GetString()!)), offset, length);
    }

    private static bool TryLength(JsonElement element, out long length)
    {
        length = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out length) && length >= 0;
    }

    private GchunkException Invalid(string key, JsonElement entry) =>
        new($"{Location}: '{key}' refers to {ZarrJson.Show(entry)}; expected a text, [file] or [file, offset, length]");

    // What a template names is not filled in again, so that a short file cannot name a text without end.
    private string Filled(string key, string text)
    {
        if (!text.Contains("{{", StringComparison.Ordinal))
            return text;
        var filled = new StringBuilder();
        for (int at = 0; at < text.Length; )
        {
            int open = text.IndexOf("{{", at, StringComparison.Ordinal),
                close = open < 0 ? -1 : text.IndexOf("}}", open, StringComparison.Ordinal);
            if (open < 0)
                open = text.Length;
            else if (close < 0 || !templates.ContainsKey(text[(open + 2)..close]))
                throw NotPlain(key, text);
            filled.Append(text, at, open - at);
            at = open;
            if (open == text.Length)
                break;
            string value = templates[text[(open + 2)..close]];
            if (value.Contains("{{", StringComparison.Ordinal))
                throw NotPlain(key, value);
            if (filled.Length + value.Length > LongestName)
            {
                throw new GchunkException(
                    $"{Location}: '{key}' refers to a name of more than {LongestName} characters"
                );
            }
            filled.Append(value);
            at = close + 2;
        }
        if (budget.TryTake(sizeof(char) * filled.Length) is { } reason)
            throw new GchunkException($"{Location} has too many references: {reason}");
        return filled.ToString();
    }

    private GchunkException NotPlain(string key, string text) =>
        new($"{Location}: '{key}' refers to '{VisibleText.Start(text)}', whose template is not given or not plain");
}
