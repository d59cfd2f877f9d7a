using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Zarr;

public sealed class ZarrWriteTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Store(string name = "out.zarr") => Path.Combine(folder.Path, name);

    public static TheoryData<int, string, bool> Layouts()
    {
        var data = new TheoryData<int, string, bool>();
        foreach (
            string codec in (string[])
                ["none", "zlib", "gzip", "zstd", "lz4", "lz4hc", "blosc-zstd", "blosc-zlib", "bit"]
        )
        {
            data.Add(2, codec, false);
            data.Add(3, codec, false);
            data.Add(3, codec, true);
        }
        return data;
    }

    private static ZarrCompression Codec(string name) =>
        name switch
        {
            "none" => ZarrCompression.None,
            "zlib" => ZarrCompression.Zlib(),
            "gzip" => ZarrCompression.Gzip(9),
            "zstd" => ZarrCompression.Zstd(5),
            "lz4" => ZarrCompression.Blosc(),
            "lz4hc" => ZarrCompression.Blosc("lz4hc", 9, "none"),
            "blosc-zstd" => ZarrCompression.Blosc("zstd", 3),
            "blosc-zlib" => ZarrCompression.Blosc("zlib", 1),
            _ => ZarrCompression.Blosc("lz4", 5, "bit"),
        };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Every_dtype_under_every_codec_reads_back_the_same(int format, string codec, bool sharded)
    {
        var written = new Dictionary<string, string[]>();
        using (ZarrWriter writer = ZarrWriter.Create(Store(), format))
        {
            foreach (DType dtype in DTypes.All.Where(d => !d.IsTime && (format == 3 || d != DType.BFloat16)))
            {
                using NDArray numbers = NDArray.From(
                    [.. Enumerable.Range(0, 77).Select(i => i % 13 == 0 ? 0.0 : i)],
                    (7, 11)
                );
                NDArray values = numbers.AsType(dtype);
                writer.AddVariable(
                    new(dtype.Name, dtype, (7, 11), ["y", "x"])
                    {
                        Chunk = [2, 3],
                        Shard = sharded ? [2, 2] : null,
                        Compression = Codec(codec),
                    }
                );
                writer.WriteBlock(dtype.Name, [0, 0], values);
                written[dtype.Name] = ExpectedData.Words(values);
            }
            writer.Commit();
        }
        StoredDataset stored = ZarrFile.Open(Store());
        foreach ((string name, string[] words) in written)
            Assert.Equal(words, ZarrData.ReadAll(stored[name]));
        Assert.Equal([2L, 3], stored["float32"].Array!.StoredChunk!);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Text_attributes_and_fill_values_read_back_the_same(int format)
    {
        var attributes = new StoredAttributes([
            new("s", "häuschen \"x\""),
            new("i", new[] { 3 }),
            new("d", new[] { 2.0 }),
            new("many", new[] { 1.5, double.NaN }),
            new("words", new[] { "a", "b" }),
            new("_FillValue", new[] { float.NaN }),
        ]);
        using (ZarrWriter writer = ZarrWriter.Create(Store(), format))
        {
            writer.AddAttributes(new StoredAttributes([new("title", "test")]));
            writer.AddText("names", ["x"], 3, ["a", "", "höhe"]);
            writer.AddVariable(new("v", DType.Float32, 4, ["t"]) { Chunk = [2], Attributes = attributes });
            writer.WriteBlock("v", [0], NDArray.From([float.NaN, float.NaN, 1f, float.NaN]));
            writer.Commit();
        }
        StoredDataset stored = ZarrFile.Open(Store());
        Assert.Equal("test", stored.Attributes.Text("title"));
        Assert.Equal(["a", "", "höhe"], stored["names"].ReadStrings());
        Assert.Equal(["NaN", "NaN", "1", "NaN"], ZarrData.ReadAll(stored["v"]));
        StoredAttributes read = stored["v"].Attributes;
        Assert.Equal("häuschen \"x\"", read.Text("s"));
        Assert.Equal(new long[] { 3 }, read["i"]);
        Assert.Equal(new[] { 2.0 }, read["d"]);
        Assert.Equal(new[] { 1.5, double.NaN }, read["many"]);
        Assert.Equal(new[] { "a", "b" }, read["words"]);
        Assert.Equal(new[] { float.NaN }, read["_FillValue"]);
        // A chunk in which every element is the fill value is not stored.
        Assert.False(File.Exists(Path.Combine(Store(), "v", format == 3 ? "c/0" : "0")));
        Assert.True(File.Exists(Path.Combine(Store(), "v", format == 3 ? "c/1" : "1")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_zip_file_holds_the_same(int format)
    {
        using (ZarrWriter writer = ZarrWriter.Create(Store("out.zip"), format))
        {
            writer.AddVariable(new("v", DType.Int32, 10, ["x"]) { Chunk = [4] });
            Parallel.For(
                0,
                3,
                i => writer.WriteBlock("v", [4 * i], NDArray.From([.. Enumerable.Range(4 * i, i == 2 ? 2 : 4)]))
            );
            writer.Commit();
        }
        Assert.Equal(
            Enumerable.Range(0, 10).Select(i => $"{i}"),
            ZarrData.ReadAll(ZarrFile.Open(Store("out.zip"))["v"])
        );
        Assert.Equal(["out.zip"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Metadata_that_are_not_consolidated_are_read()
    {
        Write([1, 2]);
        File.Delete(Path.Combine(Store(), ".zmetadata"));
        Assert.Equal(["1", "2"], ZarrData.ReadAll(ZarrFile.Open(Store())["v"]));
    }

    private void Write(int[] values)
    {
        using ZarrWriter writer = ZarrWriter.Create(Store());
        writer.AddVariable(new("v", DType.Int32, values.Length, ["x"]));
        writer.WriteBlock("v", [0], NDArray.From(values));
        writer.Commit();
    }

    [Fact]
    public void A_store_is_replaced_only_when_the_new_one_is_complete()
    {
        Write([1, 2]);
        using (ZarrWriter writer = ZarrWriter.Create(Store()))
        {
            writer.AddVariable(new("v", DType.Int32, 1, ["x"]));
            writer.WriteBlock("v", [0], NDArray.From([7]));
            Assert.Equal(["1", "2"], ZarrData.ReadAll(ZarrFile.Open(Store())["v"]));
        }
        Assert.Equal(["1", "2"], ZarrData.ReadAll(ZarrFile.Open(Store())["v"]));
        Write([5]);
        Assert.Equal(["5"], ZarrData.ReadAll(ZarrFile.Open(Store())["v"]));
        Assert.Equal(["out.zarr"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_or_file_that_is_not_a_store_is_not_replaced()
    {
        Directory.CreateDirectory(Store("photos"));
        File.WriteAllText(Path.Combine(Store("photos"), "cat.jpg"), "x");
        folder.Write("notes.txt", "x");
        Assert.Contains(
            "is a folder but not a Zarr store",
            Assert.Throws<GchunkException>(() => ZarrWriter.Create(Store("photos"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "it is a file",
            Assert.Throws<GchunkException>(() => ZarrWriter.Create(Store("notes.txt"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "there is no folder",
            Assert.Throws<GchunkException>(() => ZarrWriter.Create(Store("no/where"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "read-only",
            Assert.Throws<GchunkException>(() => ZarrWriter.Create("https://example.org/x")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_block_that_splits_a_chunk_is_refused()
    {
        using ZarrWriter writer = ZarrWriter.Create(Store());
        writer.AddVariable(new("v", DType.Int32, 10, ["x"]) { Chunk = [4] });
        Assert.Throws<ArgumentException>(() => writer.WriteBlock("v", [0], NDArray.From([1, 2])));
        Assert.Throws<ArgumentException>(() => writer.WriteBlock("v", [2], NDArray.From([1, 2])));
        writer.WriteBlock("v", [8], NDArray.From([1, 2]));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".zattrs")]
    [InlineData("")]
    public void A_name_that_cannot_be_a_folder_is_refused(string name)
    {
        using ZarrWriter writer = ZarrWriter.Create(Store());
        Assert.Contains(
            "use Rename",
            Assert.Throws<GchunkException>(() => writer.AddVariable(new(name, DType.Int32, 1, ["x"]))).Message,
            StringComparison.Ordinal
        );
    }
}
