using System.Text.Json;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Tables;

/// <summary>Tables beside xarray's and pandas', which make_tables.py writes to tables.json.</summary>
public sealed class TablesTests : IDisposable
{
    private static readonly JsonElement Expected = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Checkout.Root, "tests/Gchunk.Tests/Dsl/Tables/tables.json")))
        .RootElement;

    private readonly string folder = Directory.CreateTempSubdirectory("gchunk-tables-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly double Third = 1.0 / 3;

    private static Table Made { get; } =
        new(
            ("plain", new[] { 1.5, double.NaN, -2.25 }),
            ("whole", new[] { 1.0, 2.0, 3.0 }),
            ("small", new[] { 1e-7, 1.0, 2.5 }),
            ("large", new[] { 1e10, 1.5, -3.0 }),
            ("long", new[] { 1234567.891, 2.0, 3.0 }),
            ("third", new[] { Third, 2.0 / 3, 1e5 / 3 }),
            ("infinite", new[] { double.PositiveInfinity, double.NegativeInfinity, 0.0 }),
            ("missing", new[] { double.NaN, double.NaN, double.NaN }),
            ("count", new[] { 1, -20, 300 }),
            ("flag", new[] { true, false, true })
        );

    private static Table Kinds { get; } =
        new(
            [
                .. new Table(
                    ("name", new[] { "a", null, "with \"quotes\", commas" }),
                    ("single", new[] { 0.1f, 1e-5f, 3e38f })
                ).Columns,
                Times("day", "2000-01-01", "2000-01-31", ""),
                Times("time", "2000-01-01", "2000-01-31 12:30:00", ""),
                new TableColumn(
                    "span",
                    NDArray.From([
                        new TimeDelta64(43_200_000_000_000),
                        TimeDelta64.NaT,
                        new TimeDelta64(-90_000_000_000_000),
                    ])
                ),
                .. new Table(("text", new[] { new string('x', 70), "line\nbreak", "" })).Columns,
            ],
            []
        );

    private static TableColumn Times(string name, params string[] texts)
    {
        TimeIndex times = TimeIndex.Parse(texts);
        return new TableColumn(name, NDArray.From(times.Labels), times.Calendar);
    }

    private static Dataset Grid { get; } = MadeGrid();

    private static Dataset MadeGrid()
    {
        DataArray pr = new DataArray(
            NDArray.From([0.0, 0.25, 0.5, 0.75, 1.0, 1.25], new Shape(3, 2)),
            ["time", "lat"],
            name: "pr"
        )
            .AssignCoords("time", DateRange("2001-02-01", periods: 3))
            .AssignCoords("lat", new NumberIndex([20.5, 10.0]));
        pr.Attrs["units"] = "mm";
        DataArray mask = new DataArray(NDArray.From(new sbyte[] { 1, 0 }), ["lat"], name: "mask").AssignCoords(
            "lat",
            new NumberIndex([20.5, 10.0])
        );
        return new Dataset([pr, mask])
            .AssignCoords("height", new DataArray(NDArray.Scalar(2.0), []))
            .AssignCoords("area", new DataArray(["north", "south"], "lat"));
    }

    private static DataArray Labelled(string name) =>
        OpenDataset(Path.Combine(Checkout.Root, "tests/data/labelled", name))["t"];

    public static Dictionary<string, Func<Table>> Frames { get; } =
        new()
        {
            ["made"] = () => Made,
            ["kinds"] = () => Kinds,
            ["indexed"] = () => Made.SetIndex("flag", "count"),
            ["grid"] = () => Grid.ToTable(),
            ["grid.lat"] = () => Grid.ToTable("lat", "time"),
            ["array"] = () => Grid["pr"].ToTable(),
            ["file"] = () => Labelled("repacked.nc").Isel(("time", ..3), ("lat", ..2), ("lon", ..4)).ToTable(),
            ["noleap"] = () => Labelled("noleap.nc").Isel(("time", ..3), ("lat", ..2), ("lon", ..1)).ToTable(),
            ["long"] = () =>
                new Table(
                    ("n", Enumerable.Range(0, 100).Select(i => i * 1000L).ToArray()),
                    ("x", Enumerable.Range(0, 100).Select(i => i / 8.0).ToArray())
                ),
            ["wide"] = () =>
                new Table([.. Enumerable.Range(0, 25).Select(i => ($"column_{i}", (Array)new[] { 0L, i, 2 * i }))]),
        };

    public static TheoryData<string> Names => [.. Frames.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_table_prints_as_pandas_prints_it(string name) =>
        Assert.Equal(
            Expected.GetProperty("frames").GetProperty(name).GetProperty("text").GetString(),
            Frames[name]().ToString()
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void A_table_is_written_as_pandas_writes_it(string name)
    {
        Frames[name]().ToCsv(InFolder("t.csv"));
        Assert.Equal(
            Expected.GetProperty("frames").GetProperty(name).GetProperty("csv").GetString(),
            File.ReadAllText(InFolder("t.csv"))
        );
    }

    [Fact]
    public void Odd_csv_is_read_as_pandas_reads_it()
    {
        JsonElement read = Expected.GetProperty("read");
        File.WriteAllText(InFolder("odd.csv"), read.GetProperty("source").GetString());
        Table table = ReadCsv(InFolder("odd.csv"));
        table.ToCsv(InFolder("again.csv"), index: false);
        Assert.Equal(read.GetProperty("csv").GetString(), File.ReadAllText(InFolder("again.csv")));
        Assert.Equal(
            read.GetProperty("dtypes").EnumerateArray().Select(d => d.GetString()),
            table.Columns.Select(c =>
                c.Kind switch
                {
                    "text" => "object",
                    "time" => "datetime64[ns]",
                    var kind => kind,
                }
            )
        );
    }

    [Fact]
    public void A_data_set_comes_back_from_csv_and_parquet()
    {
        Grid.ToTable().ToCsv(InFolder("grid.csv"), units: true);
        Table csv = ReadCsv(InFolder("grid.csv"), index: ["time", "lat"], units: true);
        Grid.ToTable().ToParquet(InFolder("grid.parquet"));
        Table parquet = ReadParquet(InFolder("grid.parquet"));
        foreach (Table table in (Table[])[csv, parquet])
        {
            Assert.Equal(["time", "lat"], table.Index);
            Dataset back = table.ToDataset();
            Assert.Equal("mm", back["pr"].Attrs.Text("units"));
            Assert.Equal(Grid["pr"].Compute().ToArray<double>(), back["pr"].Compute().ToArray<double>());
            Assert.Equal(20.5, back["lat"].Compute().GetDouble(0));
            Assert.Equal("2001-02-03", back.Coords["time"].Index!.Label(2));
            Assert.Equal(["north", "south"], back["area"].Isel("time", 1).Texts().ToArray());
        }
        Assert.Equal(DType.Int8, parquet["mask"].DType);
    }

    [Fact]
    public void Every_kind_of_column_comes_back_from_parquet()
    {
        Table noleap = Frames["noleap"]();
        foreach (Table table in (Table[])[Made, Kinds, noleap, Made.SetIndex("flag")])
        {
            table.ToParquet(InFolder("t.parquet"));
            Table back = ReadParquet(InFolder("t.parquet"));
            Assert.Equal(table.ToString(), back.ToString());
            Assert.Equal(table.Index, back.Index);
            Assert.Equal(table.Columns.Select(c => c.Kind), back.Columns.Select(c => c.Kind));
            for (int i = 0; i < table.Columns.Count; i++)
                Assert.Equal(table.Columns[i].ToTexts(), back.Columns[i].ToTexts());
        }
        Assert.Equal("noleap", ReadParquetOf(noleap)["time"].Calendar!.Name);
        Assert.Equal(["count", "plain"], ReadParquet(Written(Made), columns: ["count", "plain"]).Names);
    }

    [Fact]
    public void Combinations_that_a_table_lacks_are_missing_as_in_xarray()
    {
        JsonElement back = Expected.GetProperty("back");
        File.WriteAllText(InFolder("back.csv"), back.GetProperty("csv").GetString());
        Dataset grid = ReadCsv(InFolder("back.csv"), index: ["time", "lat"]).ToDataset();
        double[] expected =
        [
            .. back.GetProperty("pr")
                .EnumerateArray()
                .SelectMany(r =>
                    r.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number ? v.GetDouble() : double.NaN)
                ),
        ];
        Assert.Equal(expected, grid["pr"].Compute().ToArray<double>());
    }

    [Fact]
    public void Units_may_stand_in_the_header_and_rows_can_be_chosen()
    {
        Table table = Made.Assign("plain", new[] { 4.0, 5, double.NaN }).DropNa("plain", "small");
        Assert.Equal(2, table.Rows);
        Assert.Equal(2.0, table["whole"][1]);
        Assert.Equal(["count"], table.Subset("count").Names);
        Assert.Equal("n", table.Rename("count", "n").Drop("plain").Names[^2]);
        Assert.Equal(-20L, table.Tail(1)["count"][0]);
    }

    public static TheoryData<string, string, string> BadCsv =>
        new()
        {
            { "a,b\n1,2\n3\n", "line 3 has 1 cells, but the first line names 2 columns", "" },
            { "a,b\n1,2,3\n", "line 2 has 3 cells", "" },
            { "", "is empty", "" },
            { "a,b\n\"1,2\n3,4\n", "cells", "" },
            { "PAR1....", "a Parquet file: ReadParquet", "" },
            { "a\0b\n", "it holds bytes of zero", "" },
            { "a,b\n1,\xff\n", "not text in UTF-8", "latin1" },
        };

    [Theory]
    [MemberData(nameof(BadCsv))]
    public void Bad_csv_is_refused_with_the_reason(string content, string message, string encoding)
    {
        File.WriteAllText(
            InFolder("bad.csv"),
            content,
            encoding.Length > 0 ? System.Text.Encoding.Latin1 : new System.Text.UTF8Encoding(false)
        );
        Assert.Contains(
            message,
            Assert.Throws<GchunkException>(() => ReadCsv(InFolder("bad.csv"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Bad_tables_are_refused_with_the_reason()
    {
        Throws("two columns", () => new Table(("a", new[] { 1 }), ("a", new[] { 2 })));
        Throws("has 2 rows, but 'a' has 1", () => new Table(("a", new[] { 1 }), ("b", new[] { 2, 3 })));
        Throws("did you mean 'count'", () => Made.SetIndex("cuont"));
        Throws("row 1 has no label in 'plain'", () => Made.SetIndex("plain").ToDataset());
        Throws(
            "the labels of row 1 occur twice: a 1, b 2",
            () =>
                new Table(("a", new[] { 1, 1 }), ("b", new[] { 2, 2 }), ("c", new[] { 1, 2 }))
                    .SetIndex("a", "b")
                    .ToDataset()
        );
        Throws("ToTable needs every dimension once", () => Grid.ToTable("lat"));
        long[] many = [.. Enumerable.Range(0, 200_000).Select(i => (long)i)];
        Throws(
            "40000000000 combinations",
            () => new Table(("a", many), ("b", many), ("c", many)).SetIndex("a", "b").ToDataset()
        );
        Throws("a table of", () => new DataArray(Zeros((40_000, 40_000)), ["a", "b"], name: "x").ToTable());
    }

    [Fact]
    public void Corrupted_parquet_is_an_error_or_a_table_and_nothing_else()
    {
        byte[] whole = File.ReadAllBytes(Written(Kinds));
        var random = new Random(5);
        for (int i = 0; i < 150; i++)
        {
            byte[] copy = [.. whole];
            if (i % 3 == 0)
                copy = copy[..random.Next(copy.Length)];
            for (int n = 0; n < 1 + i % 4 && copy.Length > 8; n++)
                copy[random.Next(copy.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(InFolder("bad.parquet"), copy);
            try
            {
                _ = ReadParquet(InFolder("bad.parquet")).ToString();
            }
            catch (GchunkException e)
            {
                Assert.Contains("bad.parquet", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static void Throws(string message, Func<object> code) =>
        Assert.Contains(message, Assert.Throws<GchunkException>(code).Message, StringComparison.Ordinal);

    private string InFolder(string name) => Path.Combine(folder, name);

    private string Written(Table table)
    {
        table.ToParquet(InFolder("w.parquet"));
        return InFolder("w.parquet");
    }

    private Table ReadParquetOf(Table table) => ReadParquet(Written(table));
}
