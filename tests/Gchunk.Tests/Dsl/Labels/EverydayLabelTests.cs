using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Labels;

/// <summary>What users of xarray type every day, and the errors near it.</summary>
public class EverydayLabelTests
{
    private static DataArray Sample(string name, double[] values, params double[] at) =>
        new DataArray(NDArray.From(values), ["x"], name: name).AssignCoords("x", at);

    private static double[] Values(DataArray x) => x.Compute().ToArray<double>();

    private static string Said(Func<object> act) => Assert.Throws<GchunkException>(act).Message;

    private static DataArray At(string calendar, string start = "2000-01-01") =>
        new DataArray(NDArray.From([1.0, 2]), ["time"], name: "v").AssignCoords(
            "time",
            DateRange(start, periods: 2, calendar: calendar)
        );

    [Fact]
    public void Texts_without_a_value_are_empty()
    {
        DataArray texts = new DataArray(new[] { "p", "q" }, "x").AssignCoords("x", "a", "b"),
            other = texts.Isel("x", 1..).AssignCoords("x", "c"),
            padded = texts.Pad([("x", 1, 2)]);
        Assert.Equal(["p", "", "q"], texts.Reindex("x", ["a", "c", "b"]).Texts().ToArray());
        Assert.Equal(["p", "q", ""], Align(texts, other, Join.Outer).A.Texts().ToArray());
        Assert.Equal(["", "p"], texts.Shift("x", 1).Texts().ToArray());
        Assert.Equal(["", "p", "q", "", ""], padded.Texts().ToArray());
        Assert.Equal(["", "a", "b", "", ""], padded["x"].Texts().ToArray());
        Assert.Equal(["b", "a", "b", "a", "b"], texts.Pad([("x", 1, 2)], "wrap")["x"].Texts().ToArray());
        Assert.Equal(["q", "p", "q", "p", "q"], texts.Pad([("x", 1, 2)], "wrap").Texts().ToArray());
        DataArray blocks = texts.Coarsen("pad", "left", ("x", 2)).Construct(("x", "block", "place"));
        Assert.Equal(["a", "b"], blocks["x"].Texts().ToArray());
    }

    [Fact]
    public void Three_labels_with_a_method_and_coordinates_as_pairs()
    {
        DataArray cube = new DataArray(Arange(24).Reshape((2, 3, 4)), ["a", "b", "c"])
            .AssignCoords(("a", [0, 10]))
            .AssignCoords(("b", [0, 1, 2]))
            .AssignCoords("c", [0, 5, 6, 7]);
        Assert.Equal(18, cube.Sel(("a", 9), ("b", 1.2), ("c", 5.9), method: SelectMethod.Nearest).Compute().ToDouble());
        Assert.Equal(
            18,
            cube.ToDataset("n")
                .Sel(("a", 9), ("b", 1.2), ("c", 5.9), method: SelectMethod.Nearest)["n"]
                .Compute()
                .ToDouble()
        );
        DataArray named = cube.AssignCoords(("twice", cube["a"] * 2), ("b", cube["b"] + 1));
        Assert.Equal([0, 20], named["twice"].Compute().ToArray<double>());
        Assert.Equal([1, 2, 3], named["b"].Compute().ToArray<double>());
        Assert.Equal(
            [1, 2, 3],
            cube.ToDataset("n").AssignCoords(("b", cube["b"] + 1))["b"].Compute().ToArray<double>()
        );
    }

    [Fact]
    public void The_standard_and_the_proleptic_calendar_agree_after_1582()
    {
        DataArray standard = At("standard"),
            proleptic = At("proleptic_gregorian");
        Assert.Equal([2.0, 4], Values(standard + proleptic));
        Assert.Equal([1.0, 2, 1, 2], Values(Concat([standard, At("proleptic_gregorian", "2000-01-03")], "time")));
        Assert.Equal([1, 2, double.NaN], Values(proleptic.Reindex("time", DateRange("2000-01-01", periods: 3))));
        Assert.Equal([1.0], Values(Align(standard, At("proleptic_gregorian", "1999-12-31"), Join.Inner).A));
        Assert.Equal([false, false], (standard["time"] > proleptic["time"]).Compute().ToArray<bool>());
        Assert.Equal(
            [2.0],
            Values(standard.Interp("time", DateRange("2000-01-02", periods: 1, calendar: "proleptic_gregorian")))
        );
        Assert.Contains(
            "in calendar: standard against proleptic_gregorian; ConvertCalendar",
            Said(() => At("standard", "1500-01-01") + At("proleptic_gregorian", "1500-01-01"))
        );
        Assert.Contains("ConvertCalendar", Said(() => At("standard") + At("noleap")));
        Assert.Contains("of different kinds", Said(() => Align(At("standard"), At("noleap"), Join.Outer)));
    }

