using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>How times, bounds and durations are stored: as in the file that they come from, and as xarray does.</summary>
public class TimeStorageTests
{
    private static Dataset Through(TemporaryFolder folder, Dataset dataset, bool zarr, bool decodeCf = true)
    {
        string path = Path.Combine(folder.Path, zarr ? "x.zarr" : "x.nc");
        if (zarr)
            dataset.ToZarr(path);
        else
            dataset.ToNetCdf(path);
        return zarr ? OpenZarr(path, decodeCf: decodeCf) : OpenDataset(path, decodeCf: decodeCf);
    }

    // A file whose times have the given dtype, units and calendar.
    private static Dataset Made(TemporaryFolder folder, NDArray values, string units, string calendar)
    {
        DataArray time = new DataArray(values, ["time"]).AssignAttrs(
            ("units", units),
            ("calendar", calendar),
            ("bounds", "tb")
        );
        double[] edges = [.. values.ToArray<double>().SelectMany(v => new[] { v - 0.5, v + 0.5 })];
        var bounds = new DataArray(NDArray.From(edges, (values.Shape[0], 2)), ["time", "nv"], name: "tb");
        string path = Path.Combine(folder.Path, "source.nc");
        new Dataset([bounds.AssignCoords("time", time)]).ToNetCdf(path);
        return OpenDataset(path);
    }

    public static TheoryData<bool, string, string, string> Stored =>
        new()
        {
            { false, "float64", "days since 1850-01-01", "noleap" },
            { false, "int32", "hours since 1900-01-01 00:00:0.0", "gregorian" },
            { true, "int16", "days since 2000-01-01", "365_day" },
            { true, "int64", "seconds since 1970-01-01", "proleptic_gregorian" },
        };

