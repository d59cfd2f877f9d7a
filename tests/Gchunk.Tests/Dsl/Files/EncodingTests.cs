using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Dsl.Labels;
using Gchunk.Tests.Engine.Storage;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>How values are stored in NetCDF files: packed, in chunks, appended, in several files.</summary>
public sealed class EncodingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk").FullName;

    private string Target => Path.Combine(folder, "out.nc");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Packed_values_are_read_back_rounded()
    {
        var x = new DataArray(NDArray.From([1.004, double.NaN, -3.26, 327.0]), ["i"], name: "x");
        x.ToDataset()
            .ToNetCdf(
                Target,
                encoding: new()
                {
                    ["x"] = new()
                    {
                        DType = DType.Int16,
                        ScaleFactor = 0.01,
                        FillValue = -32768,
                    },
                }
            );
        Assert.Equal(
            [100, -32768, -326, 32700],
            OpenDataset(Target, maskAndScale: false)["x"].Compute().ToArray<long>()
        );
        // As in xarray, 16-bit numbers become float32.
        Assert.Equal(
            [100 * 0.01f, float.NaN, -326 * 0.01f, 32700 * 0.01f],
            OpenDataset(Target)["x"].Compute().ToArray<float>()
        );
    }

    [Theory]
    [InlineData(327.68, "'x' has the value 327.68, which would be stored as 32768: int16 goes from -32768 to 32767")]
    [InlineData(double.NaN, "'x' has missing values, which int16 cannot hold")]
    [InlineData(double.PositiveInfinity, "int16 goes from -32768 to 32767")]
    public void A_value_that_does_not_fit_is_an_error_and_leaves_no_file(double value, string message)
    {
        var x = new DataArray(NDArray.From([0.0, value]), ["i"], name: "x");
        Assert.Contains(
            message,
            LabelledData.Error(() =>
                x.ToDataset()
                    .ToNetCdf(
                        Target,
                        encoding: new()
                        {
                            ["x"] = new() { DType = DType.Int16, ScaleFactor = 0.01 },
                        }
                    )
            ),
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_value_that_would_be_read_as_missing_is_an_error()
    {
        var x = new DataArray(NDArray.From([5.0]), ["i"], name: "x");
        Assert.Contains(
            "which would be stored as 5, the fill value",
            LabelledData.Error(() =>
                x.ToDataset()
                    .ToNetCdf(
                        Target,
                        encoding: new()
                        {
                            ["x"] = new() { DType = DType.Int8, FillValue = 5 },
                        }
                    )
            ),
            StringComparison.Ordinal
        );
    }

    // The numbers of a file with factor 0.5 and their attributes, the first value in place of theirs, and what is stored.
    public static TheoryData<NDArray, (string, object)[], double, string> Marks()
    {
        const string Taken = "which would be stored as ";
        NDArray bytes = NDArray.From(new sbyte[] { 1, -1, 100 }),
            shorts = NDArray.From(new short[] { 1, -8, -9 });
        (string, object)[] both = [("_FillValue", (short)-9), ("missing_value", (short)-8)],
            unsigned = [("_Unsigned", "true"), ("missing_value", (sbyte)-1)],
            wide = [("_Unsigned", "true"), ("missing_value", (short)255)];
        return new()
        {
            { shorts, both, -4, Taken + "-8, the missing_value" },
            { shorts, both, -4.5, Taken + "-9, the fill value" },
            { shorts, both, 2, "4 -9 -9" },
            { bytes, unsigned, double.NaN, "-127 -1 100" },
            { bytes, unsigned, 127, "-2 -1 100" },
            { bytes, wide, double.NaN, "-1 -1 100" },
            { bytes, wide, 127.5, Taken + "255, the fill value" },
            { NDArray.From([1, 5, 100L]), [("_Unsigned", "true"), ("_FillValue", 5L)], 2, "4 5 100" },
            {
                NDArray.From([1, 5, 100L]),
                [("_Unsigned", "true"), ("_FillValue", 5L)],
                2.5,
                Taken + "5, the fill value"
            },
            { NDArray.From(new byte[] { 1, 5 }), [("_Unsigned", "false"), ("_FillValue", (byte)5)], 2, "4 5" },
            { shorts, [("scale_factor", "0.01")], 0.25, "25 -8 -9" },
            { shorts, [("scale_factor", "0.01"), ("add_offset", "1")], 1.25, "25 -8 -9" },
        };
    }

    [Theory, MemberData(nameof(Marks))]
    public void What_is_read_as_missing_is_written_for_missing_values_only(
        NDArray values,
        (string, object)[] attrs,
        double first,
        string expected
    )
    {
        DataArray v = new DataArray(values, ["x"], name: "v").AssignAttrs(("scale_factor", 0.5f));
        foreach (var (name, value) in attrs)
            v = v.AssignAttrs((name, value));
        v.ToDataset().ToNetCdf(Target);
        string again = Target + ".nc";
        DataArray changed = OpenDataset(Target)["v"];
        changed[0] = first;
        string stored;
        try
        {
            changed.ToDataset().ToNetCdf(again);
            DataArray back = OpenDataset(again)["v"];
            Assert.Equal(changed.DType, back.DType);
            Assert.Equal(changed.Compute().ToArray<double>(), back.Compute().ToArray<double>());
            stored = string.Join(' ', OpenDataset(again, decodeCf: false)["v"].Compute().ToArray<long>());
        }
        catch (GchunkException e)
        {
            stored = e.Message;
        }
        Assert.Contains(expected, stored, StringComparison.Ordinal);
    }

    public static TheoryData<NDArray, object> Ends =>
        new()
        {
            { NDArray.From(new[] { 1, 2, long.MinValue }), long.MinValue },
            { NDArray.From(new[] { 1, 2, long.MaxValue }), long.MaxValue },
            { NDArray.From(new ulong[] { 1, 2, ulong.MaxValue }), ulong.MaxValue },
        };

    [Theory, MemberData(nameof(Ends))]
    public void The_ends_of_64_bits_mark_missing_values(NDArray values, object fill)
    {
        new Dataset([new DataArray(values, ["x"], name: "v").AssignAttrs(("_FillValue", fill))]).ToNetCdf(Target);
        string again = Target + ".nc";
        OpenDataset(Target).ToNetCdf(again);
        Assert.Equal([1, 2, double.NaN], OpenDataset(again)["v"].Compute().ToArray<double>());
        Assert.Equal(values.DType, OpenDataset(again, decodeCf: false)["v"].DType);
        Assert.Equal(fill, OpenDataset(again, decodeCf: false)["v"].Attrs["_FillValue"]);
    }

    [Fact]
    public void Integers_that_are_made_missing_get_a_fill_value_that_those_of_the_file_do_not_need()
    {
        DataArray v = new DataArray(NDArray.From([0.5, 1, 1.5]), ["x"], name: "v").AssignCoords("x", 0, 1, 2);
        new Dataset([v]).ToNetCdf(
            Target,
            encoding: new()
            {
                ["v"] = new() { DType = DType.Int16, ScaleFactor = 0.5 },
            }
        );
        DataArray packed = OpenDataset(Target)["v"];
        string again = Target + ".nc";
        foreach (
            var (values, expected) in new[]
            {
                (packed.Isel("x", 1..), 2),
                (packed.Load(), 3),
                (packed.Reindex("x", [1, 9]), 1),
            }
        )
        {
            values.ToDataset().ToNetCdf(again);
            DataArray raw = OpenDataset(again, decodeCf: false)["v"];
            Assert.Equal(DType.Int16, raw.DType);
            Assert.Equal(expected == 1, raw.Attrs.ContainsKey("_FillValue"));
            Assert.Equal(expected, OpenDataset(again)["v"].Count().Compute().ToArray<double>()[0]);
        }
    }

    [Theory]
    [InlineData("netcdf", "dt_global_allsat_madt_h_20150101.nc", "adt")]
    [InlineData("labelled", "day_200101.nc", "packed")]
    [InlineData("odd", "packed_all.nc", "unsigned")]
    [InlineData("odd", "packed_all.nc", "u2_both")]
    [InlineData("labelled", "day_200101.nc", "t")]
    public void The_packing_of_a_file_is_kept(string where, string file, string name)
    {
        string path = Path.Combine(TestData.Folder, where, file);
        Dataset ds = OpenDataset(path).Subset(name);
        ds.ToNetCdf(Target);
        DataArray before = OpenDataset(path, maskAndScale: false)[name],
            after = OpenDataset(Target, maskAndScale: false)[name];
        Assert.Equal(before.DType, after.DType);
        Assert.Equal(before.Compute().ToArray<double>(), after.Compute().ToArray<double>());
        Assert.Equal(ds[name].Compute().ToArray<double>(), OpenDataset(Target)[name].Compute().ToArray<double>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Chunks_that_many_threads_compress_are_read_back(int level)
    {
        ChunkedArray values = Rand.Uniform((37, 200, 300), chunks: (10, 200, 300), seed: 3);
        var x = new DataArray(values.Expression, ["t", "y", "x"], name: "v");
        x.ToDataset()
            .ToNetCdf(
                Target,
                encoding: new()
                {
                    ["v"] = new() { Chunks = [5, 64, 300], Compression = level },
                },
                unlimited: "t"
            );
        double[] expected = values.Compute().ToArray<double>();
        Assert.Equal(expected, OpenDataset(Target)["v"].Compute().ToArray<double>());
        x.ToNetCdf(Target, level);
        Assert.Equal(expected, OpenDataset(Target)["v"].Compute().ToArray<double>());
    }

    [Fact]
    public void A_file_grows_along_its_unlimited_dimension()
    {
        Dataset first = OpenDataset(LabelledData.File("day_200101.nc")),
            second = OpenDataset(LabelledData.File("day_200102.nc"));
        first.ToNetCdf(Target, 4, "time");
        second.AppendToNetCdf(Target, "time");
        Dataset both = OpenMfDataset([LabelledData.File("day_200101.nc"), LabelledData.File("day_200102.nc")]),
            back = OpenDataset(Target);
        Assert.Equal(59, back.Sizes["time"]);
        Assert.Equal(-1, both.Coords["time"].Index!.FirstDifference(back.Coords["time"].Index!));
        foreach (string name in both.Names)
            Assert.Equal(both[name].Compute().ToArray<double>(), back[name].Compute().ToArray<double>());
        byte[] before = File.ReadAllBytes(Target);
        Assert.Contains(
            "the dimension 'lat' has the fixed length 5",
            LabelledData.Error(() => second.AppendToNetCdf(Target, "lat")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "lacks 'count'",
            LabelledData.Error(() => second.Drop("count").AppendToNetCdf(Target, "time")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "would be stored as",
            LabelledData.Error(() => second.Assign("packed", second["packed"] * 1e6).AppendToNetCdf(Target, "time")),
            StringComparison.Ordinal
        );
        Assert.Equal(before, File.ReadAllBytes(Target));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void Several_files_are_written_together()
    {
        Dataset ds = LabelledData.Days();
        string[] paths = [Path.Combine(folder, "a.nc"), Path.Combine(folder, "b.nc")];
        ToMfNetCdf([ds.Isel("time", ..40), ds.Isel("time", 40..)], paths);
        Assert.Equal(ds["t"].Compute().ToArray<double>(), OpenMfDataset(paths)["t"].Compute().ToArray<double>());
        Assert.Contains(
            "need as many paths",
            LabelledData.Error(() => ToMfNetCdf([ds], paths)),
            StringComparison.Ordinal
        );
    }
}
