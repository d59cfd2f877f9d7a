using System.Globalization;
using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>The metadata of an array, of version 2 or 3.</summary>
internal sealed record ZarrArrayMetadata
{
    /// <summary>2 or 3.</summary>
    public required int Format { get; init; }

    public required Shape Shape { get; init; }

    /// <summary>The shape of a chunk, or of a shard: what is stored under one key.</summary>
    public required long[] Chunk { get; init; }

    public required ZarrType Type { get; init; }

    public required CodecPipeline Pipeline { get; init; }

    public required StoredAttributes Attributes { get; init; }

    /// <summary>The names of the axes, or null.</summary>
    public required string[]? Dimensions { get; init; }

    /// <summary>The separator between the numbers of a chunk's key.</summary>
    public required char Separator { get; init; }

    /// <summary>True if keys begin with <c>c</c>.</summary>
    public required bool HasKeyPrefix { get; init; }

    /// <summary>Returns the key of a chunk, relative to the array.</summary>
    public string KeyOf(long[] at)
    {
        if (at.Length == 0)
            return HasKeyPrefix ? "c" : "0";
        string numbers = string.Join(Separator, at.Select(i => i.ToString(CultureInfo.InvariantCulture)));
        return HasKeyPrefix ? "c" + Separator + numbers : numbers;
    }

    /// <summary>The shape of the smallest unit that can be read: a chunk, or a chunk of a shard.</summary>
    public long[] ReadUnit => Pipeline.Serializer is ShardingCodec sharding ? sharding.Inner.Spec.Shape : Chunk;

    /// <summary>Reads <c>.zarray</c> and <c>.zattrs</c> (Zarr storage specification version 2).</summary>
    /// <exception cref="GchunkException">The metadata are not valid or not supported.</exception>
    public static ZarrArrayMetadata OfVersion2(JsonElement array, JsonElement attributes)
    {
        Shape shape = ShapeOf(array);
        ZarrType type = ZarrType.OfVersion2(ZarrJson.Member(array, "dtype"));
        long[] chunk = CheckChunk(ZarrJson.Lengths(ZarrJson.Member(array, "chunks"), "chunks"), shape);
        JsonElement fill = ZarrJson.Member(array, "fill_value");
        ChunkSpec spec = SpecOf(type, chunk, fill);
        var filters = new List<IBytesCodec>();
        TextCodec? text = null;
        if (ZarrJson.Member(array, "filters") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (JsonElement filter in list.EnumerateArray())
                Add(filter);
        }

        if (type.Text == TextKind.Variable && text is null)
            throw new GchunkException("its elements are Python objects, which only Python can read");
        if (ZarrJson.Member(array, "compressor") is { ValueKind: JsonValueKind.Object } compressor)
            Add(compressor);
        string order = ZarrJson.Text(array, "order") ?? "C";
        if (order is not ("C" or "F"))
            throw new GchunkException($"its order '{order}' is neither C nor F");
        IArrayCodec[] half = type.IsHalf ? [new HalfCodec()] : [];
        IArrayCodec[] arrays =
            order == "F" && chunk.Length > 1
                ? [.. half, TransposeCodec.Create([.. Enumerable.Range(0, chunk.Length).Reverse()], chunk.Length)]
                : half;
        string separator = ZarrJson.Text(array, "dimension_separator") ?? ".";
        StoredAttributes read = ZarrAttributes.Read(attributes);
        return new ZarrArrayMetadata
        {
            Format = 2,
            Shape = shape,
            Chunk = chunk,
            Type = type,
            Pipeline = new CodecPipeline(
                spec,
                arrays,
                text is not null ? text : new BytesCodec(type.IsBigEndian),
                [.. filters]
            ),
            Attributes = WithMissing(WithTimes(read.Without("_ARRAY_DIMENSIONS"), type), type, fill, spec),
            Dimensions = NamesOf(ZarrJson.Member(attributes, "_ARRAY_DIMENSIONS"), shape.Rank),
            Separator = separator is "." or "/"
                ? separator[0]
                : throw new GchunkException($"its separator of dimensions '{separator}' is neither . nor /"),
            HasKeyPrefix = false,
        };

        void Add(JsonElement element)
        {
            string id = ZarrJson.Text(element, "id") ?? throw new GchunkException("one of its filters has no id");
            switch (CodecTable.Parse(id, element, spec))
            {
                case IBytesCodec codec:
                    filters.Add(codec);
                    break;
                case TextCodec codec when type.Text == TextKind.Variable && filters.Count == 0 && text is null:
                    text = codec;
                    break;
                default:
                    throw new GchunkException($"its filter '{id}' is at the wrong place");
            }
        }
    }

    // xarray takes the fill value of version 2 as the missing value. A complex one, which is 0 by default, is not
    // taken.
    private static StoredAttributes WithMissing(
        StoredAttributes attributes,
        ZarrType type,
        JsonElement fill,
        ChunkSpec spec
    ) =>
        type.DType is { } dtype
        && dtype.IsReal
        && dtype != DType.Bool
        && type.TimeUnit is null
        && fill.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? attributes.With("_FillValue", ZarrAttributes.One(dtype, spec.Fill))
            : attributes;

    /// <summary>
    /// True if a missing chunk has a defined value: without a fill value in version 2, zarr for Python reads
    /// uninitialised memory.
    /// </summary>
    public bool HasFill => Format == 3 || Attributes.Contains("_FillValue");

