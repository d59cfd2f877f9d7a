using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Dsl.Labels;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>Each option of combining files has its effect whichever other options are given.</summary>
public sealed class CombiningTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Options that do not change the result for these files. Each was once implemented separately.
    public static TheoryData<string> Ways => ["plain", "preprocess", "join", "concatDim", "nested"];

    private static OpenOptions Way(string way, OpenOptions? options = null)
    {
        options ??= new OpenOptions();
        return way switch
        {
            "preprocess" => options with { Preprocess = ds => ds.Assign("more", ds["t"] * 2) },
            "join" => options with { Join = Join.Inner },
            "concatDim" => options with { ConcatDim = "time" },
            "nested" => options with { Combine = Combine.Nested },
            _ => options,
        };
    }

    private string Write(string name, Dataset dataset)
    {
        string path = Path.Combine(folder, name);
        dataset.ToNetCdf(path);
        return path;
    }

    // January, and a February that a function has changed.
    private string[] Months(Func<Dataset, Dataset> february, Func<Dataset, Dataset>? january = null) =>
        [
            Write("january.nc", (january ?? (d => d))(OpenDataset(LabelledData.File("day_200101.nc")))),
            Write("february.nc", february(OpenDataset(LabelledData.File("day_200102.nc")))),
        ];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_small_variable_that_differs_is_named_with_its_file(string way)
    {
        string[] files = Months(d => d.Assign("lat_bnds", d["lat_bnds"] + 1));
        Assert.Contains(
            "february.nc: the values of 'lat_bnds' differ from those in january.nc; compat: Compat.Override takes",
            LabelledData.Error(() => OpenMfDataset(files, Way(way)))
        );
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Override_takes_the_first(string way)
    {
        string[] files = Months(d => d.Assign("lat_bnds", d["lat_bnds"] + 1));
        Dataset ds = OpenMfDataset(files, Way(way, new OpenOptions { Compat = Compat.Override }));
        Assert.Equal(["lat", "nv"], ds["lat_bnds"].Dims);
        Assert.Equal(52.6, ds["lat_bnds"].Max().Scalar(), 1e-4);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Small_compares_up_to_a_mebibyte_and_Equal_all(string way)
    {
        DataArray large = new(Zeros((400, 400)).Expression, ["y", "x"]);
        string[] files = Months(d => d.Assign("large", large + 1), d => d.Assign("large", large));
        Assert.Equal(0, OpenMfDataset(files, Way(way))["large"].Max().Scalar());
        Assert.Contains(
            "the values of 'large' differ",
            LabelledData.Error(() => OpenMfDataset(files, Way(way, new OpenOptions { Compat = Compat.Equal })))
        );
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void All_data_variables_are_repeated_each_with_its_own_values(string way)
    {
        string[] files = Months(d => d.Assign("lat_bnds", d["lat_bnds"] + 1));
        Dataset ds = OpenMfDataset(files, Way(way, new OpenOptions { DataVars = DataVars.All }));
        Assert.Equal(["time", "lat", "nv"], ds["lat_bnds"].Dims);
        Assert.Equal(59, ds["lat_bnds"].Sizes["time"]);
        Assert.Equal(52.6, ds["lat_bnds"].Isel("time", 30).Max().Scalar(), 1e-4);
        Assert.Equal(53.6, ds["lat_bnds"].Isel("time", 31).Max().Scalar(), 1e-4);
        Assert.Equal(["lat", "lon"], ds.Coords["area"].Dims);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_variable_that_only_a_later_file_has_is_taken_from_there(string way)
    {
        string[] files = Months(
            d => d.Assign("mask", new DataArray(Ones(5).Expression, ["lat"])).Assign("extra", d["t"].FillNa(0) * 0 + 7),
            d => d.Drop("lat_bnds")
        );
        Dataset ds = OpenMfDataset(files, Way(way));
        Assert.Equal(["lat"], ds["mask"].Dims);
        Assert.Equal(5, ds["mask"].Sum().Scalar());
        Assert.Equal(["lat", "nv"], ds["lat_bnds"].Dims);
        Assert.Equal(28 * 30, ds["extra"].Count().Scalar());
        Assert.Equal(59, ds["extra"].Sizes["time"]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Text_that_a_file_lacks_is_empty_there(string way)
    {
        string[] files = Months(d =>
            d.Assign("note", new DataArray([.. Enumerable.Range(0, 28).Select(i => $"day {i}")], "time"))
        );
        DataArray note = OpenMfDataset(files, Way(way))["note"];
        Assert.Equal(["", "day 0", "day 27"], new[] { 0, 31, 58 }.Select(i => note.Texts().ToArray()[i]));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("preprocess")]
    [InlineData("join")]
    public void Overlapping_files_are_named(string way)
    {
        string[] files = Months(d => d);
        string third = Write("third.nc", OpenDataset(files[0]).Isel("time", 20..));
        Assert.Contains(
            "january.nc and third.nc overlap along 'time'",
            LabelledData.Error(() => OpenMfDataset([.. files, third], Way(way)))
        );
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_coordinate_that_is_the_same_everywhere_is_not_repeated(string way)
    {
        Dataset ds = OpenMfDataset(Months(d => d), Way(way));
        Assert.Equal(["lat", "lon"], ds.Coords["area"].Dims);
    }

    [Fact]
    public void Labels_that_differ_are_named_with_their_file_whatever_else_is_given()
    {
        string[] files = Months(d => d.AssignCoords("lat", 1, 2, 3, 4, 5));
        foreach (string way in new[] { "plain", "preprocess", "concatDim" })
        {
            Assert.Contains(
                "february.nc: the coordinate 'lat' differs from that of january.nc first at position 0",
                LabelledData.Error(() => OpenMfDataset(files, Way(way)))
            );
        }
    }

    [Fact]
    public void Tiles_of_a_grid_obey_compat_and_dataVars_too()
    {
        Dataset whole = OpenDataset(LabelledData.File("day_200101.nc")).Drop("lat_bnds");
        int number = 0;
        foreach (Range lat in new[] { 3.., ..3 })
        {
            foreach (Range time in new[] { 20.., ..20 })
            {
                Write(
                    $"{number}.nc",
                    whole
                        .Isel(("lat", lat), ("time", time))
                        .Assign("number", new DataArray(Full(1, number).Expression, ["nv"]))
                );
                number++;
            }
        }

        string pattern = Path.Combine(folder, "*.nc");
        Assert.Contains("the values of 'number' differ", LabelledData.Error(() => OpenMfDataset(pattern)));
        foreach (string way in new[] { "plain", "preprocess", "join" })
        {
            Dataset first = OpenMfDataset(pattern, Way(way, new OpenOptions { Compat = Compat.Override }));
            Assert.Equal(whole["t"].Compute().ToArray<double>(), first["t"].Compute().ToArray<double>());
            Assert.Equal(["nv"], first["number"].Dims);
        }

        Dataset all = OpenMfDataset(pattern, dataVars: DataVars.All);
        Assert.Equal(
            [1.0, 0, 3, 2],
            all["number"]
                .Isel(("time", new[] { 0, 30 }), ("nv", 0))
                .Transpose("lat", "time")
                .Isel("lat", new[] { 4, 0 })
                .Compute()
                .ToArray<double>()
        );
    }

    [Fact]
    public void A_scalar_coordinate_that_differs_becomes_one_along_the_dimension()
    {
        string[] files = Months(d => d);
        int run = 0;
        Dataset ds = OpenMfDataset(
            files,
            preprocess: d => d.AssignCoords("run", new DataArray(Full(Shape.Scalar, ++run).Expression, []))
        );
        Assert.Equal(["time"], ds.Coords["run"].Dims);
        Assert.Equal([1.0, 2], ds["run"].Isel("time", new[] { 30, 31 }).Compute().ToArray<double>());
        Dataset runs = OpenMfDataset(
            [files[0], files[0]],
            preprocess: d => d.AssignCoords("run", new DataArray(Full(Shape.Scalar, ++run).Expression, [])),
            combine: Combine.Nested,
            concatDim: "run"
        );
        Assert.Equal([3.0, 4], runs["run"].Compute().ToArray<double>());
        Assert.Equal(["run", "time", "lat", "lon"], runs["t"].Dims);
        Assert.Equal(["run", "lat", "nv"], runs["lat_bnds"].Dims);
        Assert.Equal(["lat", "lon"], runs.Coords["area"].Dims);
    }

    [Fact]
    public void Whole_labels_beyond_float64_that_are_out_of_order_are_an_error()
    {
        Dataset cells = OpenDataset(Path.Combine(Gchunk.Tests.Engine.Storage.TestData.Folder, "odd", "rare_labels.nc"))
            .Subset("on_cells")
            .Drop("far");
        Assert.Contains(
            "overlap along 'cell'",
            LabelledData.Error(() => CombineByCoords([cells.Isel("cell", ..2), cells.Isel("cell", 2..)]))
        );
    }

    [Fact]
    public void Options_are_the_named_arguments()
    {
        string file = LabelledData.File("day_200101.nc");
        Dictionary<string, long> chunks = new() { ["time"] = 10 };
        var options = new OpenOptions
        {
            Chunks = chunks,
            MaskAndScale = false,
            DropVariables = ["t"],
        };
        Assert.Equal(
            OpenDataset(file, chunks: chunks, maskAndScale: false, dropVariables: ["t"]).ToString(),
            OpenDataset(file, options).ToString()
        );
        Assert.Equal(
            OpenMfDataset(LabelledData.File("day_*.nc"), chunks: chunks, maskAndScale: false, dropVariables: ["t"])
                .ToString(),
            OpenMfDataset(LabelledData.File("day_*.nc"), options).ToString()
        );
        Assert.Equal(2, OpenDataset(file, options with { Preprocess = d => d.Isel("lat", ..2) }).Sizes["lat"]);
    }
}
