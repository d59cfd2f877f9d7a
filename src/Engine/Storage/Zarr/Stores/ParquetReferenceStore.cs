using System.Text.Json;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr.Stores;

/// <summary>
/// A read-only store whose keys are ranges of bytes of other files: the references of kerchunk in Parquet, as fsspec's
/// <c>LazyReferenceMapper</c> writes them. A folder holds <c>.zmetadata</c>, which states how many references a file has,
/// and the files <c>VARIABLE/refs.N.parq</c>, which are read when a chunk in them is.
/// </summary>
/// <remarks>A chunk whose row names nothing is missing, and so are those of a file that is not there.</remarks>
internal sealed class ParquetReferenceStore : IZarrStore
{
    private readonly IZarrStore folder;
    private readonly Dictionary<string, JsonElement> metadata = [];
    private readonly ReferenceFiles files;
    private readonly ReferenceRecords records;
    private readonly long recordSize;

    /// <summary>Makes the store of a folder.</summary>
    /// <param name="folder">The folder or the address.</param>
    /// <param name="document">Its <c>.zmetadata</c>.</param>
    /// <exception cref="GchunkException">The metadata are no references.</exception>
    public ParquetReferenceStore(IZarrStore folder, JsonElement document)
    {
        this.folder = folder;
        files = new ReferenceFiles(folder.Location);
        records = new ReferenceRecords(folder);
        JsonElement size = ZarrJson.Member(document, "record_size");
        if (!size.TryGetInt64(out recordSize) || recordSize is < 1 or > int.MaxValue)
        {
            throw new GchunkException(
                $"{Location}: .zmetadata has the record_size {ZarrJson.Show(size)}; expected the number of references in a file"
            );
        }
        if (ZarrJson.Member(document, "metadata") is not { ValueKind: JsonValueKind.Object } all)
            throw new GchunkException($"{Location}: .zmetadata holds no metadata");
        foreach (JsonProperty entry in all.EnumerateObject())
            metadata[entry.Name] = entry.Value;
    }

    public string Location => folder.Location;

    public bool IsWritable => false;

    public bool CanList => false;

    public int Concurrency => 16;

    /// <summary>Returns whether the metadata of a folder are those of references in Parquet.</summary>
    public static bool Is(JsonElement document) =>
        ZarrJson.Member(document, "record_size").ValueKind == JsonValueKind.Number;

    public bool Read(string key, ByteRange range, long limit, Scratch into, CancellationToken cancellation)
    {
        if (StoreKey.IsMetadata(key))
            return folder.Read(key, range, limit, into, cancellation);
        int slash = key.LastIndexOf('/');
        string variable = slash < 0 ? "" : key[..slash];
        long number = Number(key, variable, key[(slash + 1)..]);
        if (records.Get(variable, number / recordSize, cancellation) is not { } rows)
            return false;
        return rows.Get(Location, key, number % recordSize) is { } found
            && files.Read(
                key,
                found.Value is null ? found with { Target = files.Target(key, found.Target) } : found,
                range,
                limit,
                into,
                cancellation
            );
    }

    public IReadOnlyList<string> Children(string folder) => [];

    public string? Stamp(string key) => folder.Stamp(".zmetadata");

    public void Write(string key, ReadOnlySpan<byte> value) => throw ReferenceFiles.ReadOnly(Location);

    public void Delete(string key) => throw ReferenceFiles.ReadOnly(Location);

    public void Dispose() => folder.Dispose();

    // The number of a chunk in C order.
    private long Number(string key, string variable, string chunk)
    {
        if (!metadata.TryGetValue(StoreKey.Join(variable, ".zarray"), out JsonElement array))
        {
            throw new GchunkException(
                $"{Location}: '{key}' is {(Above(variable) is { } above ? $"a chunk of '{above}', whose indices are separated by '/' (dimension_separator); references in Parquet number only those separated by '.'" : "of no variable in .zmetadata")}"
            );
        }
        long[]? shape = Lengths(ZarrJson.Member(array, "shape")),
            chunks = Lengths(ZarrJson.Member(array, "chunks"));
        string[] indices = chunk.Split('.');
        if (
            shape is null
            || chunks is null
            || shape.Length != chunks.Length
            || indices.Length != Math.Max(1, shape.Length)
            || chunks.Contains(0)
        )
        {
            throw new GchunkException(
                $"{Location}: '{key}' is no chunk of a variable with the shape {ZarrJson.Show(ZarrJson.Member(array, "shape"))} and the chunks {ZarrJson.Show(ZarrJson.Member(array, "chunks"))}"
            );
        }
        Int128 number = 0;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            long index = long.Parse(indices[axis], System.Globalization.CultureInfo.InvariantCulture);
            number = number * (((Int128)shape[axis] + chunks[axis] - 1) / chunks[axis]) + index;
            if (number > long.MaxValue)
                throw new GchunkException($"{Location}: '{key}' has more chunks before it than a store can");
        }
        return (long)number;
    }

    // The array in whose folder a key is.
    private string? Above(string key)
    {
        for (int slash = key.LastIndexOf('/'); slash > 0; slash = key.LastIndexOf('/', slash - 1))
        {
            if (metadata.ContainsKey(key[..slash] + "/.zarray"))
                return key[..slash];
        }
        return null;
    }

    private static long[]? Lengths(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
            return null;
        var lengths = new long[list.GetArrayLength()];
        for (int i = 0; i < lengths.Length; i++)
        {
            if (list[i].ValueKind != JsonValueKind.Number || !list[i].TryGetInt64(out lengths[i]) || lengths[i] < 0)
                return null;
        }
        return lengths;
    }
}
