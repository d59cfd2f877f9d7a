using System.Globalization;
using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Codecs.Numcodecs;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>Makes and writes the metadata of new arrays.</summary>
internal static class NewArray
{
    /// <summary>Makes the metadata of an array of numbers.</summary>
    /// <exception cref="GchunkException">The chunks or shards are not valid.</exception>
    public static ZarrArrayMetadata Make(ZarrVariableSpec spec, int format, string location)
    {
        string place = $"{location}: variable '{spec.Name}'";
        var type = new ZarrType(spec.DType, TextKind.None, spec.DType.Size, spec.DType.Size);
        long[] chunk = spec.Chunk is null ? [.. spec.Shape.Select(n => Math.Max(n, 1))] : (long[])spec.Chunk.Clone();
        if (chunk.Length != spec.Shape.Rank || chunk.Any(n => n < 1))
        {
            throw new GchunkException(
                $"{place}: chunks of ({string.Join(", ", chunk)}) do not fit the shape {spec.Shape}"
            );
        }

        byte[] fill = FillOf(spec, place);
        try
        {
            var inner = new ChunkSpec(chunk, spec.DType.Size, spec.DType.Size, spec.DType, fill);
            var pipeline = new CodecPipeline(
                inner,
                [],
                new BytesCodec(bigEndian: false),
                spec.Compression.Codecs(spec.DType)
            );
            if (spec.Shard is { } shard)
            {
                if (format != 3)
                    throw new GchunkException("shards need format 3");
                if (shard.Length != chunk.Length || shard.Any(n => n < 1))
                {
                    throw new GchunkException(
                        $"({string.Join(", ", shard)}) chunks do not form a shard of {chunk.Length} axes"
                    );
                }

                chunk = [.. chunk.Select((n, axis) => n * shard[axis])];
                pipeline = Sharded(inner with { Shape = chunk }, pipeline, shard);
            }
            return new ZarrArrayMetadata
            {
                Format = format,
                Shape = spec.Shape,
                Chunk = chunk,
                Type = type,
                Pipeline = pipeline,
                Attributes = spec.Attributes,
                Dimensions = [.. spec.Dimensions],
                Separator = format == 3 ? '/' : '.',
                HasKeyPrefix = format == 3,
            };
        }
        catch (GchunkException e)
        {
            throw new GchunkException($"{place}: {e.Message}", e);
        }
    }

    /// <summary>Makes the metadata of an array of strings in one chunk.</summary>
    public static ZarrArrayMetadata MakeText(
        Shape shape,
        IReadOnlyList<string> dimensions,
        int format,
        StoredAttributes attributes
    )
    {
        var chunk = new ChunkSpec([.. shape.Select(n => Math.Max(n, 1))], 1, 1, null, [0]);
        return new ZarrArrayMetadata
        {
            Format = format,
            Shape = shape,
            Chunk = chunk.Shape,
            Type = new ZarrType(null, TextKind.Variable, 1, 1),
            Pipeline = new CodecPipeline(chunk, [], new TextCodec(), [new DeflateCodec(gzip: true, 4)]),
            Attributes = attributes,
            Dimensions = [.. dimensions],
            Separator = format == 3 ? '/' : '.',
            HasKeyPrefix = format == 3,
        };
    }

    private static CodecPipeline Sharded(ChunkSpec shard, CodecPipeline inner, long[] blocks)
    {
        var missing = new byte[8];
        missing.AsSpan().Fill(byte.MaxValue);
        var index = new CodecPipeline(
            new ChunkSpec([.. blocks, 2], 8, 8, DType.UInt64, missing),
            [],
            new BytesCodec(bigEndian: false),
            [new Crc32cCodec()]
        );
        return new CodecPipeline(shard, [], new ShardingCodec(shard, inner, index, indexAtEnd: true), []);
    }

    private static byte[] FillOf(ZarrVariableSpec spec, string place)
    {
        byte[] fill = new byte[spec.DType.Size];
        if (!spec.Attributes.TryGet("_FillValue", out object? value))
            return fill;
        object number = value is Array { Length: 1 } one ? one.GetValue(0)! : value;
        try
        {
            using NDArray scalar = NDArray.Scalar(Convert.ToDouble(number, CultureInfo.InvariantCulture));
            if (spec.DType.IsFloat || spec.DType.IsComplex)
            {
                using NDArray converted = scalar.AsType(spec.DType);
                unsafe
                {
                    new ReadOnlySpan<byte>(converted.Pointer, fill.Length).CopyTo(fill);
                }
                return fill;
            }
            return new ZarrType(spec.DType, TextKind.None, spec.DType.Size, spec.DType.Size).Fill(
                JsonSerializer.SerializeToElement(Convert.ToDecimal(number, CultureInfo.InvariantCulture))
            );
        }
        catch (Exception e) when (e is GchunkException or FormatException or InvalidCastException or OverflowException)
        {
            throw new GchunkException($"{place}: the fill value {number} is not a value of {spec.DType.Name}", e);
        }
    }

