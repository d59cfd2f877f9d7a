using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Zarr.Stores;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>
/// Writes a Zarr store atomically: under a temporary name in the same folder until <see cref="Commit"/>.
/// </summary>
/// <remarks>
/// Blocks may be written from many threads, in any order, if each consists of whole chunks (or shards): the second of
/// two blocks that share a chunk would overwrite the first. Without a commit, or when the process is interrupted,
/// nothing is left behind and an existing store stays as it was. Metadata are written last and consolidated.
/// </remarks>
/// <example><code>
/// using ZarrWriter writer = ZarrWriter.Create("out.zarr");
/// writer.AddVariable(new("v", DType.Float64, 3, ["x"]));
/// writer.WriteBlock("v", [0], NDArray.From([1.0, 2.0, 3.0]));
/// writer.Commit();
/// </code></example>
public sealed class ZarrWriter : IDisposable
{
    private readonly ZarrTarget target;
    private readonly int format;
    private readonly string prefix,
        parent,
        group;
    private readonly Dictionary<string, ZarrArrayWriter> variables = [];
    private readonly OrderedDictionary<string, byte[]> documents = [];
    private StoredAttributes attributes = StoredAttributes.Empty;

    // A group is written into a new store or group (prefix), which may be added to an existing store (parent).
    private ZarrWriter(ZarrTarget target, int format, string prefix = "", string parent = "", string group = "") =>
        (this.target, this.format, this.prefix, this.parent, this.group) = (target, format, prefix, parent, group);

    /// <summary>Starts a store, or a group of one.</summary>
    /// <param name="path">
    /// A folder, or a file whose name ends in <c>.zip</c>; without a group, an existing store is replaced.
    /// </param>
    /// <param name="format">2, which every reader supports, or 3.</param>
    /// <param name="group">
    /// The path of a group that is added to an existing store, or replaced in it; null for the root.
    /// </param>
    /// <exception cref="GchunkException">
    /// The parent folder does not exist or cannot be written, or the path exists but is not a Zarr store of this
    /// format.
    /// </exception>
    public static ZarrWriter Create(string path, int format = 2, string? group = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (format is not (2 or 3))
            throw new GchunkException($"Zarr has the formats 2 and 3; got {format}");
        if (ZarrLocation.IsRemote(path))
            throw new GchunkException($"{path} cannot be written to: remote stores are read-only");
        string name = (group ?? "").Trim('/');
        if (name.Length == 0)
            return new ZarrWriter(ZarrLocation.IsZip(path) ? new ZipTarget(path) : new FolderTarget(path), format);
        StoreKey.Check(name, path);
        if (name.Split('/').Any(part => part.StartsWith('.')))
        {
            throw new GchunkException($"a group cannot be called '{name}': names that begin with a dot are reserved");
        }

        if (!ZarrLocation.IsZip(path) && !Directory.Exists(path))
            return new ZarrWriter(new FolderTarget(path), format, name);
        if (ZarrLocation.IsZip(path))
        {
            return File.Exists(path)
                ? throw new GchunkException($"{path} is a zip file, to which no group can be added: use a folder")
                : new ZarrWriter(new ZipTarget(path), format, name);
        }

        string top = StoreGroups.Prepare(path, name, format);
        return new ZarrWriter(
            new FolderTarget(Path.Combine(path, top)),
            format,
            name[top.Length..].TrimStart('/'),
            parent: path,
            group: top
        );
    }

    /// <summary>Starts a store in another kind of target.</summary>
    internal static ZarrWriter Create(ZarrTarget target, int format) => new(target, format);

    /// <summary>Sets the attributes of the group.</summary>
    public void AddAttributes(StoredAttributes all) => attributes = all;

