using System.Text.Json.Nodes;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Adds groups to an existing store, or replaces them, so that it can be read at each moment.</summary>
/// <remarks>
/// A group becomes visible by one rename. Consolidated metadata that describe the group which is replaced would be wrong
/// from then on, so they are removed before and written again after: in between, readers take the metadata from each
/// array. If the writer is killed in between, a hidden file tells the next one to write them again.
/// </remarks>
internal static class StoreGroups
{
    private const string Lost = ".gchunk-consolidate";

    /// <summary>Called after each change to the store, for tests.</summary>
    internal static Action? AfterStep { get; set; }

    /// <summary>Checks that a group can be added to an existing store.</summary>
    /// <returns>
    /// The part of the path that will be a new folder: the group, or the first of its parents that is missing.
    /// </returns>
    /// <exception cref="GchunkException">
    /// The folder is not a Zarr store, or has the other format, or a parent of the group is an array.
    /// </exception>
    public static string Prepare(string path, string group, int format)
    {
        bool is3 = File.Exists(Path.Combine(path, "zarr.json")),
            is2 = File.Exists(Path.Combine(path, ".zgroup"));
        if (!is2 && !is3)
            throw new GchunkException($"{path} is not a Zarr group, so '{group}' cannot be added to it");
        if (is3 != (format == 3))
        {
            throw new GchunkException(
                $"{path} has the format {(is3 ? 3 : 2)}, so '{group}' cannot be added to it in the format {format}; say format: {(is3 ? 3 : 2)}"
            );
        }

        var store = new DirectoryStore(path);
        foreach (string at in StoreMetadata.Parents(group).Reverse())
        {
            if (
                store.Stamp(StoreKey.Join(at, ".zarray")) is not null
                || (at.Length > 0 && Fetch(store, StoreKey.Join(at, "zarr.json")) is { } node && IsArray(node))
            )
            {
                throw new GchunkException($"{path}: '{at}' is an array, so '{group}' cannot be a group in it");
            }
            if (at.Length == 0)
                continue;
            if (store.Children(at).Count == 0)
                return at;
            // A folder with something in it becomes a group as it is. Its attributes come first: without .zgroup they
            // say nothing.
            foreach (
                (string name, byte[] document) in StoreMetadata
                    .GroupDocuments(format, StoredAttributes.Empty, path)
                    .Reverse()
            )
            {
                if (store.Stamp(StoreKey.Join(at, name)) is null)
                    store.Write(StoreKey.Join(at, name), document);
            }
        }

        return group;
    }

    /// <summary>Makes a group visible and adds its metadata to the consolidated ones of the store and its parents.</summary>
    /// <param name="path">The folder of the store.</param>
    /// <param name="group">The group.</param>
    /// <param name="format">2 or 3.</param>
    /// <param name="show">Makes it visible, replacing what was there.</param>
    public static void Commit(string path, string group, int format, Action show)
    {
        var store = new DirectoryStore(path);
        string name = format == 2 ? ".zmetadata" : "zarr.json";
        // Two writers who change the consolidated metadata at once would undo each other.
        using WriterLock? alone = WriterLock.WaitForFolder(path);
        var consolidated = new List<(string At, JsonObject Document)>();
        var lost = new List<string>();
        foreach (string at in StoreMetadata.Parents(group))
        {
            JsonObject? document = Fetch(store, StoreKey.Join(at, name));
            if (document is null || StoreMetadata.Nodes(document, format) is not { } nodes)
            {
                if (store.Stamp(StoreKey.Join(at, Lost)) is not null)
                    lost.Add(at);
                continue;
            }
            consolidated.Add((at, document));
            if (!nodes.Any(n => IsIn(n.Key, Relative(group, at))))
                continue;
            Write(store, StoreKey.Join(at, Lost), new JsonObject());
            if (format == 2)
            {
                store.Delete(StoreKey.Join(at, name));
            }
            else
            {
                var plain = (JsonObject)document.DeepClone();
                plain.Remove("consolidated_metadata");
                Write(store, StoreKey.Join(at, name), plain);
            }
            AfterStep?.Invoke();
        }

        show();
        AfterStep?.Invoke();
        JsonObject? added = Fetch(store, StoreKey.Join(group, name));
        foreach ((string at, JsonObject document) in consolidated)
        {
            if (added is not null)
                Merge(document, added, Relative(group, at), format);
            Write(store, StoreKey.Join(at, name), document);
        }
        foreach (string at in lost)
            Write(store, StoreKey.Join(at, name), Collect(store, at, format));
        foreach (string at in StoreMetadata.Parents(group))
            store.Delete(StoreKey.Join(at, Lost));
        AfterStep?.Invoke();
    }

