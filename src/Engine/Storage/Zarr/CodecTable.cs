using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;

namespace Gchunk.Engine.Storage.Zarr;

/// <summary>The codecs by their names in metadata, one row each.</summary>
internal static class CodecTable
{
    private static readonly Dictionary<string, Func<CodecSettings, ICodec>> Rows = new()
    {
        // Array to array
        ["transpose"] = s => TransposeCodec.Create(s.Order(), s.Spec.Shape.Length),
        // Array to bytes
        ["bytes"] = s => new BytesCodec(s.Word("endian", "little", "little", "big") == "big"),
        ["vlen-utf8"] = _ => new TextCodec(),
        ["sharding_indexed"] = Sharding,
        // Bytes to bytes
        ["gzip"] = s => new DeflateCodec(gzip: true, s.Number("level", 5, 0, 9)),
        ["zlib"] = s => new DeflateCodec(
            gzip: false,
            s.Number("level", 1, -1, 9) is var level && level < 0 ? 6 : level
        ),
        ["zstd"] = s => new ZstdCodec(s.Number("level", 0, -131072, 22), s.Flag("checksum")),
        ["blosc"] = s => new BloscCodec(
            s.Word("cname", "lz4", "lz4", "lz4hc", "zstd", "zlib", "blosclz", "snappy"),
            s.Number("clevel", 5, 0, 9),
            Shuffle(s),
            s.Number("typesize", s.Spec.ElementSize, 1, int.MaxValue),
            s.Number("blocksize", 0, 0, int.MaxValue)
        ),
        ["crc32c"] = _ => new Crc32cCodec(),
        ["fletcher32"] = _ => new Fletcher32Codec(),
        ["shuffle"] = s => new ShuffleCodec(s.Number("elementsize", 4, 1, 1 << 16)),
        ["bitround"] = s => RoundingCodec.Create("bitround", s.Configuration),
        ["quantize"] = s => RoundingCodec.Create("quantize", s.Configuration),
    };

    // In version 3 these are codecs of numcodecs.
    private static readonly string[] OfNumcodecs = ["zlib", "shuffle", "fletcher32", "bitround", "quantize"];

    /// <summary>Makes a codec from its metadata.</summary>
    /// <param name="name">Its name; the prefix <c>numcodecs.</c> is ignored.</param>
    /// <param name="configuration">Its configuration; an undefined element if there is none.</param>
    /// <param name="spec">The form of its input.</param>
    /// <exception cref="GchunkException">The codec is unknown, or its configuration is not valid.</exception>
    public static ICodec Parse(string name, JsonElement configuration, ChunkSpec spec)
    {
        string known = name.StartsWith("numcodecs.", StringComparison.Ordinal) ? name["numcodecs.".Length..] : name;
        return Rows.TryGetValue(known, out Func<CodecSettings, ICodec>? make)
            ? make(new CodecSettings(known, configuration, spec))
            : throw new GchunkException(
                $"its codec '{name}' is not supported; supported are {string.Join(", ", Rows.Keys)}"
            );
    }

    /// <summary>Makes a pipeline from the list of codecs in version 3.</summary>
    public static CodecPipeline ParsePipeline(JsonElement codecs, ChunkSpec spec)
    {
        if (codecs.ValueKind != JsonValueKind.Array)
            throw new GchunkException("it has no list of codecs");
        var arrays = new List<IArrayCodec>();
        var bytes = new List<IBytesCodec>();
        IArrayBytesCodec? serializer = null;
        ChunkSpec current = spec;
        foreach (JsonElement element in codecs.EnumerateArray())
        {
            string name =
                element.ValueKind == JsonValueKind.String
                    ? element.GetString()!
                    : ZarrJson.Text(element, "name") ?? throw new GchunkException("one of its codecs has no name");
            JsonElement configuration =
                element.ValueKind == JsonValueKind.Object
                && element.TryGetProperty("configuration", out JsonElement found)
                    ? found
                    : default;
            switch (Parse(name, configuration, current))
            {
                case IArrayCodec codec when serializer is null:
                    arrays.Add(codec);
                    current = codec.Encoded(current);
                    break;
                case IArrayBytesCodec codec when serializer is null:
                    serializer = codec;
                    break;
                case IBytesCodec codec when serializer is not null:
                    bytes.Add(codec);
                    break;
                default:
                    throw new GchunkException($"its codec '{name}' is at the wrong place in the list");
            }
        }
        return new CodecPipeline(
            spec,
            [.. arrays],
            serializer ?? throw new GchunkException("none of its codecs turns an array into bytes"),
            [.. bytes]
        );
    }

    /// <summary>Writes the list of codecs of version 3.</summary>
    public static void Write(Utf8JsonWriter json, string property, CodecPipeline pipeline)
    {
        json.WriteStartArray(property);
        foreach (ICodec codec in (ICodec[])[.. pipeline.Arrays, pipeline.Serializer, .. pipeline.Bytes.Codecs])
        {
            json.WriteStartObject();
            json.WriteString("name", OfNumcodecs.Contains(codec.Name) ? "numcodecs." + codec.Name : codec.Name);
            json.WriteStartObject("configuration");
            codec.WriteConfiguration(json, 3);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static BloscShuffle Shuffle(CodecSettings s)
    {
        if (
            s.Configuration.ValueKind == JsonValueKind.Object
            && s.Configuration.TryGetProperty("shuffle", out JsonElement shuffle)
            && shuffle.ValueKind == JsonValueKind.String
        )
        {
            return s.Word("shuffle", "shuffle", "noshuffle", "shuffle", "bitshuffle") switch
            {
                "noshuffle" => BloscShuffle.None,
                "shuffle" => BloscShuffle.Byte,
                _ => BloscShuffle.Bit,
            };
        }

        return (BloscShuffle)s.Number("shuffle", 1, -1, 2);
    }

    private static ShardingCodec Sharding(CodecSettings s)
    {
        if (s.Spec.DType is null)
            throw new GchunkException("its shards hold text, which is not supported");
        long[] chunk = s.Lengths("chunk_shape");
        long[] blocks = ShardingCodec.CountBlocks(s.Spec.Shape, chunk);
        CodecPipeline inner = ParsePipeline(s.Member("codecs"), s.Spec with { Shape = chunk });
        var fill = new byte[8];
        fill.AsSpan().Fill(byte.MaxValue);
        CodecPipeline index = ParsePipeline(
            s.Member("index_codecs"),
            new ChunkSpec([.. blocks, 2], 8, 8, DType.UInt64, fill)
        );
        if (index.Serializer is not BytesCodec || index.Bytes.Codecs.Any(c => c is not Crc32cCodec))
            throw new GchunkException("the index of its shards has codecs whose result has no fixed size");
        return new ShardingCodec(s.Spec, inner, index, s.Word("index_location", "end", "start", "end") == "end");
    }
}