    [Theory, MemberData(nameof(Stored))]
    public void Units_calendar_and_dtype_of_times_survive(bool zarr, string dtype, string units, string calendar)
    {
        using var folder = new TemporaryFolder();
        DType stored = Enum.Parse<DType>(dtype, ignoreCase: true);
        Dataset ds = Made(folder, NDArray.From([1.0, 4, 40]).AsType(stored), units, calendar);
        DataArray raw = Through(folder, ds.Isel("time", 1..), zarr, decodeCf: false)["time"];
        Assert.Equal((units, calendar, stored), (raw.Attrs.Text("units"), raw.Attrs.Text("calendar"), raw.DType));
        Assert.Equal([4.0, 40], raw.Compute().ToArray<double>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Missing_times_keep_the_fill_value_of_their_file(bool isLoaded)
    {
        using var folder = new TemporaryFolder();
        DataArray when = new DataArray(NDArray.From([1, -999, 3]), ["x"], name: "when").AssignAttrs(
            ("units", "days since 2000-01-01"),
            ("_FillValue", -999)
        );
        string path = Path.Combine(folder.Path, "source.nc");
        when.ToDataset().ToNetCdf(path);
        DataArray read = OpenDataset(path)["when"];
        Assert.Equal(["2000-01-02", "NaT", "2000-01-04"], read.Dt.Strftime("%F").ToArray());
        DataArray raw = Through(folder, (isLoaded ? read.Load() : read).ToDataset(), zarr: false, decodeCf: false)[
            "when"
        ];
        Assert.Equal((DType.Int32, (object)-999), (raw.DType, raw.Attrs["_FillValue"]));
        Assert.Equal([1, -999, 3], raw.Compute().ToArray<int>());
    }

    public static TheoryData<NDArray, string, double?, VariableEncoding, string, string> Asked()
    {
        const string Days = "days since 2000-01-01",
            Dates = "day as %Y%m%d";
        NDArray times = NDArray.From([1.0, 2, 3]),
            holes = NDArray.From([1.0, -999, 3]);
        string taken = "'when': 2000-01-02 would be stored as 1, the fill value; choose another FillValue";
        VariableEncoding Of(DType? dtype = null, double? fill = null, string? units = null) =>
            new()
            {
                DType = dtype,
                FillValue = fill,
                Units = units,
            };
        const string Refused = "encoding of 'when': the fill value 1E+20 is not a valid int32",
            Half = "encoding of 'when': the fill value 0.5 is not a valid int32",
            Default = "int32 1 2 3; -2147483647";
        // The numbers of a file, their units and fill value, what is asked for, and what loaded and lazy times are stored as.
        return new()
        {
            { times, Days, double.NaN, Of(DType.Int32), "int32 1 2 3; none", Default },
            { times, Days, 9.97e36, Of(DType.Int32), "int32 1 2 3; none", Default },
            { times, Days, 1e20, Of(), "float64 1 2 3; 1E+20", "float64 1 2 3; 1E+20" },
            { times, Days, null, Of(DType.Int32, 1e20), Refused, Refused },
            { times, Days, null, Of(DType.Int32, 0.5), Half, Half },
            { times, Days, null, Of(DType.Int32, 0.5, Days), Half, Half },
            { times, Days, null, Of(DType.Int32, 1), taken, taken },
            { times, Days, null, Of(DType.Int32, 1, Days), taken, taken },
            { holes, Days, -999, Of(DType.Int16, -5), "int16 1 -5 3; -5", "int16 1 -5 3; -5" },
            { holes, Days, -999, Of(DType.Int16), "int16 1 -999 3; -999", "int16 1 -999 3; -999" },
            { holes, Days, -999, Of(fill: -5), "float64 1 -5 3; -5", "float64 1 -5 3; -5" },
            {
                NDArray.From([1, long.MinValue]),
                Days,
                null,
                Of(),
                "float64 1 NaN; none",
                "int64 1 -9.223372036854776E+18; none"
            },
            {
                NDArray.From([20000101, 0]),
                Dates,
                null,
                Of(),
                "float64 20000101 NaN; none",
                "int32 20000101 -2147483648; none"
            },
            { NDArray.From([1, int.MinValue]), Days, null, Of(), "float64 1 NaN; none", "int32 1 -2147483648; none" },
        };
    }

    [Theory, MemberData(nameof(Asked))]
    public void Times_are_stored_as_asked_or_as_in_their_file(
        NDArray values,
        string units,
        double? fill,
        VariableEncoding asked,
        string loaded,
        string lazy
    )
    {
        using var folder = new TemporaryFolder();
        string source = Path.Combine(folder.Path, "source.nc"),
            target = Path.Combine(folder.Path, "target.nc");
        DataArray when = new DataArray(values, ["x"], name: "when").AssignAttrs(("units", units));
        if (fill is { } mark)
            when = when.AssignAttrs(("_FillValue", mark));
        when.ToDataset().ToNetCdf(source);
        DataArray read = OpenDataset(source)["when"];
        Assert.Equal((loaded, lazy), (Written(read.Load()), Written(read)));

        string Written(DataArray array)
        {
            try
            {
                array.ToDataset().ToNetCdf(target, encoding: new() { ["when"] = asked });
            }
            catch (GchunkException e)
            {
                return e.Message;
            }
            Assert.Equal(read.Dt.Strftime("%F").ToArray(), OpenDataset(target)["when"].Dt.Strftime("%F").ToArray());
            DataArray raw = OpenDataset(target, decodeCf: false)["when"];
            return FormattableString.Invariant(
                $"{raw.DType.Name} {string.Join(' ', raw.Compute().ToArray<double>())}; {raw.Attrs.GetValueOrDefault("_FillValue") ?? "none"}"
            );
        }
    }

    [Fact]
    public void Times_that_the_missing_value_of_their_file_marks_are_refused_or_drop_it()
    {
        using var folder = new TemporaryFolder();
        string source = Path.Combine(folder.Path, "source.nc");
        new DataArray(NDArray.From([1, -9, -8]), ["x"], name: "when")
            .AssignAttrs(("units", "days since 2000-01-01"), ("_FillValue", -9), ("missing_value", -8))
            .ToDataset()
            .ToNetCdf(source);
        DataArray when = OpenDataset(source)["when"];
        when[0] = when.Isel("x", 0) - TimeSpan.FromDays(9);
        Assert.Contains(
            "'when': 1999-12-24 would be stored as -8, the fill value",
            Assert.Throws<GchunkException>(() => Through(folder, when.ToDataset(), zarr: false)).Message
        );
        DataArray raw = Through(folder, when.Load().ToDataset(), zarr: false, decodeCf: false)["when"];
        Assert.Equal([-8.0, -9, -9], raw.Compute().ToArray<double>());
        Assert.Equal((true, false), (raw.Attrs.ContainsKey("_FillValue"), raw.Attrs.ContainsKey("missing_value")));
    }

    [Fact]
    public void Times_that_do_not_fit_the_dtype_of_the_first_file_lose_its_fill_value()
    {
        using var folder = new TemporaryFolder();
        foreach (int year in (int[])[2000, 2001])
        {
            DataArray time = new DataArray(NDArray.From([0f, 1]), ["time"]).AssignAttrs(
                ("units", $"seconds since {year}-01-01"),
                ("_FillValue", float.NaN)
            );
            new DataArray(NDArray.From([1.0, 2]), ["time"], name: "v")
                .AssignCoords("time", time)
                .ToDataset()
                .ToNetCdf(Path.Combine(folder.Path, $"b{year}.nc"));
        }
        Dataset both = OpenMfDataset(Path.Combine(folder.Path, "b*.nc"));
        foreach (bool zarr in (bool[])[false, true])
        {
            DataArray raw = Through(folder, both, zarr, decodeCf: false)["time"];
            Assert.Equal([0, 1, 31_622_400, 31_622_401], raw.Compute().ToArray<long>());
            Assert.Equal((DType.Int64, false), (raw.DType, raw.Attrs.ContainsKey("_FillValue")));
        }
    }

    [Fact]
    public void Times_that_the_units_of_their_file_cannot_hold_get_others()
    {
        using var folder = new TemporaryFolder();
        Dataset ds = Made(folder, NDArray.From([1, 4, 40]), "days since 2000-01-01", "standard");
        Dataset moved = ds.Drop("tb").AssignCoords("time", ds["time"] + TimeSpan.FromMinutes(7));
        Assert.Equal("2000-01-02T00:07:00", Through(folder, moved, zarr: false).Coords["time"].Index!.Label(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bounds_are_written_in_the_units_of_their_parent(bool zarr)
    {
        using var folder = new TemporaryFolder();
        Dataset ds = Made(folder, NDArray.From([1.0, 4, 40]), "days since 1850-01-01", "noleap");
        Dataset raw = Through(folder, ds, zarr, decodeCf: false);
        Assert.Equal([0.5, 1.5, 3.5, 4.5, 39.5, 40.5], raw["tb"].Compute().ToArray<double>());
        Assert.Null(raw["tb"].Attrs.Text("units"));
        // Bounds in memory, and a parent whose units change.
        Dataset loaded = ds.Load().AssignCoords("time", ds["time"] + TimeSpan.FromHours(1));
        using var other = new TemporaryFolder();
        Dataset back = Through(other, loaded.AssignCoords("time", loaded["time"].AssignAttrs(("bounds", "tb"))), zarr);
        Assert.Equal(ds["tb"].Dt.Strftime("%Y-%m-%d %H").ToArray(), back["tb"].Dt.Strftime("%Y-%m-%d %H").ToArray());
    }

    // xarray: ds.to_netcdf, then ncdump.
    [Theory]
    [InlineData(12.0, 36.0, "hours", 12.0, 36.0)]
    [InlineData(24.0, 72.0, "days", 1.0, 3.0)]
    [InlineData(1.5 / 3600, 1.0, "milliseconds", 1500.0, 3600000.0)]
    [InlineData(12.0, double.NaN, "hours", 12.0, double.NaN)]
    public void Durations_are_stored_in_the_coarsest_units(
        double a,
        double b,
        string units,
        double first,
        double second
    )
    {
        using var folder = new TemporaryFolder();
        TimeDelta64 Of(double hours) => double.IsNaN(hours) ? TimeDelta64.NaT : TimeSpan.FromHours(hours);
        Dataset ds = new([new DataArray(NDArray.From([Of(a), Of(b)]), ["x"], name: "age")]);
        DataArray raw = Through(folder, ds, zarr: false, decodeCf: false)["age"];
        Assert.Equal((units, "timedelta64[ns]"), (raw.Attrs.Text("units"), raw.Attrs.Text("dtype")));
        Assert.Equal([first, second], raw.Compute().ToArray<double>());
        foreach (bool zarr in new[] { false, true })
        {
            using var other = new TemporaryFolder();
            DataArray back = Through(other, ds, zarr)["age"];
            Assert.Equal(DType.TimeDelta64, back.DType);
            Assert.Equal([Of(a), Of(b)], back.Compute().ToArray<TimeDelta64>());
            using var third = new TemporaryFolder();
            Assert.Equal(units, Through(third, back.ToDataset(), zarr, decodeCf: false)["age"].Attrs.Text("units"));
        }
    }

    [Fact]
    public void Durations_label_dimensions()
    {
        using var folder = new TemporaryFolder();
        DataArray lead =
                new(TimeDeltas(TimeSpan.Zero, TimeSpan.FromHours(6), TimeSpan.FromHours(30)).Expression, ["lead"]),
            x = new DataArray(NDArray.From([1.0, 2, 3]), ["lead"], name: "v").AssignCoords("lead", lead);
        DataArray back = Through(folder, x.ToDataset(), zarr: false)["v"];
        Assert.Equal("0 s 6 h 1 d 6 h", back.Coords["lead"].Index!.ToString());
        Assert.Equal(2, back.Sel("lead", TimeSpan.FromHours(6)).Scalar());
        Assert.Equal(2, back.Sel("lead", Slice(TimeSpan.FromHours(1), "48H")).Sizes["lead"]);
        Assert.Contains(
            "are durations (0 s to 1 d 6 h, 3 labels); give one such as TimeSpan.FromHours(12)",
            Assert.Throws<GchunkException>(() => back.Sel("lead", 6)).Message
        );
    }

    [Fact]
    public void A_variable_with_units_of_time_only_is_a_number()
    {
        using var folder = new TemporaryFolder();
        DataArray wet = new DataArray(NDArray.From([3.0]), ["x"], name: "wet").AssignAttrs(("units", "days"));
        Assert.Equal(DType.Float64, Through(folder, wet.ToDataset(), zarr: false)["wet"].DType);
    }
}