    [Fact]
    public void Files_in_either_calendar_are_opened_as_one()
    {
        using var folder = new TemporaryFolder();
        At("standard").ToNetCdf(Path.Combine(folder.Path, "a0.nc"));
        At("proleptic_gregorian", "2000-01-03").ToNetCdf(Path.Combine(folder.Path, "a1.nc"));
        Assert.Equal([1.0, 2, 1, 2], Values(OpenMfDataset(Path.Combine(folder.Path, "a*.nc"))["v"]));
    }

    [Fact]
    public void A_variable_that_one_data_set_lacks_is_missing_there()
    {
        Dataset first = new([Sample("a", [1, 2], 0, 1)]),
            second = new([Sample("a", [3, 4], 2, 3), Sample("b", [9, 8], 2, 3)]);
        Assert.Equal([double.NaN, double.NaN, 9, 8], Values(Concat([first, second], "x")["b"]));
        Assert.Equal([9, 8, double.NaN, double.NaN], Values(Concat([second, first], "x")["b"]));
        string said = Said(() =>
            Concat(
                [Sample("a", [1, 2], 0, 1).ExpandDims("t", 0), Sample("a", [1, 2], 1e-13, 1).ExpandDims("t", 1)],
                "t"
            )
        );
        Assert.Contains("join: (Inner, Outer, Left, Right)", said);
        Assert.DoesNotContain("tolerance:,", said);
        Assert.Contains("AlignTo(other, tolerance: …)", said);
    }

    [Fact]
    public void Preprocess_knows_the_path_of_its_file()
    {
        using var folder = new TemporaryFolder();
        for (int i = 1; i < 3; i++)
            Sample("t", [i], 0).ToDataset().ToNetCdf(Path.Combine(folder.Path, $"day_2000010{i}.nc"));
        Dataset all = OpenMfDataset(
            Path.Combine(folder.Path, "day_*.nc"),
            combine: Combine.Nested,
            concatDim: "time",
            preprocess: d =>
                d.AssignCoords(
                    "time",
                    DateTime.ParseExact(
                        Path.GetFileNameWithoutExtension(d.Source!)[4..],
                        "yyyyMMdd",
                        System.Globalization.CultureInfo.InvariantCulture
                    )
                )
        );
        Assert.Equal("2000-01-01 2000-01-02", all.Coords["time"].Index!.ToString());
        Assert.Equal(
            Path.Combine(folder.Path, "day_20000101.nc"),
            OpenDataset(Path.Combine(folder.Path, "day_20000101.nc")).Source
        );
        Assert.Null(all.Source);
    }

    [Fact]
    public void A_dimension_that_a_variable_has_twice_gets_a_number()
    {
        Dataset ds = OpenDataset(Path.Combine(Checkout.Root, "tests", "data", "twice.nc"));
        Assert.Equal(["x", "x_2"], ds["cov"].Dims);
        Assert.Equal([1.0, 2, 2, 5], Values(ds["cov"]));
        Assert.Equal([1.0, 2], Values(ds["v"]));
        Assert.Equal(
            [1.0, 10],
            Values(
                (ds["cov"] * ds["v"].Rename(("x", "x_2"))).Isel("x", new[] { 0, 1 }).Max("x")
                    - new DataArray(NDArray.From([1.0, 0]), ["x_2"])
            )
        );
    }