    /// <summary>Reads the <c>zarr.json</c> of an array (Zarr core specification version 3).</summary>
    /// <exception cref="GchunkException">The metadata are not valid or not supported.</exception>
    public static ZarrArrayMetadata OfVersion3(JsonElement array)
    {
        CheckUnderstood(array);
        Shape shape = ShapeOf(array);
        ZarrType type = ZarrType.OfVersion3(ZarrJson.Member(array, "data_type"));
        JsonElement grid = ZarrJson.Member(array, "chunk_grid");
        if (ZarrJson.Text(grid, "name") is not "regular")
            throw new GchunkException($"its grid of chunks {ZarrJson.Show(grid)} is not regular");
        long[] chunk = CheckChunk(
            ZarrJson.Lengths(ZarrJson.Member(ZarrJson.Member(grid, "configuration"), "chunk_shape"), "chunk_shape"),
            shape
        );
        ChunkSpec spec = SpecOf(type, chunk, ZarrJson.Member(array, "fill_value"));
        CodecPipeline pipeline = CodecTable.ParsePipeline(
            ZarrJson.Member(array, "codecs"),
            type.IsHalf ? new HalfCodec().Encoded(spec) : spec
        );
        if (type.IsHalf)
        {
            pipeline = new CodecPipeline(
                spec,
                [new HalfCodec(), .. pipeline.Arrays],
                pipeline.Serializer,
                pipeline.Bytes.Codecs
            );
        }

        if (type.Text == TextKind.Variable != pipeline.Serializer is TextCodec)
        {
            throw new GchunkException(
                $"its codecs and its type {ZarrJson.Show(ZarrJson.Member(array, "data_type"))} do not fit together"
            );
        }

        JsonElement keys = ZarrJson.Member(array, "chunk_key_encoding");
        string encoding =
            ZarrJson.Text(keys, "name") ?? (keys.ValueKind == JsonValueKind.String ? keys.GetString()! : "");
        if (encoding is not ("default" or "v2"))
            throw new GchunkException($"its encoding of keys {ZarrJson.Show(keys)} is not supported");
        string separator =
            ZarrJson.Text(ZarrJson.Member(keys, "configuration"), "separator") ?? (encoding == "v2" ? "." : "/");
        JsonElement attributes = ZarrJson.Member(array, "attributes");
        StoredAttributes read = WithTimes(ZarrAttributes.Read(attributes), type);
        if (ZarrJson.Member(attributes, "_FillValue") is { ValueKind: not JsonValueKind.Undefined } missing)
        {
            read =
                type.DType is { } dtype && ZarrType.MissingOfVersion3(missing, dtype) is { } value
                    ? read.With("_FillValue", value)
                    : read.Without("_FillValue");
        }

        return new ZarrArrayMetadata
        {
            Format = 3,
            Shape = shape,
            Chunk = chunk,
            Type = type,
            Pipeline = pipeline,
            Attributes = read,
            Dimensions = NamesOf(ZarrJson.Member(array, "dimension_names"), shape.Rank),
            Separator = separator is "." or "/"
                ? separator[0]
                : throw new GchunkException($"its separator of keys '{separator}' is neither . nor /"),
            HasKeyPrefix = encoding == "default",
        };
    }

    private static readonly string[] Known =
    [
        "zarr_format",
        "node_type",
        "shape",
        "data_type",
        "chunk_grid",
        "chunk_key_encoding",
        "fill_value",
        "codecs",
        "attributes",
        "dimension_names",
        "storage_transformers",
        "consolidated_metadata",
    ];

    // An unknown member may be ignored only if it says so itself.
    private static void CheckUnderstood(JsonElement array)
    {
        foreach (JsonProperty property in array.EnumerateObject())
        {
            if (
                !Known.Contains(property.Name)
                && ZarrJson.Member(property.Value, "must_understand").ValueKind != JsonValueKind.False
            )
            {
                throw new GchunkException(
                    $"its metadata have '{property.Name}', which readers must understand but which is not supported"
                );
            }
        }

        if (
            ZarrJson.Member(array, "storage_transformers") is { ValueKind: JsonValueKind.Array } transformers
            && transformers.GetArrayLength() > 0
        )
        {
            throw new GchunkException("its metadata have storage transformers, which are not supported");
        }
    }

    private static Shape ShapeOf(JsonElement array) =>
        new(ZarrJson.Lengths(ZarrJson.Member(array, "shape"), "shape").AsSpan());

    private static long[] CheckChunk(long[] chunk, Shape shape)
    {
        if (chunk.Length != shape.Rank)
            throw new GchunkException($"chunks of {chunk.Length} axes do not fit the shape {shape}");
        for (int axis = 0; axis < chunk.Length; axis++)
        {
            if (chunk[axis] == 0 && shape[axis] == 0)
                chunk[axis] = 1;
            if (chunk[axis] == 0)
                throw new GchunkException($"chunks cannot have length 0 on axis {axis}");
        }
        return chunk;
    }

    private static ChunkSpec SpecOf(ZarrType type, long[] chunk, JsonElement fill) =>
        new(chunk, type.Size, type.SwapSize, type.DType, type.Fill(fill));

    private static StoredAttributes WithTimes(StoredAttributes attributes, ZarrType type) =>
        type.TimeUnit is null || attributes.Contains("units") ? attributes : attributes.With("units", type.TimeUnit);

    private static string[]? NamesOf(JsonElement names, int rank)
    {
        if (names.ValueKind != JsonValueKind.Array || names.GetArrayLength() != rank)
            return null;
        string[] read =
        [
            .. names.EnumerateArray().Select(n => n.ValueKind == JsonValueKind.String ? n.GetString()! : ""),
        ];
        return read.Any(n => n.Length == 0) ? null : read;
    }
}
