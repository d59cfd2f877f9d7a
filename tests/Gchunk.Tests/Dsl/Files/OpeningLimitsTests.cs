using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Engine.Storage.Zarr.Stores;
using Gchunk.Tests.Engine.Storage;
using Gchunk.Tests.Engine.Storage.Zarr;
using Xunit;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>Small files that ask for much memory when they are opened, with a limit of 64 MB.</summary>
[Collection("whole process")]
public sealed class OpeningLimitsTests : IDisposable
{
    private const long Limit = 64_000_000;

    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-limits-").FullName;
    private readonly RunOptions before = RunOptions.Default;

    public OpeningLimitsTests() => RunOptions.Default = before with { MemoryLimit = Limit };

    public void Dispose()
    {
        RunOptions.Default = before;
        Directory.Delete(folder, recursive: true);
    }

    private string At(string name) => Path.Combine(folder, name);

    // Fails if more managed memory is taken than the limit and what opening needs anyway.
    private static T Bounded<T>(Func<T> open)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return open();
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 2 * Limit);
        }
    }

    private static string Error(Func<object?> open) => Bounded(() => Assert.Throws<GchunkException>(open).Message);

    // CDF-1 with dimensions, and variables of a type along them whose data begin at the end of the header.
    private string Classic(
        (string Name, int Length)[] dimensions,
        params (string Name, int Type, int[] Along)[] variables
    )
    {
        using var bytes = new MemoryStream();
        void Number(int value)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(four, value);
            bytes.Write(four);
        }
        void Name(string name)
        {
            Number(name.Length);
            bytes.Write(Encoding.ASCII.GetBytes(name.PadRight((name.Length + 3) / 4 * 4, '\0')));
        }
        bytes.Write("CDF\u0001"u8);
        Number(0);
        Number(10);
        Number(dimensions.Length);
        foreach ((string name, int length) in dimensions)
        {
            Name(name);
            Number(length);
        }
        Number(0);
        Number(0);
        Number(11);
        Number(variables.Length);
        foreach ((string name, int type, int[] along) in variables)
        {
            Name(name);
            Number(along.Length);
            Array.ForEach(along, Number);
            Number(0);
            Number(0);
            Number(type);
            Number(int.MaxValue);
            Number(400);
        }
        bytes.SetLength(Math.Max(bytes.Length, 546));
        File.WriteAllBytes(At("small.nc"), bytes.ToArray());
        return At("small.nc");
    }

    [Fact]
    public void Labels_that_do_not_fit_the_memory_limit_are_an_error_before_they_are_read()
    {
        string path = Classic([("x", int.MaxValue), ("y", 3)], ("x", 6, [0]), ("v", 5, [1]));
        string message = Error(() => Prelude.OpenDataset(path));
        Assert.StartsWith($"{path}: variable 'x' cannot be opened: it takes ", message, StringComparison.Ordinal);
        Assert.Contains("the memory limit is 64 MB", message, StringComparison.Ordinal);
        Assert.Contains("dropVariables: [\"x\"]", message, StringComparison.Ordinal);
        Assert.Equal(3, Prelude.OpenDataset(path, new OpenOptions { DropVariables = ["x"] })["v"].Sizes["y"]);
    }

    [Fact]
    public void Texts_of_many_variables_are_counted_together()
    {
        string path = Classic(
            [("a", 1_000_000), ("b", 1_000_001), ("c", 1_000_002), ("empty", 0), ("y", 3)],
            ("ta", 2, [3, 0]),
            ("tb", 2, [1]),
            ("tc", 2, [2]),
            ("td", 2, [0]),
            ("v", 5, [4])
        );
        Dataset ds = Bounded(() => Prelude.OpenDataset(path, new OpenOptions { DropVariables = ["tb", "tc", "td"] }));
        Assert.Equal(3, ds["v"].Sizes["y"]);
        path = Classic([("n", 1 << 27), ("y", 3)], ("t", 2, [0]), ("v", 5, [1]));
        Assert.Contains(
            "it takes",
            Error(() => Bounded(() => Prelude.OpenDataset(path))["t"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Datasets_of_two_to_the_power_of_52_elements_do_not_take_memory()
    {
        Dataset ds = Bounded(() => Prelude.OpenDataset(Path.Combine(TestData.Folder, "hostile", "huge.h5")));
        Assert.Equal(2, ds["small"].Compute().GetDouble(2));
        Assert.Contains("use larger chunks", Error(() => ds["v"]), StringComparison.Ordinal);
        Assert.Contains("use larger chunks", Error(() => ds["x"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_to_which_many_elements_refer_is_counted_each_time()
    {
        string path = Path.Combine(TestData.Folder, "hostile", "echo.h5");
        Assert.Contains("a text of 2", Error(() => Prelude.OpenDataset(path)), StringComparison.Ordinal);
    }

    private string Store(string dtype, string shape, string chunks, string name = "x", string codec = "null")
    {
        Directory.CreateDirectory(At("s.zarr/" + name));
        File.WriteAllText(At("s.zarr/.zgroup"), "{\"zarr_format\":2}");
        File.WriteAllText(
            At($"s.zarr/{name}/.zarray"),
            $$"""{"zarr_format":2,"shape":{{shape}},"chunks":{{chunks}},"dtype":"{{dtype}}","compressor":{{codec}},"fill_value":null,"order":"C","filters":null}"""
        );
        File.WriteAllText(At($"s.zarr/{name}/.zattrs"), "{\"_ARRAY_DIMENSIONS\":[\"x\"]}");
        return At("s.zarr");
    }

    [Theory]
    [InlineData("<f8", "[1099511627776]", "[1000000]")]
    [InlineData("<f8", "[10]", "[100000000]")]
    [InlineData("<U100000", "[1000]", "[10]")]
    [InlineData("|S1", "[1000000000]", "[1000]")]
    public void Labels_of_a_store_are_admitted_before_they_are_read(string dtype, string shape, string chunks)
    {
        string message = Error(() => Prelude.OpenZarr(Store(dtype, shape, chunks)));
        Assert.Contains("variable 'x' cannot be opened: it takes ", message, StringComparison.Ordinal);
        Assert.Contains("dropVariables: [\"x\"]", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[2305843009213693954]", "<f8")]
    [InlineData("[4611686018427387904]", "<f8")]
    [InlineData("[1152921504606846976]", "<f8")]
    [InlineData("[4611686018427387908]", "<i4")]
    public void Shapes_whose_bytes_cannot_be_counted_make_a_variable_unreadable(string shape, string dtype)
    {
        Dataset ds = Bounded(() => Prelude.OpenZarr(Store(dtype, shape, "[1048576]")));
        Assert.Contains("more elements than can be counted", Error(() => ds["x"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_a_codec_inflates_are_bounded()
    {
        Directory.CreateDirectory(At("t.zarr/x"));
        File.WriteAllText(At("t.zarr/.zgroup"), "{\"zarr_format\":2}");
        File.WriteAllText(
            At("t.zarr/x/.zarray"),
            """{"zarr_format":2,"shape":[1],"chunks":[1],"dtype":"|O","compressor":{"id":"zlib","level":9},"fill_value":"","order":"C","filters":[{"id":"vlen-utf8"}]}"""
        );
        File.WriteAllText(At("t.zarr/x/.zattrs"), "{\"_ARRAY_DIMENSIONS\":[\"n\"]}");
        using (var chunk = new ZLibStream(File.Create(At("t.zarr/x/0")), CompressionLevel.Optimal))
        {
            var part = new byte[1 << 20];
            BitConverter.TryWriteBytes(part, 1);
            BitConverter.TryWriteBytes(part.AsSpan(4), (100 << 20) - 8);
            part.AsSpan(8).Fill((byte)'a');
            for (int i = 0; i < 100; i++)
            {
                chunk.Write(part);
                part.AsSpan().Fill((byte)'a');
            }
        }
        Assert.Contains(
            "with a memory limit of 64 MB, at most 16 MB of text in a chunk are read",
            Error(() => Prelude.OpenZarr(At("t.zarr"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Metadata_that_a_zip_file_inflates_are_bounded()
    {
        using (ZipArchive zip = ZipFile.Open(At("s.zip"), ZipArchiveMode.Create))
        {
            using (var group = new StreamWriter(zip.CreateEntry(".zgroup").Open()))
                group.Write("{\"zarr_format\":2}");
            using Stream attributes = zip.CreateEntry(".zattrs").Open();
            attributes.Write("{\"a\":\""u8);
            var spaces = new byte[1 << 20];
            spaces.AsSpan().Fill((byte)' ');
            for (int i = 0; i < 100; i++)
                attributes.Write(spaces);
            attributes.Write("\"}"u8);
        }
        Assert.Contains(
            "with a memory limit of 64 MB, at most 8 MB of metadata are read",
            Error(() => Prelude.OpenZarr(At("s.zip"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_part_of_a_deflated_shard_is_read_without_the_rest()
    {
        var store = new MemoryStore();
        using (ZarrWriter writer = ZarrWriter.Create(new OpenTarget(store), 3))
        {
            writer.AddVariable(new("v", DType.Int32, 12, ["x"]) { Chunk = [2], Shard = [6] });
            writer.WriteBlock("v", [0], NDArray.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
            writer.Commit();
        }
        using (ZipArchive zip = ZipFile.Open(At("v.zip"), ZipArchiveMode.Create))
        {
            foreach (string key in store.Keys)
            {
                using Stream entry = zip.CreateEntry(key, CompressionLevel.Optimal).Open();
                entry.Write(store[key]);
            }
        }
        IStoredArray array = ZarrFile.Open(At("v.zip"))["v"].Array!;
        Assert.Equal(["5"], ExpectedData.Read(array, new Region([4], [1], [1])));
        Assert.Equal(["9", "11"], ExpectedData.Read(array, new Region([8], [2], [2])));
        Assert.Equal(12, ExpectedData.Read(array, ZarrData.Whole(array)).Length);
    }
}
