using System.Text.Json;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Writes the metadata of a group, with those of what is in it beside them.</summary>
internal static class StoreMetadata
{
    /// <summary>Writes the documents that make a folder a group, the consolidated ones last.</summary>
    /// <param name="target">The store.</param>
    /// <param name="prefix">The path of the group.</param>
    /// <param name="format">2 or 3.</param>
    /// <param name="attributes">The attributes of the group.</param>
    /// <param name="documents">The documents of the arrays, by their keys.</param>
    public static void WriteGroup(ZarrTarget target, string prefix, int format, StoredAttributes attributes, IEnumerable<KeyValuePair<string, byte[]>> documents)
    {
        int skip = prefix.Length == 0 ? 0 : prefix.Length + 1;
        if (format == 3)
        {
            target.Write(StoreKey.Join(prefix, "zarr.json"), ZarrAttributes.Document(json =>
            {
                WriteGroup3(json, attributes, target.Location);
                json.WriteStartObject("consolidated_metadata");
                json.WriteString("kind", "inline");
                json.WriteBoolean("must_understand", false);
                json.WriteStartObject("metadata");
                foreach ((string key, byte[] document) in documents) WriteRaw(json, key[skip..^"/zarr.json".Length], document);
                json.WriteEndObject();
                json.WriteEndObject();
            }));
            return;
        }
        byte[] group = ZarrAttributes.Document(json => json.WriteNumber("zarr_format", 2));
        byte[] about = ZarrAttributes.Document(json => ZarrAttributes.Write(json, attributes, target.Location));
        target.Write(StoreKey.Join(prefix, ".zattrs"), about);
        target.Write(StoreKey.Join(prefix, ".zgroup"), group);
        target.Write(StoreKey.Join(prefix, ".zmetadata"), ZarrAttributes.Document(json =>
        {
            json.WriteStartObject("metadata");
            WriteRaw(json, ".zgroup", group);
            WriteRaw(json, ".zattrs", about);
            foreach ((string key, byte[] document) in documents) WriteRaw(json, key[skip..], document);
            json.WriteEndObject();
            json.WriteNumber("zarr_consolidated_format", 1);
        }));
    }

    private static void WriteGroup3(Utf8JsonWriter json, StoredAttributes attributes, string place)
    {
        json.WriteNumber("zarr_format", 3);
        json.WriteString("node_type", "group");
        json.WriteStartObject("attributes");
        ZarrAttributes.Write(json, attributes, place);
        json.WriteEndObject();
    }

    // A document may hold NaN, which the writer would not take.
    private static void WriteRaw(Utf8JsonWriter json, string name, byte[] document)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(document, skipInputValidation: true);
    }
}
