using System.Text.Json.Nodes;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Changes an existing store: writes chunks of its arrays and extends arrays.</summary>
/// <remarks>
/// Chunks are written first, each atomically, and metadata last: until <see cref="Commit"/>, readers see the old
/// lengths, also if the writer is killed. Several writers must write different chunks; a block that splits a chunk is
/// refused.
/// </remarks>
public sealed class ZarrUpdater : IDisposable
{
    private readonly DirectoryStore store;
    private readonly OpenTarget target;
    private readonly Dictionary<string, ZarrArrayWriter> writers = [];
    private readonly Dictionary<string, long[]> shapes = [];

    private ZarrUpdater(DirectoryStore store, StoredDataset stored)
    {
        (this.store, Stored) = (store, stored);
        target = new OpenTarget(store);
    }

    /// <summary>The metadata of the group.</summary>
    public StoredDataset Stored { get; }

    /// <summary>Opens a store to change it.</summary>
    /// <param name="path">A folder.</param>
    /// <param name="group">The path of a group in it, or null for the root.</param>
    /// <exception cref="GchunkException">There is no such store or group, or the store cannot be changed.</exception>
    public static ZarrUpdater Open(string path, string? group = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (ZarrLocation.IsRemote(path))
            throw new GchunkException($"{path} cannot be written to: remote stores are read-only");
        if (File.Exists(path))
            throw new GchunkException($"{path} is a file, which cannot be added to: write it anew, or use a folder");
        if (!Directory.Exists(path))
        {
            throw new GchunkException(
                $"no such Zarr store: {path}; write it first, without a region or a dimension to append along"
            );
        }

        var store = new DirectoryStore(path);
        StoredDataset stored = ZarrFile.Open(store, group);
        if (stored.Variables.Any(v => v.Array is ZarrArray { Source.Store: ParquetReferenceStore }))
            throw ReferenceFiles.ReadOnly(path);
        return new ZarrUpdater(store, stored);
    }

    /// <summary>True if another writer has committed since this one was opened.</summary>
    public bool HasChanged =>
        Stored.Variables.Any(v =>
            v.Array is ZarrArray { Source: { } source } && store.Stamp(source.MetadataKey) != source.Stamp
        );

    /// <summary>Returns the shape of the smallest unit that can be written: a chunk, or a shard.</summary>
    public IReadOnlyList<long> UnitOf(string variable) => SourceOf(variable).Metadata.Chunk;

    /// <summary>Extends an array; elements that are not written have the fill value.</summary>
    public void Resize(string variable, Shape shape)
    {
        ZarrArraySource source = SourceOf(variable);
        shapes[source.Path] = shape.ToArray();
        writers[variable] = new ZarrArrayWriter(target, source.Path, source.Metadata with { Shape = shape });
    }

    /// <summary>
    /// Appends to an array of strings along an axis; its last chunks are written again with the new strings.
    /// </summary>
    /// <param name="variable">The name of the array.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="texts">The new strings, in C order.</param>
    /// <param name="added">The shape of the new strings.</param>
    /// <exception cref="GchunkException">The array holds no strings, or fixed-length strings.</exception>
    public void AppendText(string variable, int axis, string[] texts, Shape added)
    {
        StoredVariable stored = Stored[variable];
        if (
            stored.Texts?.Target
            is not ZarrTextReader
            {
                Source: { Metadata: { Type.Text: TextKind.Variable, Pipeline.Arrays.Length: 0 } metadata } source
            } reader
        )
        {
            throw new GchunkException(
                $"{stored.Place} holds fixed-length strings, to which nothing can be appended; write a new store"
            );
        }

        string[] old = reader.Read(false);
        long length = metadata.Shape[axis];
        Shape whole = metadata.Shape.With(axis, length + added[axis]),
            chunk = new(metadata.Chunk);
        long[] before = metadata.Shape.Strides(),
            behind = added.Strides();
        var grid = new Shape([.. whole.Select((n, i) => (n + chunk[i] - 1) / chunk[i])]);
        var page = new string[chunk.Size];
        foreach (long[] at in Indices(grid))
        {
            if (at[axis] < length / chunk[axis])
                continue;
            int number = 0;
            foreach (long[] inside in Indices(chunk))
            {
                long from = 0;
                bool isOld = at[axis] * chunk[axis] + inside[axis] < length,
                    isThere = true;
                for (int i = 0; i < inside.Length; i++)
                {
                    long position = at[i] * chunk[i] + inside[i];
                    isThere &= position < whole[i];
                    from += (i == axis && !isOld ? position - length : position) * (isOld ? before : behind)[i];
                }
                page[number++] =
                    !isThere ? ""
                    : isOld ? old[from]
                    : texts[from];
            }
            ZarrArrayWriter.WriteText(target, StoreKey.Join(source.Path, metadata.KeyOf(at)), metadata.Pipeline, page);
        }
        shapes[source.Path] = whole.ToArray();
    }

