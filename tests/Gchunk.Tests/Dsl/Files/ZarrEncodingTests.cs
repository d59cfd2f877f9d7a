using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Tests.Engine.Storage;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>
/// How values are stored in Zarr stores: packed, appended, with missing values; and what killed writers leave behind.
/// </summary>
public sealed class ZarrEncodingTests : IDisposable
{
    private static readonly Dictionary<string, VariableEncoding> Packed = new()
    {
        ["x"] = new()
        {
            DType = DType.Int16,
            ScaleFactor = 0.5,
            AddOffset = 10,
            FillValue = -1,
            Chunks = [3],
            Compression = 1,
        },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Store(string name = "out.zarr") => Path.Combine(folder.Path, name);

    private static DataArray X(params double[] values) => new(NDArray.From(values), ["i"], name: "x");

    private static string Error(Action action) => Assert.Throws<GchunkException>(action).Message;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Packed_values_are_written_read_appended_and_put_into_regions(int format)
    {
        X(10, 11.5, double.NaN, 12.1).ToDataset().ToZarr(Store(), format, encoding: Packed);
        X(-100.3, double.NaN).ToDataset().ToZarr(Store(), appendDim: "i");
        DataArray raw = OpenZarr(Store(), decodeCf: false)["x"];
        Assert.Equal(DType.Int16, raw.DType);
        Assert.Equal([0, 3, -1, 4, -221, -1], raw.Compute().ToArray<long>());
        Assert.Equal(
            [10, 11.5, double.NaN, 12, -100.5, double.NaN],
            OpenZarr(Store())["x"].Compute().ToArray<double>()
        );
        Assert.Equal([3L], ZarrFile.Open(Store())["x"].Array!.StoredChunk!);
        X(20, 30, 40).ToDataset().ToZarr(Store(), region: [("i", 3..6)]);
        Assert.Equal([10, 11.5, double.NaN, 20, 30, 40], OpenZarr(Store())["x"].Compute().ToArray<double>());
    }

    [Fact]
    public void What_does_not_fit_is_an_error_and_changes_nothing()
    {
        Assert.Contains(
            "'x' has the value 1000000, which would be stored as 1999980: int16 goes from -32768 to 32767",
            Error(() => X(1, 1e6).ToDataset().ToZarr(Store(), encoding: Packed)),
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        X(1, 2).ToDataset().ToZarr(Store(), encoding: Packed);
        Assert.Contains(
            "which would be stored as",
            Error(() => X(1e6).ToDataset().ToZarr(Store(), appendDim: "i")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the fill value; choose another",
            Error(() => X(9.5).ToDataset().ToZarr(Store(), appendDim: "i")),
            StringComparison.Ordinal
        );
        Assert.Equal([1.0, 2.0], OpenZarr(Store())["x"].Compute().ToArray<double>());
        Assert.Contains(
            "no variable 'y'",
            Error(() =>
                X(1).ToDataset().ToZarr(Store(), encoding: new Dictionary<string, VariableEncoding> { ["y"] = new() })
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "chunks need a length of at least 1 for each of its 1 dimensions",
            Error(() =>
                X(1)
                    .ToDataset()
                    .ToZarr(
                        Store(),
                        encoding: new Dictionary<string, VariableEncoding> { ["x"] = new() { Chunks = [1, 1] } }
                    )
            ),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("netcdf", "dt_global_allsat_madt_h_20150101.nc", "adt")]
    [InlineData("odd", "packed_all.nc", "unsigned")]
    [InlineData("odd", "packed_all.nc", "u2_both")]
    public void The_packing_of_a_file_is_kept(string where, string file, string name)
    {
        string path = Path.Combine(TestData.Folder, where, file);
        double[] before = OpenDataset(path, maskAndScale: false)[name].Compute().ToArray<double>();
        foreach (int format in (int[])[2, 3])
        {
            OpenDataset(path).Subset(name).ToZarr(Store(), format);
            DataArray after = OpenZarr(Store(), decodeCf: false)[name];
            Assert.Equal(OpenDataset(path, maskAndScale: false)[name].DType, after.DType);
            Assert.Equal(before, after.Compute().ToArray<double>());
        }
    }

    [Fact]
    public void Metadata_are_ASCII()
    {
        DataArray x = X(1, 2).AssignAttrs(("title", "Zürich 日本 \U0001F30D \"q\""));
        foreach (int format in (int[])[2, 3])
        {
            x.ToDataset().ToZarr(Store(), format);
            X(3).ToDataset().ToZarr(Store(), appendDim: "i");
            foreach (string file in Directory.EnumerateFiles(Store(), "*", SearchOption.AllDirectories))
            {
                if (Path.GetFileName(file) is "zarr.json" or ".zattrs" or ".zmetadata" or ".zarray")
                    Assert.DoesNotContain(File.ReadAllBytes(file), b => b > 127);
            }

            Assert.Equal("Zürich 日本 \U0001F30D \"q\"", OpenZarr(Store())["x"].Attrs.Text("title"));
        }
    }

    [Fact]
    public void Without_a_fill_value_a_chunk_of_zeros_is_stored()
    {
        var zeros = new DataArray(NDArray.From(new int[4]), ["i"], name: "x");
        zeros.ToDataset().ToZarr(Store());
        Assert.True(
            File.Exists(Store("out.zarr/x/0")),
            "what zarr for Python reads where no fill value is given is anything"
        );
        zeros.ToDataset().ToZarr(Store(), format: 3);
        Assert.False(Directory.Exists(Store("out.zarr/x/c")));
        zeros.AssignAttrs(("_FillValue", 0)).ToDataset().ToZarr(Store());
        Assert.False(File.Exists(Store("out.zarr/x/0")));
    }

    [Theory]
    [InlineData(-9.0, 3)]
    [InlineData(-9.0, 2)]
    public void A_fill_value_given_as_a_single_number_is_stored(double fill, int format)
    {
        X(1, double.NaN)
            .AssignAttrs(("_FillValue", fill))
            .ToDataset()
            .ToZarr(
                Store(),
                format,
                encoding: new Dictionary<string, VariableEncoding> { ["x"] = new() { FillValue = fill } }
            );
        Assert.Equal([1.0, fill], OpenZarr(Store(), decodeCf: false)["x"].Compute().ToArray<double>());
        Assert.Equal([1.0, double.NaN], OpenZarr(Store())["x"].Compute().ToArray<double>());
    }

    [Theory]
    [InlineData("zarr", 2)]
    [InlineData("zarr", 3)]
    [InlineData("nc", 0)]
    public void Times_that_are_no_labels_keep_what_is_missing(string kind, int format)
    {
        Dataset times = Times();
        string path = Store("times." + kind);
        foreach (Dataset ds in (Dataset[])[times, times.Chunk(("i", 1)), times.Load()])
        {
            if (format == 0)
                ds.ToNetCdf(path);
            else
                ds.ToZarr(path, format);
            Assert.Equal(times["t"].Compute().ToArray<long>(), OpenDataset(path)["t"].Compute().ToArray<long>());
            Assert.Equal(
                times["pairs"].Compute().ToArray<long>(),
                OpenDataset(path)["pairs"].Compute().ToArray<long>()
            );
        }
    }

    [Theory]
    [InlineData("zarr")]
    [InlineData("nc")]
    public void Times_are_stored_in_the_units_that_are_given(string kind)
    {
        Dataset times = Times();
        string path = Store("times." + kind);
        var encoding = new Dictionary<string, VariableEncoding>
        {
            ["t"] = new()
            {
                Units = "hours since 1900-01-01",
                DType = DType.Int32,
                FillValue = -5,
            },
            ["pairs"] = new() { Units = "days since 2000-01-01" },
        };
        if (kind == "nc")
            times.ToNetCdf(path, encoding);
        else
            times.ToZarr(path, encoding: encoding);
        Dataset raw = OpenDataset(path, decodeCf: false);
        Assert.Equal(DType.Int32, raw["t"].DType);
        Assert.Equal([12, -5, 24 * 36524], raw["t"].Compute().ToArray<long>());
        Assert.Equal("hours since 1900-01-01", raw["t"].Attrs.Text("units"));
        Assert.Equal("days since 2000-01-01", raw["pairs"].Attrs.Text("units"));
        Assert.Equal(times["t"].Compute().ToArray<long>(), OpenDataset(path)["t"].Compute().ToArray<long>());
        encoding["t"] = new()
        {
            Units = "days since 1900-01-01",
            DType = DType.Int32,
            FillValue = -5,
        };
        string error = Error(() =>
        {
            if (kind == "nc")
                times.ToNetCdf(path, encoding);
            else
                times.ToZarr(path, encoding: encoding);
        });
        Assert.Contains(
            "'t': 1900-01-01T12:00:00 is not an integer in 'days since 1900-01-01' that int32 can hold",
            error,
            StringComparison.Ordinal
        );
    }

    // Lazy times: after half a day, missing, and after a century; and pairs of times in another calendar.
    private Dataset Times()
    {
        string path = Store("source.nc");
        if (!File.Exists(path))
        {
            using NetCdfTimes made = new(path);
        }
        return OpenDataset(path);
    }

    private sealed class NetCdfTimes : IDisposable
    {
        private readonly Gchunk.Engine.Storage.NetCdf.NetCdfWriter writer;

        public NetCdfTimes(string path)
        {
            writer = Gchunk.Engine.Storage.NetCdf.NetCdfWriter.Create(path);
            writer.AddDimension("i", 3);
            writer.AddDimension("n", 2);
            writer.AddVariable(
                new("t", DType.Float64, ["i"])
                {
                    Attributes = new StoredAttributes([
                        new("units", "days since 1900-01-01"),
                        new("_FillValue", new[] { -1.0 }),
                    ]),
                }
            );
            writer.WriteRegion("t", [0], NDArray.From([0.5, -1, 36524]));
            writer.AddVariable(
                new("pairs", DType.Int32, ["i", "n"])
                {
                    Attributes = new StoredAttributes([
                        new("units", "days since 1990-03-01"),
                        new("calendar", "noleap"),
                    ]),
                }
            );
            writer.WriteRegion("pairs", [0, 0], NDArray.From([0, 1, 59, 60, 3000, -3000], (3, 2)));
            writer.Commit();
        }

        public void Dispose() => writer.Dispose();
    }

    [Fact]
    public void What_killed_writers_left_is_deleted_by_the_next()
    {
        X(1, 2).ToDataset().ToZarr(Store());
        string dead = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}.{int.MaxValue}-3.tmp");
        string whole = Directory.CreateDirectory(Store($".out.zarr.{dead}")).FullName,
            other = Directory.CreateDirectory(Store($".another.zarr.{dead}")).FullName;
        File.WriteAllText(Path.Combine(whole, "0.0"), "half");
        string chunk = Store($"out.zarr/x/.0.{dead}"),
            elsewhere = Store($"out.zarr/x/.0.another-machine.{int.MaxValue}-3.tmp");
        File.WriteAllText(chunk, "half");
        File.WriteAllText(elsewhere, "half");
        X(3).ToDataset().ToZarr(Store(), appendDim: "i");
        Assert.False(File.Exists(chunk));
        Assert.True(File.Exists(elsewhere));
        Assert.True(Directory.Exists(whole), "an append writes no new store");
        Assert.Equal([1.0, 2, 3], OpenZarr(Store())["x"].Compute().ToArray<double>());
        X(4).ToDataset().ToZarr(Store());
        Assert.False(Directory.Exists(whole));
        Assert.True(Directory.Exists(other));
    }

    [Theory]
    [InlineData("part*.zarr")]
    [InlineData("*/part*")]
    [InlineData("**/part0*.zarr")]
    [InlineData("**")]
    public void Many_stores_are_opened_by_a_pattern(string pattern)
    {
        string where = Directory.CreateDirectory(Store(pattern.StartsWith('*') ? "inner" : ".")).FullName;
        Dataset ds = OpenDataset(Path.Combine(TestData.Folder, "labelled", "day_200101.nc")).Subset("t");
        ds.Isel("time", ..10).ToZarr(Path.Combine(where, "part01.zarr"), format: 3);
        ds.Isel("time", 10..20).ToZarr(Path.Combine(where, "part02.zarr"));
        ds.Isel("time", 20..).ToNetCdf(Path.Combine(where, "part03.zarr.nc"));
        if (pattern.EndsWith(".zarr", StringComparison.Ordinal))
            ds = ds.Isel("time", ..20);
        Dataset many = OpenMfDataset(Path.Combine(folder.Path, pattern));
        Assert.Equal(ds["t"].Compute().ToArray<double>(), many["t"].Compute().ToArray<double>());
        Assert.Equal(-1, ds.Coords.IndexOf("time")!.FirstDifference(many.Coords.IndexOf("time")!));
    }

    [Fact]
    public void Many_stores_are_opened_by_a_list()
    {
        Dataset ds = OpenDataset(Path.Combine(TestData.Folder, "labelled", "day_200101.nc")).Subset("t");
        ds.Isel("time", ..10).ToZarr(Store("b.zarr"));
        ds.Isel("time", 10..).ToZarr(Store("a.zip"));
        Assert.Equal(
            ds["t"].Compute().ToArray<double>(),
            OpenMfDataset([Store("a.zip"), Store("b.zarr")])["t"].Compute().ToArray<double>()
        );
        Assert.Equal(10, OpenMfDataset(Store("b.zarr")).Sizes["time"]);
    }
}