    /// <summary>
    /// Returns the attributes to store: version 2 keeps the missing value in the metadata, version 3 in an attribute as
    /// xarray writes it.
    /// </summary>
    public static StoredAttributes AttributesToWrite(ZarrArrayMetadata metadata)
    {
        StoredAttributes attributes = metadata.Attributes;
        // The value may be a number or a list of one number.
        object? given =
            attributes.TryGet("_FillValue", out object? value) && value is Array { Rank: 1, Length: 1 } one
                ? one.GetValue(0)
                : value;
        if (metadata.Type.DType is null || given is null or string or Array or not IConvertible)
            return attributes.Without("_FillValue");
        double missing = Convert.ToDouble(given, CultureInfo.InvariantCulture);
        return metadata.Format == 3
            ? attributes.With("_FillValue", ZarrType.MissingForVersion3(missing, metadata.Type.DType!.Value))
            : attributes.Without("_FillValue");
    }

    /// <summary>Writes the members of an array's metadata except its attributes.</summary>
    public static void WriteArray(Utf8JsonWriter json, ZarrArrayMetadata metadata, string type2, string type3)
    {
        if (metadata.Format == 2)
            WriteVersion2(json, metadata, type2);
        else
            WriteVersion3(json, metadata, type3);
    }

    private static void WriteVersion2(Utf8JsonWriter json, ZarrArrayMetadata metadata, string type)
    {
        json.WriteNumber("zarr_format", 2);
        WriteLengths(json, "shape", metadata.Shape.ToArray());
        WriteLengths(json, "chunks", metadata.Chunk);
        json.WriteString("dtype", type);
        if (metadata.Type.DType is { } dtype && metadata.Attributes.Contains("_FillValue"))
            ZarrType.WriteFill(json, dtype, metadata.Pipeline.Spec.Fill);
        else
            json.WriteNull("fill_value");
        json.WriteString("order", "C");
        // The compressor is the last codec, all others are filters.
        IBytesCodec[] codecs = metadata.Pipeline.Bytes.Codecs;
        bool hasCompressor = codecs.Length > 0 && codecs[^1] is not (ElementCodec or PackBitsCodec or ChecksumCodec);
        ICodec[] filters =
        [
            .. metadata.Pipeline.Serializer is TextCodec text ? [text] : Array.Empty<ICodec>(),
            .. hasCompressor ? codecs[..^1] : codecs,
        ];
        if (filters.Length > 0)
        {
            json.WriteStartArray("filters");
            foreach (ICodec filter in filters)
                WriteCodec2(json, filter);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("filters");
        }

        json.WritePropertyName("compressor");
        if (hasCompressor)
            WriteCodec2(json, codecs[^1]);
        else
            json.WriteNullValue();
    }

    private static void WriteCodec2(Utf8JsonWriter json, ICodec codec)
    {
        json.WriteStartObject();
        json.WriteString("id", codec.Name);
        codec.WriteConfiguration(json, 2);
        json.WriteEndObject();
    }

    private static void WriteVersion3(Utf8JsonWriter json, ZarrArrayMetadata metadata, string type)
    {
        json.WriteNumber("zarr_format", 3);
        json.WriteString("node_type", "array");
        WriteLengths(json, "shape", metadata.Shape.ToArray());
        json.WriteString("data_type", type);
        json.WriteStartObject("chunk_grid");
        json.WriteString("name", "regular");
        json.WriteStartObject("configuration");
        WriteLengths(json, "chunk_shape", metadata.Chunk);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("chunk_key_encoding");
        json.WriteString("name", "default");
        json.WriteStartObject("configuration");
        json.WriteString("separator", "/");
        json.WriteEndObject();
        json.WriteEndObject();
        if (metadata.Type.DType is { } dtype)
            ZarrType.WriteFill(json, dtype, metadata.Pipeline.Spec.Fill);
        else
            json.WriteString("fill_value", "");
        CodecTable.Write(json, "codecs", metadata.Pipeline);
        json.WriteStartArray("dimension_names");
        foreach (string name in metadata.Dimensions!)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteLengths(Utf8JsonWriter json, string name, long[] lengths)
    {
        json.WriteStartArray(name);
        foreach (long length in lengths)
            json.WriteNumberValue(length);
        json.WriteEndArray();
    }
}
