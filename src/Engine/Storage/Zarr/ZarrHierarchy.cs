using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>
/// Reads the metadata of a group and its direct children: consolidated metadata if there are any, otherwise key by key.
/// </summary>
internal sealed class ZarrHierarchy
{
    /// <summary>The keys that mark a folder as a Zarr store.</summary>
    public static readonly string[] RootKeys = ["zarr.json", ".zmetadata", ".zgroup", ".zarray"];

    private const long LargestMetadata = 256L << 20;

    // Parsed metadata take several times the memory of their text.
    private const int ParsedBytes = 8;

    private readonly OpeningBudget budget = new();

    private readonly IZarrStore store;

    // The documents by their keys if metadata are consolidated, or null.
    private readonly Dictionary<string, JsonElement>? consolidated;
    private readonly string consolidatedKey = "";
    private readonly string consolidatedStamp = "";

    private ZarrHierarchy(IZarrStore store, string group)
    {
        this.store = store;
        // Metadata may be consolidated at the root or at the group itself; their keys are relative to it.
        foreach (string root in group.Length == 0 ? [""] : new[] { "", group })
        {
            if (Fetch(StoreKey.Join(root, "zarr.json")) is { } version3)
            {
                if (
                    ZarrJson.Member(ZarrJson.Member(version3, "consolidated_metadata"), "metadata")
                    is not { ValueKind: JsonValueKind.Object } metadata
                )
                {
                    continue;
                }

                consolidated = new() { [StoreKey.Join(root, "zarr.json")] = version3 };
                foreach (JsonProperty node in metadata.EnumerateObject())
                    consolidated[StoreKey.Join(StoreKey.Join(root, node.Name), "zarr.json")] = node.Value;
                consolidatedKey = StoreKey.Join(root, "zarr.json");
            }
            else if (Fetch(StoreKey.Join(root, ".zmetadata")) is { } version2)
            {
                // Without its references, every chunk would be read as fill values.
                if (ParquetReferenceStore.Is(version2))
                {
                    this.store = store =
                        root.Length == 0
                            ? new ParquetReferenceStore(store, version2)
                            : throw new GchunkException(
                                $"{store.Location}: the group '{root}' holds references of kerchunk in Parquet; open {store.Location}/{root}"
                            );
                }
                if (ZarrJson.Member(version2, "metadata") is not { ValueKind: JsonValueKind.Object } metadata)
                    throw new GchunkException($"{store.Location}: .zmetadata holds no metadata");
                consolidated = [];
                foreach (JsonProperty node in metadata.EnumerateObject())
                    consolidated[StoreKey.Join(root, node.Name)] = node.Value;
                consolidatedKey = StoreKey.Join(root, ".zmetadata");
            }
            else
            {
                continue;
            }

            consolidatedStamp = store.Stamp(consolidatedKey) ?? "";
            return;
        }
    }

    /// <summary>Reads a group, or a single array as a group of one.</summary>
    public static StoredDataset Read(IZarrStore store, string group)
    {
        if (group.Length > 0)
            StoreKey.Check(group, store.Location);
        return new ZarrHierarchy(store, group).Read(group);
    }

    private StoredDataset Read(string group)
    {
        JsonElement attributes;
        if (Document(group, "zarr.json") is { } node)
        {
            if (ZarrJson.Text(node, "node_type") == "array")
                return Single(group);
            attributes = ZarrJson.Member(node, "attributes");
        }
        else if (Document(group, ".zgroup") is not null)
        {
            attributes = Document(group, ".zattrs") ?? default;
        }
        else if (Document(group, ".zarray") is not null)
        {
            return Single(group);
        }
        else
        {
            throw NoGroup(group);
        }

        var variables = new List<StoredVariable>();
        var groups = new List<string>();
        foreach (string name in Children(group))
        {
            string path = StoreKey.Join(group, name);
            if (Variable(path, name) is { } variable)
                variables.Add(variable);
            else if (Document(path, "zarr.json") is not null || Document(path, ".zgroup") is not null)
                groups.Add(name);
        }
        return Make(group, variables, groups, ZarrAttributes.Read(attributes));
    }

    private StoredDataset Single(string path)
    {
        string name = path.Length > 0 ? path[(path.LastIndexOf('/') + 1)..] : "data";
        return Make(path, [Variable(path, name)!], [], StoredAttributes.Empty);
    }

    private StoredDataset Make(
        string group,
        List<StoredVariable> variables,
        List<string> groups,
        StoredAttributes attributes
    )
    {
        var dimensions = new OrderedDictionary<string, StoredDimension>();
        foreach (StoredVariable variable in variables)
        {
            for (int axis = 0; axis < variable.Dimensions.Count; axis++)
            {
                var dimension = new StoredDimension(variable.Dimensions[axis], variable.Shape[axis], false);
                if (
                    !dimensions.TryAdd(dimension.Name, dimension)
                    && dimensions[dimension.Name].Length != dimension.Length
                )
                {
                    throw new GchunkException(
                        $"{variable.Place} has length {dimension.Length} along '{dimension.Name}', but another variable has {dimensions[dimension.Name].Length}; its group is damaged or was not written completely"
                    );
                }
            }
        }

        return new StoredDataset
        {
            Path = store.Location,
            Group = group,
            Dimensions = [.. dimensions.Values],
            Variables = variables,
            Attributes = attributes,
            Groups = groups,
        };
    }

