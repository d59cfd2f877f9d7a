using System.Text.Json;
using System.Text.Json.Nodes;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Writes the metadata of groups and the consolidated metadata.</summary>
internal static class StoreMetadata
{
    /// <summary>
    /// Writes the documents of a new group and its parents; the consolidated metadata of the root come last.
    /// </summary>
    /// <param name="target">The store.</param>
    /// <param name="prefix">The path of the group in it.</param>
    /// <param name="format">2 or 3.</param>
    /// <param name="attributes">The attributes of the group.</param>
    /// <param name="arrays">The documents of its arrays, by their keys.</param>
    public static void WriteGroup(
        ZarrTarget target,
        string prefix,
        int format,
        StoredAttributes attributes,
        IEnumerable<KeyValuePair<string, byte[]>> arrays
    )
    {
        var documents = new OrderedDictionary<string, byte[]>();
        for (string? path = prefix; path is not null; path = Parent(path))
        {
            foreach (
                (string name, byte[] document) in GroupDocuments(
                    format,
                    path == prefix ? attributes : StoredAttributes.Empty,
                    target.Location
                )
            )
            {
                documents[StoreKey.Join(path, name)] = document;
            }
        }

        foreach ((string key, byte[] document) in documents)
        {
            if (format == 2 || key != "zarr.json")
                target.Write(key, document);
        }

        foreach ((string key, byte[] document) in arrays)
            documents[key] = document;
        target.Write(format == 2 ? ".zmetadata" : "zarr.json", Consolidated(format, documents));
    }

    /// <summary>Returns the documents of a group by their names.</summary>
    public static IEnumerable<(string Name, byte[] Document)> GroupDocuments(
        int format,
        StoredAttributes attributes,
        string place
    )
    {
        if (format == 2)
        {
            yield return (".zgroup", ZarrAttributes.Document(json => json.WriteNumber("zarr_format", 2)));
            yield return (".zattrs", ZarrAttributes.Document(json => ZarrAttributes.Write(json, attributes, place)));
            yield break;
        }
        yield return (
            "zarr.json",
            ZarrAttributes.Document(json =>
            {
                json.WriteNumber("zarr_format", 3);
                json.WriteString("node_type", "group");
                json.WriteStartObject("attributes");
                ZarrAttributes.Write(json, attributes, place);
                json.WriteEndObject();
            })
        );
    }

    // All documents in one; in version 3 it is the document of the root.
    private static byte[] Consolidated(int format, OrderedDictionary<string, byte[]> documents) =>
        ZarrAttributes.Document(json =>
        {
            if (format == 2)
            {
                json.WriteStartObject("metadata");
                foreach ((string key, byte[] document) in documents)
                    WriteRaw(json, key, document);
                json.WriteEndObject();
                json.WriteNumber("zarr_consolidated_format", 1);
                return;
            }
            JsonElement root = ZarrJson.Parse(documents["zarr.json"], "zarr.json");
            json.WriteNumber("zarr_format", 3);
            json.WriteString("node_type", "group");
            WriteRaw(json, "attributes", ZarrJson.Write(JsonObject.Create(root.GetProperty("attributes"))!));
            json.WriteStartObject("consolidated_metadata");
            json.WriteString("kind", "inline");
            json.WriteBoolean("must_understand", false);
            json.WriteStartObject("metadata");
            foreach ((string key, byte[] document) in documents)
            {
                if (key != "zarr.json")
                    WriteRaw(json, key[..^"/zarr.json".Length], document);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });

    // A document may contain NaN, which the writer would refuse.
    private static void WriteRaw(Utf8JsonWriter json, string name, byte[] document)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(document, skipInputValidation: true);
    }

    /// <summary>Returns the groups around a group, the nearest first and the root ("") last.</summary>
    public static IEnumerable<string> Parents(string group)
    {
        for (string? at = Parent(group); at is not null; at = Parent(at))
            yield return at;
    }

    private static string? Parent(string path) =>
        path.Length == 0 ? null
        : path.LastIndexOf('/') is var slash && slash < 0 ? ""
        : path[..slash];

    /// <summary>Returns the documents in consolidated metadata by their keys, or null if there are none.</summary>
    public static JsonObject? Nodes(JsonObject document, int format) =>
        (format == 2 ? document["metadata"] : document["consolidated_metadata"]?["metadata"]) as JsonObject;

    /// <summary>Reads a document of a store, or returns null if there is none.</summary>
    public static JsonObject? Fetch(DirectoryStore store, string key)
    {
        using var scratch = new Scratch();
        return store.Read(key, ByteRange.All, int.MaxValue, scratch, CancellationToken.None)
            ? JsonObject.Create(ZarrJson.Parse(scratch.Span.ToArray(), $"{store.Location}: {key}"))
            : null;
    }
}