    /// <summary>Adds an array.</summary>
    /// <exception cref="GchunkException">Its name is not a valid key, or its chunks are not valid.</exception>
    public void AddVariable(ZarrVariableSpec spec)
    {
        if (spec.DType.IsTime)
        {
            throw new GchunkException(
                $"'{spec.Name}' holds {spec.DType.Name}, which is not written as such; write labelled times (DataArray.FromDateTimes), or int64 with AsType(DType.Int64)"
            );
        }

        if (spec.DType == DType.BFloat16 && format == 2)
        {
            throw new GchunkException(
                $"'{spec.Name}' is bfloat16, which version 2 of Zarr does not have; write version 3, or convert with AsType(DType.Float32)"
            );
        }

        string path = StoreKey.Join(prefix, CheckName(spec.Name));
        ZarrArrayMetadata metadata = NewArray.Make(spec, format, target.Location);
        variables[spec.Name] = new ZarrArrayWriter(target, path, metadata);
        AddDocuments(
            path,
            json => NewArray.WriteArray(json, metadata, ZarrType.Version2Name(spec.DType), spec.DType.Name),
            NewArray.AttributesToWrite(metadata),
            metadata.Dimensions!
        );
    }

    /// <summary>Adds an array of strings and writes its values, given in C order, as one chunk.</summary>
    public void AddText(
        string name,
        IReadOnlyList<string> dimensions,
        Shape shape,
        ReadOnlySpan<string> values,
        StoredAttributes? about = null
    )
    {
        if (shape.Size != values.Length)
            throw new ArgumentException($"variable '{name}' does not have {values.Length} elements", nameof(values));
        string path = StoreKey.Join(prefix, CheckName(name));
        ZarrArrayMetadata metadata = NewArray.MakeText(shape, dimensions, format, about ?? StoredAttributes.Empty);
        AddDocuments(
            path,
            json => NewArray.WriteArray(json, metadata, "|O", "string"),
            metadata.Attributes,
            metadata.Dimensions!
        );
        if (values.Length > 0)
        {
            ZarrArrayWriter.WriteText(
                target,
                StoreKey.Join(path, metadata.KeyOf(new long[shape.Rank])),
                metadata.Pipeline,
                values
            );
        }
    }

    /// <summary>Writes a block of whole chunks; only those at the end of an axis may be partial.</summary>
    /// <param name="variable">The name of the array.</param>
    /// <param name="start">The index of the block's first element.</param>
    /// <param name="block">The values, of the array's dtype.</param>
    public void WriteBlock(string variable, ReadOnlySpan<long> start, NDArray block) =>
        (
            variables.TryGetValue(variable, out ZarrArrayWriter? writer)
                ? writer
                : throw new GchunkException(Spelling.Unknown("variable", variable, variables.Keys))
        ).Write(start, block);

    /// <summary>Returns the shape of the smallest unit that can be written: a chunk, or a shard.</summary>
    public IReadOnlyList<long> UnitOf(string variable) => variables[variable].Metadata.Chunk;

    /// <summary>Writes the metadata and gives the store its name, replacing an existing store.</summary>
    /// <exception cref="GchunkException">
    /// The store cannot be written, for example because the disk is full; nothing is left behind.
    /// </exception>
    public void Commit()
    {
        foreach ((string key, byte[] document) in documents)
            target.Write(key, document);
        StoreMetadata.WriteGroup(target, prefix, format, attributes, documents);
        if (parent.Length == 0)
        {
            target.Commit();
            return;
        }
        StoreGroups.Commit(parent, group, format, target.Commit);
        RegionMark.Forget(parent, w => w.Group == group || w.Group.StartsWith(group + "/", StringComparison.Ordinal));
    }

    /// <summary>Discards the store, unless it was committed.</summary>
    public void Dispose() => target.Dispose();

    private void AddDocuments(string path, Action<Utf8JsonWriter> array, StoredAttributes about, string[] dimensions)
    {
        string place = $"{target.Location}: variable '{path}'";
        if (format == 3)
        {
            documents[path + "/zarr.json"] = ZarrAttributes.Document(json =>
            {
                array(json);
                json.WriteStartObject("attributes");
                ZarrAttributes.Write(json, about, place);
                json.WriteEndObject();
            });
            return;
        }
        documents[path + "/.zarray"] = ZarrAttributes.Document(array);
        documents[path + "/.zattrs"] = ZarrAttributes.Document(json =>
        {
            ZarrAttributes.Write(json, about.With("_ARRAY_DIMENSIONS", dimensions), place);
        });
    }

    private static string CheckName(string name) =>
        StoreKey.IsSafe(name) && !name.Contains('/') && !name.StartsWith('.')
            ? name
            : throw new GchunkException(
                $"a variable of a Zarr store cannot be called '{name}': the name becomes that of a folder; use Rename"
            );
}