    [Fact]
    public void Texts_are_compared_and_looked_up()
    {
        var kind = new DataArray(["a", "b", "a"], "x");
        Assert.Equal([true, false, true], (kind == "a").Compute().ToArray<bool>());
        Assert.Equal([false, true, false], (kind != "a").Compute().ToArray<bool>());
        Assert.Equal([false, true, false], kind.IsIn("b", "z").Compute().ToArray<bool>());
        Assert.Equal([true, false, true], kind.IsIn(new DataArray(["a"], "y")).Compute().ToArray<bool>());
        DataArray time = At("noleap")["time"];
        Assert.Equal([false, true], time.IsIn("2000-01-02", "2000-02-28").Compute().ToArray<bool>());
        Assert.Equal([true, false], time.IsIn(new DateTime(2000, 1, 1)).Compute().ToArray<bool>());
        Assert.Equal([true, false], (time == new DateTime(2000, 1, 1)).Compute().ToArray<bool>());
        Assert.Contains("equals no text; give numbers", Said(() => Sample("a", [1], 0).IsIn("b")));
        Assert.Contains("the elements are float64", Said(() => kind.IsIn(1.5)));
    }

    [Fact]
    public void Equality_is_elementwise_and_Equals_compares_whole_arrays()
    {
        DataArray x = Sample("a", [1, 2, double.NaN], 0, 1, 2);
        Assert.Equal([true, false, false], (x == 1).Compute().ToArray<bool>());
        Assert.Equal([false, true, true], (x != 1).Compute().ToArray<bool>());
        Assert.Equal([false, true, false], x.Equal(2).Compute().ToArray<bool>());
        Assert.Equal([1, double.NaN, double.NaN], Values(x.Where(x == 1)));
        Assert.True(x.Equals(Sample("b", [1, 2, double.NaN], 0, 1, 2)));
        Assert.False(x.Equals(x + 1));
        Assert.False(x.Equals((object)Sample("a", [1, 2, double.NaN], 0, 1, 2)));
        ChunkedArray plain = Arange(3);
        Assert.Equal([false, true, false], (plain == 1).Compute().ToArray<bool>());
        Assert.Equal([true, false, true], (plain != 1).Compute().ToArray<bool>());
        Assert.False(plain.Equals(Arange(3)));
    }

    [Theory]
    [InlineData("multiply")]
    [InlineData("divide")]
    [InlineData("floor_divide")]
    [InlineData("less")]
    [InlineData("maximum")]
    public void Times_are_not_combined_with_numbers(string op)
    {
        string said = Said(() => DataArray.Elementwise(op, At("standard")["time"], 2));
        Assert.True(
            said.Contains("is not defined for times", StringComparison.Ordinal)
                || said.Contains("times cannot be compared with 2; give a time", StringComparison.Ordinal),
            said
        );
    }

    [Fact]
    public void Points_that_share_a_dimension_need_its_labels()
    {
        DataArray t = new DataArray(NDArray.From([3.0, 1, 2, 9, 7, 8], (2, 3)), ["time", "lev"]).AssignCoords(
                "time",
                0,
                1
            ),
            at = new DataArray(NDArray.From(new long[] { 1, 2 }), ["time"]);
        Assert.Equal([1.0, 8], Values(t.Isel("lev", at)));
        Assert.Contains(
            "the labels of 'time' differ first at position 1",
            Said(() => t.Isel("lev", at.AssignCoords("time", 0, 5)))
        );
        Assert.Contains(
            "has length 1 in the points and 2 in the array",
            Said(() => t.Isel("lev", at.Isel("time", ..1)))
        );
        Assert.Contains("position 3 is out of range", Said(() => t.Isel("lev", at + 1)));
    }

    [Fact]
    public void Levels_of_a_stack_are_selected_joined_and_named_in_errors()
    {
        DataArray v = new DataArray(NDArray.From([0.0, 1, 2, 3, 4, 5], (2, 3)), ["lat", "lon"], name: "v")
                .AssignCoords("lat", 10, 20)
                .AssignCoords("lon", 0, 1, 2),
            s = v.Stack("z", "lat", "lon");
        DataArray row = s.Sel("lat", 20);
        Assert.Equal(("lon", 20.0), (row.Dims[0], row["lat"].Scalar()));
        Assert.Equal([3.0, 4, 5], Values(s.ToDataset().Sel("lat", 20)["v"]));
        Assert.Equal([1.0, 2, 4, 5], Values(s.Sel("lon", Slice(1, 2))));
        Assert.Equal([5.0], Values(s.Sel(("lat", 20), ("lon", new double[] { 2 }))));
        DataArray other = (v + 6).AssignCoords("lat", 20, 30).Stack("z", "lat", "lon");
        DataArray joined = Concat([s.Isel("z", 0..3), other], "z").Unstack("z");
        Assert.Equal([0.0, 1, 2, 6, 7, 8, 9, 10, 11], Values(joined));
        Assert.Equal([10.0, 20, 30], Values(joined["lat"]));
        Assert.Contains("group by one of these", Said(() => s.GroupBy("z")));
        Assert.Contains("'lat' has no label 15", Said(() => s.Sel("lat", 15)));
    }

