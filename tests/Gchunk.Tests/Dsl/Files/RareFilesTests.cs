using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage.Cf;
using Gchunk.Tests.Engine.Storage;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>
/// Files with rare features that xarray does not support. FilesAgainstXarrayTests compares what xarray reads.
/// </summary>
public class RareFilesTests
{
    private static string Odd(string name) => Path.Combine(TestData.Folder, "odd", name);

    [Fact]
    public void LZF_is_read_whatever_else_the_file_holds()
    {
        Dataset ds = Prelude.OpenDataset(Odd("refused_rare.h5"));
        double[] plain = ds["plain"].Compute().ToArray<double>();
        Assert.Equal(42, plain[^1]);
        Assert.Equal(plain, ds["lzf"].Compute().ToArray<double>());
        Assert.Equal(plain, ds["lzf_shuffled"].Compute().ToArray<double>());
        Assert.Equal(ds["random"].Compute().ToArray<double>(), ds["lzf_random"].Compute().ToArray<double>());
    }

    [Fact]
    public void Names_whose_length_counts_a_NUL_are_read_without_it()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "nul.nc");
        // CDF-1: a dimension x of 2, and a variable v of two bytes along it, each name with a NUL of its own.
        byte[] x = [0, 0, 0, 2, (byte)'x', 0, 0, 0],
            v = [0, 0, 0, 2, (byte)'v', 0, 0, 0];
        byte[] header =
        [
            .. "CDF\x01\0\0\0\0"u8,
            .. (byte[])[0, 0, 0, 10, 0, 0, 0, 1, .. x, 0, 0, 0, 2],
            .. new byte[8],
            .. (byte[])[0, 0, 0, 11, 0, 0, 0, 1, .. v, 0, 0, 0, 1, 0, 0, 0, 0],
            .. new byte[8],
            .. (byte[])[0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 80],
        ];
        Assert.Equal(80, header.Length);
        File.WriteAllBytes(path, [.. header, 7, 8, 0, 0]);
        Assert.Equal([7L, 8], Prelude.OpenDataset(path)["v"].Isel("x", ..).Compute().ToArray<long>());
    }

    [Fact]
    public void Floats_of_two_bytes_are_read_as_float32()
    {
        Dataset ds = Prelude.OpenDataset(Odd("refused_rare.h5"));
        Assert.Equal(DType.Float32, ds["half"].DType);
        Assert.Equal(
            [0, 1.5f, -2, 65504, (float)(Half)6e-8, float.PositiveInfinity, float.NaN],
            ds["half"].Compute().ToArray<float>()
        );
        Assert.Equal([.. Enumerable.Range(0, 12).Select(i => (float)i)], ds["half_big"].Compute().ToArray<float>());
        Assert.Equal(
            [1f, 3, 9, 11],
            ds["half_big"]
                .Isel((ds["half_big"].Dims[0], "::2"), (ds["half_big"].Dims[1], "1::2"))
                .Compute()
                .ToArray<float>()
        );
        Assert.Equal([1, 2, 255, 0], ds["bits"].Compute().ToArray<long>());
        Assert.Equal(0.25f, ds["half"].Attrs["half"]);
        Assert.Equal(new[] { 1.5f, -2 }, ds["half"].Attrs["halves"]);
    }

    [Fact]
    public void What_is_in_other_files_is_not_looked_for()
    {
        Dataset ds = Prelude.OpenDataset(Odd("refused_rare.h5"));
        Assert.EndsWith(
            "'elsewhere' has its values in external files, which is not supported; h5repack -l CONTI OLD NEW writes a file that holds them",
            Error(() => ds["elsewhere"].Compute()),
            StringComparison.Ordinal
        );
        Assert.Equal(ds["plain"].Compute().ToArray<double>(), ds["scale_offset"].Compute().ToArray<double>());
    }

    [Fact]
    public void Virtual_datasets_are_listed_and_those_that_they_are_made_of_are_read()
    {
        Dataset ds = Prelude.OpenDataset(Odd("refused_virtual.h5"));
        Assert.Equal([10.0, 11, 12, 13, 14], ds["b"].Compute().ToArray<double>());
        Assert.EndsWith(
            "'both' is a virtual dataset, which is not supported; h5repack -l CONTI OLD NEW writes a file that holds its values",
            Error(() => ds["both"].Compute()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_variable_whose_factors_make_no_sense_is_listed_and_the_others_are_read()
    {
        Dataset ds = Prelude.OpenDataset(Odd("refused_factors.nc"));
        Assert.Equal([0.5, 1, 1.5], ds["good"].Compute().ToArray<double>());
        Assert.Contains(
            "attribute 'scale_factor' must be one number, not 2 numbers (maskAndScale: false returns the values as they are stored)",
            Assert.Throws<GchunkException>(() => ds["two"]).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "must be one number, not ''",
            Assert.Throws<GchunkException>(() => ds["none"]).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "its _Encoding 'nonsense' is unknown",
            Assert.Throws<GchunkException>(() => ds["coded"]).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            [1, 2, 3],
            Prelude.OpenDataset(Odd("refused_factors.nc"), maskAndScale: false)["two"].Compute().ToArray<long>()
        );
    }

    [Fact]
    public void Labels_beyond_float64_are_told_apart()
    {
        Dataset ds = Prelude.OpenDataset(Odd("rare_labels.nc"));
        Assert.Equal(1, ds["on_cells"].Sel("cell", 9007199254740993).Scalar());
        Assert.Equal(2, ds["on_cells"].Sel("cell", 9007199254740992).Scalar());
        Assert.Equal(
            [4f, 1],
            ds["on_cells"].Sel("cell", new[] { long.MaxValue, 9007199254740993 }).Compute().ToArray<float>()
        );
        Assert.Equal(1, ds["on_cells"].Sel("cell", "9007199254740993").Scalar());
        Assert.Equal(2, ds["on_cells"].Isel("cell", ..2).Sel("cell", ds["cell"].Isel("cell", 1)).Scalar());
        Assert.Contains(
            "'cell' has no label 5; the nearest is 9007199254740992",
            Assert.Throws<GchunkException>(() => ds["on_cells"].Sel("cell", 5)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "are whole numbers",
            Assert.Throws<GchunkException>(() => ds["on_cells"].Sel("cell", 0.5)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("9007199254740993 9007199254740992", ds.ToString(), StringComparison.Ordinal);
        Assert.Throws<GchunkException>(() => ds["on_cells"] + ds["on_cells"].Isel("cell", "::-1"));
        Assert.Equal(
            [3f, 2, 1, 4],
            Prelude
                .Concat([ds["on_cells"].Isel("cell", 2..), ds["on_cells"].Isel("cell", ..2)], "cell")
                .SortBy("cell")
                .Compute()
                .ToArray<float>()
        );
        string path = Path.Combine(Directory.CreateTempSubdirectory("gchunk-labels-").FullName, "labels.nc");
        ds.ToNetCdf(path);
        Dataset back = Prelude.OpenDataset(path);
        Assert.Equal(
            [9007199254740993, 9007199254740992, long.MinValue, long.MaxValue],
            back["cell"].Compute().ToArray<long>()
        );
        Assert.Equal([ulong.MaxValue, ulong.MaxValue - 1, 9007199254740993], back["far"].Compute().ToArray<ulong>());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData(
        "v/.zarray",
        "{\"zarr_format\":2,\"shape\":[2,3],\"chunks\":[2,2],\"dtype\":\"<f2\",\"compressor\":null,\"filters\":null,\"order\":\"C\",\"fill_value\":-2.5}",
        "v/0.0",
        false
    )]
    [InlineData(
        "v/.zarray",
        "{\"zarr_format\":2,\"shape\":[2,3],\"chunks\":[2,2],\"dtype\":\">f2\",\"compressor\":null,\"filters\":null,\"order\":\"F\",\"fill_value\":-2.5}",
        "v/0.0",
        true
    )]
    [InlineData(
        "v/zarr.json",
        "{\"zarr_format\":3,\"node_type\":\"array\",\"shape\":[2,3],\"data_type\":\"float16\",\"chunk_grid\":{\"name\":\"regular\",\"configuration\":{\"chunk_shape\":[2,2]}},"
            + "\"chunk_key_encoding\":{\"name\":\"default\"},\"fill_value\":\"0xc100\",\"codecs\":[{\"name\":\"bytes\",\"configuration\":{\"endian\":\"big\"}}],\"dimension_names\":[\"y\",\"x\"]}",
        "v/c/0/0",
        true
    )]
    public void Floats_of_two_bytes_of_a_Zarr_store_are_read_as_float32(
        string key,
        string metadata,
        string chunk,
        bool bigEndian
    )
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-half-").FullName;
        try
        {
            bool is3 = key.EndsWith("zarr.json", StringComparison.Ordinal),
                isTurned = metadata.Contains("\"F\"", StringComparison.Ordinal);
            Half[] values = isTurned
                ? [(Half)0.5, (Half)2, (Half)1, Half.NaN]
                : [(Half)0.5, (Half)1, (Half)2, Half.NaN];
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, chunk))!);
            File.WriteAllText(
                Path.Combine(folder, is3 ? "zarr.json" : ".zgroup"),
                is3 ? "{\"zarr_format\":3,\"node_type\":\"group\"}" : "{\"zarr_format\":2}"
            );
            File.WriteAllText(Path.Combine(folder, key), metadata);
            File.WriteAllBytes(
                Path.Combine(folder, chunk),
                [
                    .. values.SelectMany(v =>
                        BitConverter.GetBytes(v) is var bytes && bigEndian ? bytes.Reverse() : bytes
                    ),
                ]
            );
            DataArray v = Prelude.OpenDataset(folder, maskAndScale: false)["v"];
            Assert.Equal(DType.Float32, v.DType);
            Assert.Equal([0.5f, 1, -2.5f, 2, float.NaN, -2.5f], v.Compute().ToArray<float>());
            Assert.Equal([1, -2.5f], v.Isel((v.Dims[0], 0), (v.Dims[1], 1..)).Compute().ToArray<float>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("days since 20000101", 2000, 1, 1)]
    [InlineData("days since 2000/1/31 06:00", 2000, 1, 31)]
    public void Dates_whose_order_is_plain_are_read(string units, int year, int month, int day)
    {
        var first = new CfDateTime(CfCalendar.Named(null), CfTimeUnits.Parse(units, null).Decode(0));
        Assert.Equal((year, month, day), (first.Year, first.Month, first.Day));
    }

    [Theory]
    [InlineData("days since 01-02-2000")]
    [InlineData("days since 1/2/2000")]
    [InlineData("days since 2000/1-2")]
    [InlineData("days since 200001011")]
    public void Dates_whose_order_is_not_are_not(string units) =>
        Assert.False(CfTimeUnits.TryParse(units, null, out _, out _));

    [Fact]
    public void NumPys_no_time_stays_none() =>
        Assert.Equal(CfDateTime.NaT, CfTimeUnits.Parse("nanoseconds since 1970-01-01", null).Decode(long.MinValue));

    [Fact]
    public void A_mistyped_path_is_answered_with_what_may_have_been_meant()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk-paths-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "data", "rain.zarr"));
            foreach (string name in (string[])["precip_200.nc", "temp.nc", "precip_201.txt"])
                File.WriteAllText(Path.Combine(folder, "data", name), "");
            Assert.EndsWith(
                "precip_201.nc; did you mean 'precip_200.nc'?",
                Error(() => Prelude.OpenDataset($"{folder}/data/precip_201.nc")),
                StringComparison.Ordinal
            );
            Assert.EndsWith(
                "zzzzzz.nc",
                Error(() => Prelude.OpenDataset($"{folder}/data/zzzzzz.nc")),
                StringComparison.Ordinal
            );
            Assert.EndsWith(
                $"there is no folder '{folder}/dta'; did you mean 'data'?",
                Error(() => Prelude.OpenDataset($"{folder}/dta/deep/precip_200.nc")),
                StringComparison.Ordinal
            );
            Assert.EndsWith(
                $"there is no folder '{folder}/dta'; did you mean 'data'?",
                Error(() => Prelude.OpenMfDataset($"{folder}/dta/*.nc")),
                StringComparison.Ordinal
            );
            Assert.EndsWith(
                "did you mean 'rain.zarr'?",
                Error(() => Prelude.OpenZarr($"{folder}/data/rian.zarr")),
                StringComparison.Ordinal
            );
            Assert.EndsWith(
                "did you mean 'rain.zarr'?",
                Error(() => Prelude.OpenDataset($"{folder}/data/rian.zarr")),
                StringComparison.Ordinal
            );
            Assert.EndsWith(
                $"'{folder}/data/temp.nc' is a file, not a folder",
                Error(() => Prelude.OpenDataset($"{folder}/data/temp.nc/x.nc")),
                StringComparison.Ordinal
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Error(Action action) => Assert.Throws<GchunkException>(action).Message;
}