    private GchunkException NoGroup(string group)
    {
        if (group.Length == 0)
        {
            return new GchunkException(
                $"{store.Location} is not a Zarr store: it has none of {string.Join(", ", RootKeys)}{(store.CanList && store.Children("") is { Count: > 0 } there ? $" (it holds {string.Join(", ", there.Take(5))}{(there.Count > 5 ? ", …" : "")})" : "")}"
            );
        }

        string parent = group.LastIndexOf('/') is var slash && slash < 0 ? "" : group[..slash],
            name = group[(slash + 1)..];
        return new GchunkException(
            $"{store.Location}: {(store.CanList || consolidated is not null ? Spelling.Unknown("group", name, Children(parent)) : $"no group '{group}'")}"
        );
    }

    private IEnumerable<string> Children(string group)
    {
        if (consolidated is null)
        {
            if (!store.CanList)
            {
                throw new GchunkException(
                    $"{store.Location}: its metadata are not consolidated and its keys cannot be listed; name one array with group: \"NAME\""
                );
            }

            return store.Children(group).Where(name => !name.StartsWith('.') && StoreKey.IsSafe(name));
        }
        string prefix = group.Length == 0 ? "" : group + "/";
        return consolidated
            .Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
            .Select(k => k[prefix.Length..].Split('/'))
            .Where(parts => parts.Length > 1)
            .Select(parts => parts[0])
            .Distinct()
            .Where(StoreKey.IsSafe);
    }

    private StoredVariable? Variable(string path, string name)
    {
        string place = path.Length == 0 ? store.Location : $"{store.Location}: variable '{path}'";
        ZarrArrayMetadata metadata;
        string key;
        try
        {
            if (Document(path, "zarr.json") is { } node && ZarrJson.Text(node, "node_type") == "array")
            {
                metadata = ZarrArrayMetadata.OfVersion3(node);
                key = "zarr.json";
            }
            else if (Document(path, ".zarray") is { } array)
            {
                metadata = ZarrArrayMetadata.OfVersion2(array, Document(path, ".zattrs") ?? default);
                key = ".zarray";
            }
            else
            {
                return null;
            }
        }
        catch (Exception e) when (e is GchunkException || ForeignError.Is(e))
        {
            // An array that cannot be read does not prevent the others from being read.
            return new StoredVariable
            {
                Name = name,
                Place = place,
                Dimensions = [],
                Shape = Shape.Scalar,
                Attributes = StoredAttributes.Empty,
                Unreadable = e is GchunkException ? e.Message : ForeignError.Of("its metadata", e).Message,
            };
        }
        key = consolidated is null ? StoreKey.Join(path, key) : consolidatedKey;
        var source = new ZarrArraySource(
            store,
            path,
            metadata,
            key,
            consolidated is null ? store.Stamp(key) ?? "" : consolidatedStamp
        );
        var variable = new StoredVariable
        {
            Name = name,
            Place = place,
            Shape = metadata.Shape,
            Attributes = metadata.Attributes,
            Dimensions =
                metadata.Dimensions
                ??
                [
                    .. Enumerable
                        .Range(0, metadata.Shape.Rank)
                        .Select(axis => FormattableString.Invariant($"{name}_dim_{axis}")),
                ],
        };
        return metadata.Type.Text == TextKind.None
            ? variable with
            {
                Array = new ZarrArray(source),
                Layout = ZarrStoredLayout.Of(metadata),
            }
            : variable with
            {
                Texts = new ZarrTextReader(source).Read,
                TextElementBytes = metadata.Type.Size,
            };
    }

    private JsonElement? Document(string path, string name)
    {
        string key = StoreKey.Join(path, name);
        if (consolidated is null)
            return Fetch(key);
        return consolidated.TryGetValue(key, out JsonElement element) && element.ValueKind == JsonValueKind.Object
            ? element
            : null;
    }

    private JsonElement? Fetch(string key)
    {
        using var scratch = new Scratch();
        long most = Math.Min(LargestMetadata, budget.Left / ParsedBytes);
        try
        {
            if (!store.Read(key, ByteRange.All, most, scratch, CancellationToken.None))
                return null;
        }
        catch (GchunkException e) when (most < LargestMetadata)
        {
            throw new GchunkException(
                $"{e.Message} (with a memory limit of {MemoryBudget.Format(OpeningBudget.Limit)}, at most {MemoryBudget.Format(most)} of metadata are read; raise it with --memory, Configure or GCHUNK_MEMORY)",
                e
            );
        }
        _ = budget.TryTake(scratch.Length * ParsedBytes);
        return ZarrJson.Parse(scratch.Span.ToArray(), $"{store.Location}: {key}");
    }
}