    // Returns all indices of a shape in C order, each time in the same array.
    private static IEnumerable<long[]> Indices(Shape shape)
    {
        var at = new long[shape.Rank];
        for (long n = shape.Size; n > 0; n--)
        {
            yield return at;
            for (int axis = at.Length - 1; axis >= 0 && ++at[axis] == shape[axis]; axis--)
                at[axis] = 0;
        }
    }

    /// <summary>
    /// Writes a block of whole chunks; only those at the end of an axis may be partial. Called from many threads at
    /// once.
    /// </summary>
    public void WriteBlock(string variable, ReadOnlySpan<long> start, NDArray block)
    {
        ZarrArrayWriter? writer;
        lock (writers)
        {
            if (!writers.TryGetValue(variable, out writer))
            {
                ZarrArraySource source = SourceOf(variable);
                writers[variable] = writer = new ZarrArrayWriter(target, source.Path, source.Metadata);
            }
        }

        writer.Write(start, block);
    }

    /// <summary>
    /// Rewrites the metadata, the consolidated ones last, so that readers of the old store notice the change.
    /// </summary>
    public void Commit()
    {
        // The metadata must not be on the disk before the chunks that they describe, nor a mark be gone before either.
        if (Directory.Exists(store.Location))
            DiskSync.All(store.Location);
        foreach ((string path, long[] shape) in shapes)
        {
            string key = StoreKey.Join(path, "zarr.json");
            if (Fetch(key) is null)
                key = StoreKey.Join(path, ".zarray");
            if (Fetch(key) is not { } array)
                continue;
            SetShape(array, shape);
            store.Write(key, ZarrJson.Write(array));
        }
        string[] roots = Stored.Group.Length == 0 ? [""] : [Stored.Group, ""];
        bool isConsolidated = false;
        foreach (string root in roots)
            isConsolidated |= Consolidate(root);
        if (!isConsolidated && shapes.Count == 0)
            Touch();
        if (Directory.Exists(store.Location))
            DiskSync.All(store.Location);
    }

    private bool Consolidate(string root)
    {
        foreach (string name in (string[])["zarr.json", ".zmetadata"])
        {
            string key = StoreKey.Join(root, name);
            if (Fetch(key) is not { } document)
                continue;
            bool is3 = name == "zarr.json";
            JsonNode? metadata = is3 ? document["consolidated_metadata"]?["metadata"] : document["metadata"];
            if (metadata is not JsonObject nodes)
                continue;
            foreach ((string path, long[] shape) in shapes)
            {
                string inner = root.Length == 0 ? path : path[(root.Length + 1)..];
                if (nodes[is3 ? inner : inner + "/.zarray"] is JsonObject array)
                    SetShape(array, shape);
            }
            store.Write(key, ZarrJson.Write(document));
            return true;
        }
        return false;
    }

    // Without consolidated metadata, those of each array that was written to are rewritten.
    private void Touch()
    {
        foreach (string variable in writers.Keys)
        {
            string key = SourceOf(variable).MetadataKey;
            if (Fetch(key) is { } document)
                store.Write(key, ZarrJson.Write(document));
        }
    }

    private static void SetShape(JsonObject array, long[] shape) =>
        array["shape"] = new JsonArray([.. shape.Select(n => (JsonNode)JsonValue.Create(n))]);

    private JsonObject? Fetch(string key) => StoreMetadata.Fetch(store, key);

    private ZarrArraySource SourceOf(string variable) =>
        Stored[variable].Array is ZarrArray array
            ? array.Source
            : throw new GchunkException(
                $"{Stored[variable].Place} does not hold numbers, so no block can be written to it"
            );

    /// <inheritdoc/>
    public void Dispose()
    {
        target.Dispose();
        store.Dispose();
    }
}
