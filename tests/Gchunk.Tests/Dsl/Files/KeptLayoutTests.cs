using System.Runtime.InteropServices;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Zarr;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>
/// Chunks and compression of a file that is read and written, as in xarray 2023.01: chunks are kept unless the shape is
/// another one, compression always is, and nothing is of what is computed.
/// </summary>
public sealed class KeptLayoutTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk").FullName;

    private string In(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly Dictionary<string, Func<Dataset, Dataset>> Changes = new()
    {
        ["none"] = d => d,
        ["attributes and names"] = d => d.AssignAttrs(("a", "b")).Rename(("y", "lat")),
        ["a part"] = d => d.Isel("x", 0..4),
        ["a point"] = d => d.Isel("x", 0),
        ["arithmetic"] = d => d * 2,
        ["transposed"] = d => d.Transpose("x", "y"),
        ["other chunks"] = d => d.Chunk(("x", 3)),
        ["dropped"] = d => d.DropEncoding(),
        ["joined"] = d => Concat([d, d], "x"),
        ["resampled"] = d => d.Coarsen(("x", 2)).Mean(),
    };

    private Dataset Source()
    {
        var values = new DataArray(Arange(48).AsType(DType.Float32).Reshape(6, 8).Expression, ["y", "x"]);
        Dataset all = new([values.Rename("one"), values.Rename("two"), values.Rename("plain")]);
        all.ToNetCdf(
            In("in.nc"),
            encoding: new()
            {
                ["one"] = new()
                {
                    Chunks = [3, 4],
                    Compression = 1,
                    Shuffle = false,
                },
                ["two"] = new() { Chunks = [5, 7], Compression = 9 },
            },
            compression: 0
        );
        return OpenDataset(In("in.nc"));
    }

    private static string Layout(Dataset file, string name)
    {
        VariableEncoding how = file[name].Encoding!;
        string chunk = how.Chunks is { } lengths ? string.Join("x", lengths) : "contiguous";
        return $"{chunk} {how.Compression}{(how is { Compression: > 0, Shuffle: true } ? " shuffled" : "")}";
    }

    // xarray compresses nothing of itself; new variables of gchunk have level 4.
    [Theory]
    [InlineData("none", "3x4 1", "5x7 9 shuffled", "contiguous 0")]
    [InlineData("attributes and names", "3x4 1", "5x7 9 shuffled", "contiguous 0")]
    [InlineData("a part", "6x4 1", "6x4 9 shuffled", "contiguous 0")]
    [InlineData("a point", "6 1", "6 9 shuffled", "contiguous 0")]
    [InlineData("transposed", "8x6 1", "8x6 9 shuffled", "contiguous 0")]
    [InlineData("other chunks", "6x8 1", "6x8 9 shuffled", "contiguous 0")]
    [InlineData("joined", "6x16 1", "6x16 9 shuffled", "contiguous 0")]
    [InlineData("arithmetic", "6x8 4 shuffled", "6x8 4 shuffled", "6x8 4 shuffled")]
    [InlineData("dropped", "6x8 4 shuffled", "6x8 4 shuffled", "6x8 4 shuffled")]
    [InlineData("resampled", "6x4 4 shuffled", "6x4 4 shuffled", "6x4 4 shuffled")]
    public void A_netcdf_file_keeps_chunks_and_compression(string change, string one, string two, string plain)
    {
        Changes[change](Source()).ToNetCdf(In("out.nc"));
        Dataset written = OpenDataset(In("out.nc"));
        Assert.Equal([one, two, plain], [Layout(written, "one"), Layout(written, "two"), Layout(written, "plain")]);
        Assert.True(written.Equals(Changes[change](OpenDataset(In("in.nc")))));
    }

    [Fact]
    public void What_is_asked_for_comes_first()
    {
        Dataset source = Source();
        source.ToNetCdf(In("six.nc"), compression: 6);
        Assert.Equal("3x4 6", Layout(OpenDataset(In("six.nc")), "one"));
        source.ToNetCdf(
            In("own.nc"),
            encoding: new() { ["one"] = source["one"].Encoding! with { Compression = 2, Shuffle = true } }
        );
        Assert.Equal("3x4 2 shuffled", Layout(OpenDataset(In("own.nc")), "one"));
        Assert.Null((source["one"] * 2).Encoding);
        Assert.Null(source["one"].DropEncoding().Encoding);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_zarr_store_keeps_chunks_codecs_and_shards_in_its_format(int format)
    {
        var values = new DataArray(Arange(96).Reshape(8, 12).Expression, ["y", "x"], name: "n");
        values
            .ToDataset()
            .ToZarr(
                In("in.zarr"),
                format,
                ZarrCompression.Zstd(7).WithFilter("crc32"),
                new() { ["y"] = 4, ["x"] = 3 },
                format == 3 ? new() { ["x"] = 2 } : null
            );
        OpenZarr(In("in.zarr")).ToZarr(In("out.zarr"), format);
        string metadata = format == 3 ? "n/zarr.json" : "n/.zarray";
        Assert.Equal(File.ReadAllText(In("in.zarr/" + metadata)), File.ReadAllText(In("out.zarr/" + metadata)));
        Assert.True(OpenZarr(In("out.zarr")).Equals(values.ToDataset()));

        OpenZarr(In("in.zarr")).ToZarr(In("other.zarr"), 5 - format);
        Assert.True(OpenZarr(In("other.zarr")).Equals(values.ToDataset()));
        OpenZarr(In("in.zarr")).DropEncoding().ToZarr(In("new.zarr"), format);
        Assert.NotEqual(File.ReadAllText(In("in.zarr/" + metadata)), File.ReadAllText(In("new.zarr/" + metadata)));
        OpenZarr(In("in.zarr")).Isel("x", 0..7).ToZarr(In("part.zarr"), format);
        Assert.True(OpenZarr(In("part.zarr")).Equals(values.ToDataset().Isel("x", 0..7)));
    }

    // The stored differences. What is written again has others.
    private static readonly Dictionary<string, (string Type, string Stored, byte[] Chunk)> Deltas = new()
    {
        ["wrapping"] = ("<i4", "<i4", Bytes(int.MaxValue, 2, int.MaxValue - 5)),
        ["unsigned"] = ("<u4", "<i4", Bytes(-1, 1, 7)),
        ["narrower"] = ("<i4", "|i1", [0, 100, 100]),
        ["rounded"] = ("<f4", "<f4", Bytes(1e8f, -1e8f, 0.1f)),
    };

    private static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    [Theory]
    [InlineData("wrapping", true, int.MaxValue, -5)]
    [InlineData("unsigned", true, uint.MaxValue, 7)]
    [InlineData("narrower", false, 0, 200)]
    [InlineData("rounded", false, 1e8, 0.1f)]
    public void Deltas_are_kept_only_if_no_value_can_change(string row, bool isKept, double first, double last)
    {
        (string type, string stored, byte[] chunk) = Deltas[row];
        Directory.CreateDirectory(In("in.zarr/n"));
        File.WriteAllText(In("in.zarr/.zgroup"), """{"zarr_format": 2}""");
        File.WriteAllText(In("in.zarr/n/.zattrs"), """{"_ARRAY_DIMENSIONS": ["t"]}""");
        File.WriteAllText(
            In("in.zarr/n/.zarray"),
            $$"""
            {"zarr_format": 2, "shape": [3], "chunks": [3], "dtype": "{{type}}", "compressor": null, "fill_value": null,
             "order": "C", "filters": [{"id": "delta", "dtype": "{{type}}", "astype": "{{stored}}"}]}
            """
        );
        File.WriteAllBytes(In("in.zarr/n/0"), chunk);
        OpenZarr(In("in.zarr")).Isel("t", "::2").ToZarr(In("out.zarr"), 2);
        Assert.Equal([first, last], OpenZarr(In("out.zarr"))["n"].AsType(DType.Float64).Compute().ToArray<double>());
        Assert.Equal(isKept, File.ReadAllText(In("out.zarr/n/.zarray")).Contains("delta", StringComparison.Ordinal));
    }
}