    [Fact]
    public void Attributes_that_were_corrected_are_decoded()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "raw.nc");
        DataArray time = new DataArray(NDArray.From([0.0, 24]), ["time"]).AssignAttrs(
            ("units", "hours of 2000"),
            ("bounds", "tb")
        );
        new Dataset([
            new DataArray(NDArray.From(new short[] { 3, -1 }), ["time"], name: "v")
                .AssignAttrs(("scale_factor", 0.5), ("missing_value", (short)-1), ("coordinates", "h"))
                .AssignCoords("time", time),
            new DataArray(NDArray.From([0.0, 1, 24, 25], (2, 2)), ["time", "nv"], name: "tb"),
            new DataArray(NDArray.From([2.0]).Reshape(Shape.Scalar), [], name: "h"),
        ]).ToNetCdf(path);
        Dataset raw = OpenDataset(path, decodeCf: false);
        raw["time"] = raw["time"].AssignAttrs(("units", "hours since 2000-01-01"), ("calendar", "noleap"));
        Dataset made = raw.DecodeCf();
        Assert.Equal("2000-01-01 2000-01-02", made.Coords["time"].Index!.ToString());
        Assert.Equal("noleap", made["tb"].Calendar!.Name);
        Assert.Equal([1.5, double.NaN], Values(made["v"]));
        Assert.Contains("h", made.Coords.Names);
        // What is decoded already stays.
        Assert.Equal([1.5, double.NaN], Values(DecodeCf(made)["v"]));
        Assert.Equal(made["tb"].Calendar, made.DecodeCf()["tb"].Calendar);
        using var other = new TemporaryFolder();
        made.ToNetCdf(Path.Combine(other.Path, "back.nc"));
        Assert.Equal(DType.Int16, OpenDataset(Path.Combine(other.Path, "back.nc"), decodeCf: false)["v"].DType);
    }

    [Fact]
    public void Groups_are_gone_through_in_order()
    {
        DataArray x = At("standard", "1999-12-31").Rename("v");
        var seen = new List<string>();
        foreach (var (label, part) in x.GroupBy("time.year"))
            seen.Add($"{label}: {part.Sum().Scalar()}");
        foreach (var (label, part) in x.ToDataset().GroupBy("time.year"))
            seen.Add($"{label}: {part["v"].Sum().Scalar()}");
        Assert.Equal(["1999: 1", "2000: 2", "1999: 1", "2000: 2"], seen);
        Assert.Equal([1.0, 2], Values(x.ToDataset().GroupBy("time.year").CumSum()["v"]));
    }

    [Fact]
    public void Data_sets_are_combined_with_the_first_before()
    {
        Dataset first = new([Sample("a", [1, double.NaN], 0, 1)]),
            second = new([Sample("a", [5, 6], 1, 2), Sample("b", [7, 8], 1, 2)]);
        Dataset both = first.CombineFirst(second);
        Assert.Equal([1.0, 5, 6], Values(both["a"]));
        Assert.Equal([double.NaN, 7, 8], Values(both["b"]));
    }

    [Theory]
    [InlineData("time.fortnight", "fortnight")]
    [InlineData("x.month", "no coordinate 'x.month'")]
    public void A_wrong_part_is_named(string part, string message) =>
        Assert.Contains(message, Said(() => At("noleap")[part]));

    [Theory]
    [InlineData("2000-01-01", "2000-02-01", 3, "D", "takes two of start, end and periods, or all three without")]
    [InlineData("2000-01-01", null, null, null, "takes two of start, end and periods")]
    [InlineData("2000-01-01", null, 3, "BM", "'BM' is not a period")]
    public void A_wrong_date_range_is_explained(
        string? start,
        string? end,
        int? periods,
        string? frequency,
        string message
    ) => Assert.Contains(message, Said(() => DateRange(start, end, periods, frequency)));

    [Fact]
    public void Working_days_need_days_of_the_week() =>
        Assert.Contains(
            "has no days of the week",
            Said(() => DateRange("2000-01-01", periods: 3, frequency: "B", calendar: "noleap"))
        );

    // xarray: shift(x=1, fill_value=…) and reindex(x=[2, 9], fill_value=…) of int16 and bool.
    [Fact]
    public void Fill_values_that_the_dtype_holds_keep_it()
    {
        DataArray x = new DataArray(NDArray.From(new short[] { 1, 2, 3 }), ["x"]).AssignCoords("x", 0, 1, 2);
        (DataArray, DType, double[])[] cases =
        [
            (x.Shift("x", 1, fillValue: -7), DType.Int16, [-7, 1, 2]),
            (x.Reindex("x", [2, 9], fillValue: 0), DType.Int16, [3, 0]),
            ((x > 1).Shift("x", -1, fillValue: 0), DType.Bool, [1, 1, 0]),
            (x.Shift("x", 1), DType.Float64, [double.NaN, 1, 2]),
            (x.Shift("x", 1, fillValue: 0.5), DType.Float64, [0.5, 1, 2]),
            (x.Shift("x", 1, fillValue: 40_000), DType.Float64, [40_000, 1, 2]),
            (x.Isel("x", ..0).Reindex("x", [1.0], fillValue: 0.5), DType.Float64, [0.5]),
            (x.Isel("x", ..0).Reindex("x", [1.0], fillValue: 7), DType.Int16, [7]),
            (x.Isel("x", ..0).Reindex("x", [1.0]), DType.Float64, [double.NaN]),
        ];
        foreach (var (values, dtype, expected) in cases)
        {
            Assert.Equal(dtype, values.DType);
            Assert.Equal(expected, values.Compute().ToArray<double>());
        }
    }

    // xarray: s.sortby("x"), s.reset_index("z"), ds > ds.mean("x") and ds <= 2.
    [Fact]
    public void Levels_sort_and_become_coordinates_and_data_sets_are_compared()
    {
        DataArray a = new DataArray(NDArray.From([0.0, 1, 2, 3, 4, 5], (2, 3)), ["y", "x"], name: "a")
            .AssignCoords("y", 10, 20)
            .AssignCoords("x", 0, 1, 2);
        DataArray stacked = a.Stack("z", "y", "x");
        Assert.Equal([0, 3, 1, 4, 2, 5], Values(stacked.SortBy("x")));
        Assert.Equal([5, 2, 4, 1, 3, 0], Values(stacked.SortBy("x", ascending: false)));
        Assert.Equal([0, 3, 1, 4, 2, 5], Values(stacked.ToDataset().SortBy("x")["a"]));
        DataArray plain = stacked.ResetIndex("z");
        Assert.Equal(["y", "x"], plain.Coords.Names);
        Assert.Equal([10, 10, 10, 20, 20, 20], Values(plain["y"]));
        Assert.Equal([0, 1, 2, 0, 1, 2], Values(stacked.ToDataset().ResetIndex("z")["x"]));
        Assert.Empty(stacked.ResetIndex("z", drop: true).Coords.Names);

        var ds = new Dataset([a]);
        Assert.Equal([0, 0, 1, 0, 0, 1], Values((ds > ds.Mean("x"))["a"]));
        Assert.Equal([1, 0, 0, 1, 0, 0], Values((ds < ds.Mean("x"))["a"]));
        Assert.Equal([0, 1, 1, 0, 1, 1], Values((ds >= ds.Mean("x"))["a"]));
        Assert.Equal([1, 1, 0, 1, 1, 0], Values((ds <= ds.Mean("x"))["a"]));
        Assert.Equal([1, 1, 1, 0, 0, 0], Values((ds <= 2)["a"]));
        Assert.Equal([0, 0, 0, 0, 1, 1], Values((ds > 3)["a"]));
        Assert.Equal([0, 0, 0, 1, 1, 1], Values((ds >= 3)["a"]));
        Assert.Equal([1, 1, 0, 0, 0, 0], Values((ds < 2)["a"]));
    }
}
