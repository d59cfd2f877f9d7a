using System.Text.Json;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Codecs.Numcodecs;

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
        ["json2"] = s => new JsonTextCodec(s.Configuration),
        ["categorize"] = s => new CategorizeCodec(s.Texts("labels"), s.Type("astype")),
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
        ["delta"] = s => new DeltaCodec(s.Type("dtype"), s.Type("astype", "dtype")),
        ["fixedscaleoffset"] = s => new FixedScaleOffsetCodec(
            s.Type("dtype"),
            s.Type("astype", "dtype"),
            s.Real("offset"),
            s.Real("scale")
        ),
        ["astype"] = s => new AsTypeCodec(s.Type("decode_dtype"), s.Type("encode_dtype")),
        ["packbits"] = _ => new PackBitsCodec(),
        ["lz4"] = s => new Lz4Codec(s.Number("acceleration", 1, int.MinValue, int.MaxValue)),
        ["bz2"] = s => new Bz2Codec(s.Number("level", 1, 1, 9)),
        ["lzma"] = Lzma,
        ["crc32"] = s => new ChecksumCodec("crc32", s.Word("location", "start", "start", "end") == "end"),
        ["adler32"] = s => new ChecksumCodec("adler32", s.Word("location", "start", "start", "end") == "end"),
        ["base64"] = _ => new Base64Codec(),
        ["bitround"] = s => RoundingCodec.Create("bitround", s.Configuration),
        ["quantize"] = s => RoundingCodec.Create("quantize", s.Configuration),
    };

    // In version 3 these are codecs of numcodecs.
    private static readonly string[] OfNumcodecs =
    [
        "zlib",
        "shuffle",
        "fletcher32",
        "bitround",
        "quantize",
        "delta",
        "fixedscaleoffset",
        "astype",
        "packbits",
        "lz4",
        "bz2",
        "lzma",
        "crc32",
        "adler32",
        "base64",
    ];

    /// <summary>Makes a codec from its metadata.</summary>
    /// <param name="name">Its name; the prefix <c>numcodecs.</c> is ignored.</param>
    /// <param name="configuration">Its configuration; an undefined element if there is none.</param>
    /// <param name="spec">The form of its input.</param>
    /// <exception cref="GchunkException">The codec is unknown, or its configuration is not valid.</exception>
    public static ICodec Parse(string name, JsonElement configuration, ChunkSpec spec)
    {
        string known = name.StartsWith("numcodecs.", StringComparison.Ordinal) ? name["numcodecs.".Length..] : name;
        if (known is "pickle" or "msgpack2" or "dill")
        {
            throw new GchunkException(
                known == "msgpack2"
                    ? "its codec 'msgpack2' holds Python objects, which gchunk does not read; write them in Python as numbers or texts (vlen-utf8)"
                    : $"its codec '{known}' is not read, now or ever: reading a pickle runs whatever code its writer put in it; write the array in Python as numbers or texts (vlen-utf8)"
            );
        }

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
        // The filters of numcodecs work on bytes, although they come before the codec that makes bytes of elements.
        var filters = new List<IBytesCodec>();
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
                case IBytesCodec codec and (ElementCodec or PackBitsCodec) when serializer is null:
                    filters.Add(codec);
                    break;
                case IBytesCodec codec when serializer is not null:
                    bytes.Add(codec);
                    break;
                default:
                    throw new GchunkException($"its codec '{name}' is at the wrong place in the list");
            }
        }
        if (filters.Count > 0 && serializer is not (null or BytesCodec { IsBigEndian: false }))
            throw new GchunkException($"its codec '{filters[0].Name}' is not supported before '{serializer.Name}'");
        return new CodecPipeline(
            spec,
            [.. arrays],
            serializer ?? throw new GchunkException("none of its codecs turns an array into bytes"),
            [.. filters, .. bytes]
        );
    }

    /// <summary>Writes the list of codecs of version 3.</summary>
    public static void Write(Utf8JsonWriter json, string property, CodecPipeline pipeline)
    {
        json.WriteStartArray(property);
        IBytesCodec[] filters = [.. pipeline.Bytes.Codecs.TakeWhile(c => c is ElementCodec or PackBitsCodec)];
        foreach (
            ICodec codec in (ICodec[])
                [.. pipeline.Arrays, .. filters, pipeline.Serializer, .. pipeline.Bytes.Codecs.Skip(filters.Length)]
        )
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

    private static LzmaCodec Lzma(CodecSettings s)
    {
        // xz says itself how it was encoded, so only writing needs the preset.
        if (s.Number("format", 1, 0, 3) != 1)
            throw new GchunkException("its codec 'lzma' has a format other than 1 (xz), which is not supported");
        int preset = s.Number("preset", -1, -1, int.MaxValue);
        return new LzmaCodec(preset is >= 0 and <= 9 ? preset : null);
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