    // Replaces the documents of a group in consolidated metadata.
    private static void Merge(JsonObject all, JsonObject added, string group, int format)
    {
        if (StoreMetadata.Nodes(all, format) is not { } nodes || StoreMetadata.Nodes(added, format) is not { } inner)
            return;
        foreach (string key in nodes.Select(n => n.Key).Where(k => IsIn(k, group)).ToArray())
            nodes.Remove(key);
        foreach (string parent in StoreMetadata.Parents(group).Where(p => p.Length > 0))
        {
            foreach ((string name, byte[] document) in StoreMetadata.GroupDocuments(format, StoredAttributes.Empty, ""))
            {
                nodes.TryAdd(
                    format == 2 ? parent + "/" + name : parent,
                    JsonObject.Create(ZarrJson.Parse(document, name))
                );
            }
        }

        if (format == 3)
            nodes[group] = Alone(added);
        foreach ((string key, JsonNode? node) in inner)
            nodes[group + "/" + key] = node?.DeepClone();
    }

    // Reads the metadata below a group, as consolidated metadata.
    private static JsonObject Collect(DirectoryStore store, string group, int format)
    {
        string[] names = format == 2 ? [".zgroup", ".zarray", ".zattrs"] : ["zarr.json"];
        var nodes = new JsonObject();
        var todo = new Stack<string>([""]);
        while (todo.TryPop(out string? at))
        {
            bool isGroup = false;
            foreach (string name in names)
            {
                if (Fetch(store, StoreKey.Join(StoreKey.Join(group, at), name)) is not { } document)
                    continue;
                isGroup |= name == ".zgroup" || (format == 3 && !IsArray(document));
                if (format == 2)
                    nodes[StoreKey.Join(at, name)] = document;
                else if (at.Length > 0)
                    nodes[at] = Alone(document);
            }
            if (!isGroup)
                continue;
            foreach (string child in store.Children(StoreKey.Join(group, at)).Reverse())
            {
                if (!child.StartsWith('.') && StoreKey.IsSafe(StoreKey.Join(at, child)))
                    todo.Push(StoreKey.Join(at, child));
            }
        }

        if (format == 2)
            return new JsonObject { ["metadata"] = nodes, ["zarr_consolidated_format"] = 1 };
        JsonObject root = Fetch(store, StoreKey.Join(group, "zarr.json"))!;
        root["consolidated_metadata"] = new JsonObject
        {
            ["kind"] = "inline",
            ["must_understand"] = false,
            ["metadata"] = nodes,
        };
        return root;
    }

    private static JsonObject Alone(JsonObject document)
    {
        var alone = (JsonObject)document.DeepClone();
        alone.Remove("consolidated_metadata");
        return alone;
    }

    private static bool IsArray(JsonObject document) =>
        document["node_type"] is JsonValue kind && kind.TryGetValue(out string? text) && text == "array";

    private static bool IsIn(string key, string group) =>
        key == group || key.StartsWith(group + "/", StringComparison.Ordinal);

    private static string Relative(string group, string parent) =>
        parent.Length == 0 ? group : group[(parent.Length + 1)..];

    private static void Write(DirectoryStore store, string key, JsonObject document) =>
        store.Write(key, ZarrJson.Write(document));

    private static JsonObject? Fetch(DirectoryStore store, string key) => StoreMetadata.Fetch(store, key);
}
