using System.Buffers.Binary;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Codecs;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Zarr;

/// <summary>
/// Stores whose metadata and chunks are written by hand from the core specification of version 3 and those of its
/// codecs.
/// </summary>
public sealed class Version3Tests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Array(
        string shape,
        string chunk,
        string codecs,
        string type = "\"int16\"",
        string fill = "-1",
        string more = ""
    ) =>
        """{"zarr_format": 3, "node_type": "array", "shape": SHAPE, "data_type": TYPE, "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": CHUNK}}, "chunk_key_encoding": {"name": "default"}, "fill_value": FILL, "codecs": CODECS MORE}"""
            .Replace("SHAPE", shape, StringComparison.Ordinal)
            .Replace("CHUNK", chunk, StringComparison.Ordinal)
            .Replace("CODECS", codecs, StringComparison.Ordinal)
            .Replace("TYPE", type, StringComparison.Ordinal)
            .Replace("FILL", fill, StringComparison.Ordinal)
            .Replace("MORE", more, StringComparison.Ordinal);

    private const string Little = """{"name": "bytes", "configuration": {"endian": "little"}}""";

    private StoredVariable Open(string metadata, params (string Key, byte[] Value)[] chunks)
    {
        string path = Path.Combine(folder.Path, "a.zarr");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "zarr.json"), metadata);
        foreach ((string key, byte[] value) in chunks)
        {
            string file = Path.Combine(path, key);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, value);
        }
        return Assert.Single(ZarrFile.Open(path).Variables);
    }

    private static byte[] Shorts(params short[] values) => [.. values.SelectMany(v => BitConverter.GetBytes(v))];

    [Fact]
    public void Chunk_keys_are_indices_after_c_and_missing_chunks_have_the_fill_value()
    {
        StoredVariable v = Open(
            Array(
                "[3, 4]",
                "[2, 3]",
                $"[{Little}]",
                more: """, "dimension_names": ["y", "x"], "attributes": {"a": 1}"""
            ),
            ("c/0/0", Shorts(0, 1, 2, 4, 5, 6)),
            ("c/1/1", Shorts(11, 99, 99, 99, 99, 99))
        );
        Assert.Equal(["y", "x"], v.Dimensions);
        Assert.Equal(["0", "1", "2", "-1", "4", "5", "6", "-1", "-1", "-1", "-1", "11"], ZarrData.ReadAll(v));
    }

    [Theory]
    [InlineData("\"v2\"", "0.1")]
    [InlineData("""{"name": "v2", "configuration": {"separator": "/"}}""", "0/1")]
    [InlineData("""{"name": "default", "configuration": {"separator": "."}}""", "c.0.1")]
    public void Other_chunk_key_encodings_are_read(string encoding, string key)
    {
        string metadata = Array("[1, 2]", "[1, 1]", $"[{Little}]")
            .Replace("""{"name": "default"}""", encoding, StringComparison.Ordinal);
        Assert.Equal(["-1", "7"], ZarrData.ReadAll(Open(metadata, (key, Shorts(7)))));
    }

    [Fact]
    public void A_scalar_has_the_key_c() =>
        Assert.Equal(["7"], ZarrData.ReadAll(Open(Array("[]", "[]", $"[{Little}]"), ("c", Shorts(7)))));

    [Fact]
    public void Codecs_are_decoded_in_reverse_order()
    {
        // The chunk (2, 3) is transposed to (3, 2) and stored big-endian, followed by its checksum.
        byte[] plain = [0, 0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5];
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Crc32cCodec.Compute(plain));
        const string Codecs =
            """[{"name": "transpose", "configuration": {"order": [1, 0]}}, {"name": "bytes", "configuration": {"endian": "big"}}, {"name": "crc32c"}]""";
        StoredVariable v = Open(Array("[2, 3]", "[2, 3]", Codecs), ("c/0/0", [.. plain, .. sum]));
        Assert.Equal(["0", "1", "2", "3", "4", "5"], ZarrData.ReadAll(v));
        v = Open(Array("[2, 3]", "[2, 3]", Codecs), ("c/0/0", [.. plain, 1, 2, 3, 4]));
        Assert.Contains(
            "chunk c/0/0 is damaged: its CRC-32C checksum does not match",
            Assert.Throws<GchunkException>(() => ZarrData.ReadAll(v)).Message,
            StringComparison.Ordinal
        );
    }

    // The first value is the check value of CRC-32C in the catalogue of parametrised CRC algorithms. The second is that
    // of 32 zero bytes in RFC 3720.
    [Fact]
    public void Crc32c_has_the_published_check_values()
    {
        Assert.Equal(0xE3069283u, Crc32cCodec.Compute("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32cCodec.Compute(new byte[32]));
    }

    private const string Shards =
        """[{"name": "sharding_indexed", "configuration": {"chunk_shape": [2], "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}], "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]LOCATION}}]""";

    private static byte[] Index(params ulong[] offsetsAndLengths)
    {
        byte[] index = [.. offsetsAndLengths.SelectMany(n => BitConverter.GetBytes(n))];
        return [.. index, .. BitConverter.GetBytes(Crc32cCodec.Compute(index))];
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(""", "index_location": "end" """, false)]
    [InlineData(""", "index_location": "start" """, true)]
    public void A_shard_is_read_by_its_index(string location, bool atStart)
    {
        // A shard of six elements has three chunks. The second is missing; the first is stored after the third.
        ulong shift = atStart ? 3 * 16 + 4u : 0;
        byte[] index = Index(4 + shift, 4, ulong.MaxValue, ulong.MaxValue, shift, 4),
            data = Shorts(5, 6, 1, 2);
        StoredVariable v = Open(
            Array("[6]", "[6]", Shards.Replace("LOCATION", location, StringComparison.Ordinal)),
            ("c/0", atStart ? [.. index, .. data] : [.. data, .. index])
        );
        Assert.Equal(["1", "2", "-1", "-1", "5", "6"], ZarrData.ReadAll(v));
        Assert.Equal(["6"], ExpectedData.Read(v.Array!, new Region([5], [1], [1])));
        Assert.Equal([2L], v.Array!.StoredChunk!);
    }

    [Theory]
    [InlineData(0ul, 1000ul, "its index says|goes beyond its end")]
    [InlineData(ulong.MaxValue, 4ul, "its index says")]
    [InlineData(0ul, ulong.MaxValue, "its index says")]
    [InlineData(1ul << 62, 4ul, "goes beyond its end")]
    public void An_index_that_points_outside_the_shard_is_an_error(ulong offset, ulong length, string message)
    {
        StoredVariable v = Open(
            Array("[2]", "[2]", Shards.Replace("LOCATION", "", StringComparison.Ordinal)),
            ("c/0", [.. Shorts(1, 2), .. Index(offset, length)])
        );
        string error = Assert.Throws<GchunkException>(() => ZarrData.ReadAll(v)).Message;
        Assert.Contains(message.Split('|'), m => error.Contains(m, StringComparison.Ordinal));
    }

    [Fact]
    public void A_written_shard_has_the_bytes_of_the_specification()
    {
        string path = Path.Combine(folder.Path, "s.zarr");
        using (ZarrWriter writer = ZarrWriter.Create(path, 3))
        {
            writer.AddVariable(
                new("v", DType.Int16, 6, ["x"])
                {
                    Chunk = [2],
                    Shard = [3],
                    Compression = ZarrCompression.None,
                }
            );
            writer.WriteBlock("v", [0], NDArray.From(new short[] { 1, 2, 0, 0, 5, 6 }));
            writer.Commit();
        }
        Assert.Equal(
            [.. Shorts(1, 2, 5, 6), .. Index(0, 4, ulong.MaxValue, ulong.MaxValue, 4, 4)],
            File.ReadAllBytes(Path.Combine(path, "v", "c", "0"))
        );
        Assert.Equal(["1", "2", "0", "0", "5", "6"], ZarrData.ReadAll(ZarrFile.Open(path)["v"]));
    }

    [Theory]
    [InlineData("\"float32\"", "\"NaN\"", "NaN")]
    [InlineData("\"float32\"", "\"-Infinity\"", "-Infinity")]
    [InlineData("\"float32\"", "\"0x40490fdb\"", "3.1415927410125732")]
    [InlineData("\"float64\"", "1.5", "1.5")]
    [InlineData("\"bool\"", "true", "1")]
    [InlineData("\"uint64\"", "18446744073709551615", "18446744073709551615")]
    [InlineData("\"int8\"", "-128", "-128")]
    [InlineData("\"complex64\"", "[1.5, \"NaN\"]", "1.5+NaNj")]
    [InlineData("\"complex128\"", "[0, -2]", "0.-2.j")]
    public void Fill_values_are_read_as_the_specification_writes_them(string type, string fill, string expected) =>
        Assert.Equal([expected], ZarrData.ReadAll(Open(Array("[1]", "[1]", $"[{Little}]", type, fill))));

    [Theory]
    [InlineData("\"int8\"", "200", "its fill value 200 is not a value of int8")]
    [InlineData("\"int8\"", "\"NaN\"", "its fill value \"NaN\" is not a value of int8")]
    [InlineData("\"complex256\"", "[0, 0]", "its type \"complex256\" is not one that arrays can hold")]
    [InlineData("\"complex64\"", "[0, \"x\"]", "its fill value \"x\" is not a value of float32")]
    public void An_unsupported_type_or_fill_value_is_unreadable_with_the_reason(
        string type,
        string fill,
        string reason
    ) => Assert.Equal(reason, Open(Array("[1]", "[1]", $"[{Little}]", type, fill)).Unreadable);

    [Theory]
    [InlineData("[2, 2]", "[1]", "[]", "do not fit the shape")]
    [InlineData("[2]", "[0]", "[]", "chunks cannot have length 0")]
    [InlineData("[2]", "[2]", "[]", "none of its codecs turns an array into bytes")]
    [InlineData("[2]", "[2]", """[{"name": "zfpy"}]""", "its codec 'zfpy' is not supported")]
    [InlineData("[2]", "[2]", """[{"name": "crc32c"}]""", "at the wrong place in the list")]
    [InlineData(
        "[2]",
        "[2]",
        """[{"name": "bytes", "configuration": {"endian": "middle"}}]""",
        "known are little, big"
    )]
    [InlineData("[9000000000]", "[9000000000]", """[{"name": "bytes"}]""", "larger than 2 GiB")]
    [InlineData("[9223372036854775807, 9]", "[1, 1]", """[{"name": "bytes"}]""", "more elements than can be counted")]
    public void Invalid_metadata_are_unreadable_with_the_reason(
        string shape,
        string chunk,
        string codecs,
        string reason
    ) => Assert.Contains(reason, Open(Array(shape, chunk, codecs)).Unreadable, StringComparison.Ordinal);

    [Fact]
    public void Unknown_metadata_are_ignored_only_if_they_need_not_be_understood()
    {
        Assert.Contains(
            "'novelty'",
            Open(Array("[1]", "[1]", $"[{Little}]", more: """, "novelty": {"name": "x"}""")).Unreadable,
            StringComparison.Ordinal
        );
        Assert.Null(
            Open(
                Array("[1]", "[1]", $"[{Little}]", more: """, "novelty": {"name": "x", "must_understand": false}""")
            ).Unreadable
        );
    }

    [Fact]
    public void Fill_value_attributes_are_read_as_xarray_writes_them()
    {
        string base64 = Convert.ToBase64String(BitConverter.GetBytes(-999.0));
        Assert.Equal(
            new[] { -999f },
            Open(
                Array(
                    "[1]",
                    "[1]",
                    $"[{Little}]",
                    "\"float32\"",
                    "0.0",
                    $", \"attributes\": {{\"_FillValue\": \"{base64}\"}}"
                )
            ).Attributes["_FillValue"]
        );
        Assert.Equal(
            new[] { -5L },
            Open(Array("[1]", "[1]", $"[{Little}]", more: """, "attributes": {"_FillValue": -5}""")).Attributes[
                "_FillValue"
            ]
        );
        Assert.False(Open(Array("[1]", "[1]", $"[{Little}]")).Attributes.Contains("_FillValue"));
    }

    [Fact]
    public void Unpaired_surrogates_are_read_as_replacement_characters()
    {
        StoredAttributes attributes = Open(
            Array(
                "[1]",
                "[1]",
                $"[{Little}]",
                more: """, "attributes": {"half": "a\ud800b", "pair": "\ud83d\ude00", "escaped": "\\ud800", "\uDFFF": "key"}"""
            )
        ).Attributes;
        Assert.Equal("a\uFFFDb", attributes.Text("half"));
        Assert.Equal("\U0001F600", attributes.Text("pair"));
        Assert.Equal("\\ud800", attributes.Text("escaped"));
        Assert.Equal("key", attributes.Text("\uFFFD"));
    }

    [Fact]
    public void Strings_are_read()
    {
        byte[] chunk = [2, 0, 0, 0, 1, 0, 0, 0, (byte)'a', 3, 0, 0, 0, .. "bcd"u8];
        Assert.Equal(
            ["a", "bcd", ""],
            ZarrData.ReadAll(
                Open(Array("[3]", "[2]", """[{"name": "vlen-utf8"}]""", "\"string\"", "\"\""), ("c/0", chunk))
            )
        );
    }
}
