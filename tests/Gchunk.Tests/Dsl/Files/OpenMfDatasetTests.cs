using Gchunk.Dsl;
using Gchunk.Dsl.Files.Open;
using Gchunk.Tests.Dsl.Labels;
using Gchunk.Tests.Engine.Storage;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Dsl.Files;

public sealed class OpenMfDatasetTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gchunk").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Files_are_ordered_by_their_coordinate_not_by_their_name()
    {
        string[] files =
        [
            LabelledData.File("day_200103.nc"),
            LabelledData.File("day_200101.nc"),
            LabelledData.File("day_200102.nc"),
        ];
        Dataset ds = OpenMfDataset(files);
        Assert.Equal("time: 90, lat: 5, lon: 6, nv: 2", ds.Sizes.ToString());
        Assert.Equal("2001-01-01 2001-01-02 2001-01-03 … 2001-03-30 2001-03-31", ds.Coords["time"].Index!.ToString());
        Assert.Equal(LabelledData.Days()["t"].Sum().Scalar(), ds["t"].Sum().Scalar());
    }

    [Fact]
    public void A_variable_without_the_joined_dimension_stays_as_it_is()
    {
        Dataset ds = LabelledData.Days();
        Assert.Equal(["lat", "nv"], ds["lat_bnds"].Dims);
        Assert.Equal(["lat", "lon"], ds.Coords["area"].Dims); // named by t's attribute "coordinates"
        Assert.Equal(30, ds["area"].Max().Scalar());
        Assert.False(ds["t"].Attrs.ContainsKey("coordinates"));
        Assert.Equal("temperature", ds["t"].Attrs.Text("long_name"));
    }

    [Fact]
    public void Printing_shows_the_contents()
    {
        string text = LabelledData.Days().ToString();
        Assert.StartsWith("Dataset (time: 90, lat: 5, lon: 6, nv: 2), ", text, StringComparison.Ordinal);
        Assert.Contains(
            "  * time (time) time (standard)  2001-01-01 2001-01-02 2001-01-03 … 2001-03-30 2001-03-31",
            text
        );
        Assert.Contains("  * lat  (lat) float32  50.1 45.1 40.1 35.1 30.1", text);
        Assert.Contains(
            "    t        (time, lat, lon) float32, 10.8 kB in 3 blocks of (31, 5, 6)  temperature [K]".Replace(
                "(31,",
                "(~31,",
                StringComparison.Ordinal
            ),
            text
        );
        Assert.Contains("Dimensions without coordinates: nv", text);
        Assert.Contains("    title: made for tests", text);
    }

    [Theory]
    [InlineData(
        "day_2001*.nc4",
        "no file matches '{0}/day_2001*.nc4'; did you mean 'day_200101.nc'? the folder '{0}' holds day_200101.nc, day_200102.nc"
    )]
    [InlineData("nothing/*.nc", "no file matches '{0}/nothing/*.nc': there is no folder '{0}/nothing'")]
    [InlineData("", "'{0}/' is a folder; did you mean '{0}/*.nc'?")]
    public void A_pattern_without_matches_names_the_files_that_exist(string pattern, string message)
    {
        File.WriteAllText(Path.Combine(folder, "day_200101.nc"), "");
        File.WriteAllText(Path.Combine(folder, "day_200102.nc"), "");
        string error = LabelledData.Error(() => OpenMfDataset($"{folder}/{pattern}"));
        Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, folder), error);
    }

    [Fact]
    public void Patterns_reach_into_folders()
    {
        Directory.CreateDirectory(Path.Combine(folder, "a/2001"));
        Directory.CreateDirectory(Path.Combine(folder, "b"));
        foreach (string name in new[] { "a/2001/x1.nc", "b/x2.nc", "b/y.nc", "b/.x3.nc" })
            File.WriteAllText(Path.Combine(folder, name), "");
        Assert.Equal(
            ["a/2001/x1.nc", "b/x2.nc"],
            FilePattern.Expand($"{folder}/**/x?.nc").Select(f => Path.GetRelativePath(folder, f))
        );
        Assert.Equal(
            ["b/x2.nc", "b/y.nc"],
            FilePattern.Expand($"{folder}/b/*.nc").Select(f => Path.GetRelativePath(folder, f))
        );
    }

    [Fact]
    public void The_same_file_twice_is_an_error()
    {
        string file = LabelledData.File("noleap.nc");
        Assert.Contains(
            "have the same labels along 'time' and 'lat' and 'lon'",
            LabelledData.Error(() => OpenMfDataset([file, file]))
        );
    }

    [Fact]
    public void Overlapping_files_are_an_error()
    {
        string[] files =
        [
            LabelledData.File("day_200101.nc"),
            LabelledData.File("day_200102.nc"),
            LabelledData.File("day_200101.nc"),
        ];
        Assert.Contains(
            "day_200101.nc and day_200101.nc overlap along 'time'",
            LabelledData.Error(() => OpenMfDataset(files))
        );
    }

    [Fact]
    public void Files_of_another_calendar_are_an_error() =>
        Assert.Contains(
            "the labels of 'time' are of another kind than in",
            LabelledData.Error(() =>
                OpenMfDataset([LabelledData.File("day_200101.nc"), LabelledData.File("noleap.nc")])
            )
        );

    [Fact]
    public void Files_whose_other_coordinates_differ_are_named()
    {
        string error = LabelledData.Error(() =>
            OpenMfDataset([
                LabelledData.File("day_200101.nc"),
                LabelledData.File("day_200102.nc"),
                LabelledData.File("shifted.nc"),
            ])
        );
        Assert.Contains(
            "shifted.nc: the coordinate 'lat' differs from that of day_200101.nc first at position 1: 45.6 against 45.1",
            error
        );
        Assert.Contains("files are concatenated along 'time', so every other coordinate must be equal", error);
    }

    [Fact]
    public void A_variable_that_a_file_lacks_is_missing_there()
    {
        string[] files = [LabelledData.File("day_200101.nc"), LabelledData.File("sparse.nc")];
        Dataset ds = OpenMfDataset(files);
        Assert.Equal(37, ds["packed"].Sizes["time"]);
        Assert.Equal(31 * 30 - 1, ds["packed"].Count().Scalar());
        Assert.Equal(31, ds["count"].Count().Scalar());
        Assert.Equal(
            ds["packed"].Compute().ToArray<double>(),
            OpenMfDataset(files.Reverse())["packed"].Compute().ToArray<double>()
        );
    }

    [Fact]
    public void Disagreements_are_listed_with_file_and_variable()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk").FullName;
        Dataset day = OpenDataset(LabelledData.File("day_200102.nc"));
        string other = Path.Combine(folder, "other.nc");
        day.Assign("lat_bnds", day["lat_bnds"] + 1).ToNetCdf(other);
        string[] files = [LabelledData.File("day_200101.nc"), other];
        Assert.Contains(
            "other.nc: the values of 'lat_bnds' differ from those in day_200101.nc",
            LabelledData.Error(() => OpenMfDataset(files))
        );
        Assert.Equal(52.6, OpenMfDataset(files, compat: Compat.Override)["lat_bnds"].Max().Scalar(), 1e-4);
        Assert.Equal(
            ["time", "lat", "nv"],
            OpenMfDataset(files, compat: Compat.Override, dataVars: DataVars.All)["lat_bnds"].Dims
        );
        string error = LabelledData.Error(() => OpenMfDataset([.. files, LabelledData.File("shifted.nc")]));
        Assert.Contains("disagreements between the files:\n", error);
        Assert.Contains("shifted.nc: the coordinate 'lat' differs", error);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Files_are_changed_first_and_brought_to_common_labels()
    {
        string[] files = [LabelledData.File("day_200101.nc"), LabelledData.File("shifted.nc")];
        Dataset inner = OpenMfDataset(
            files,
            join: Join.Inner,
            compat: Compat.Override,
            dropVariables: ["lat_bnds", "area"]
        );
        Assert.Equal(4, inner.Sizes["lat"]);
        Dataset cut = OpenMfDataset(
            [files[0], LabelledData.File("day_200102.nc")],
            preprocess: ds => ds.Isel("lat", ..2)
        );
        Assert.Equal((59, 2), (cut.Sizes["time"], cut.Sizes["lat"]));
    }

    [Fact]
    public void Tiles_of_a_grid_are_joined_along_both_dimensions()
    {
        string folder = Directory.CreateTempSubdirectory("gchunk").FullName;
        Dataset whole = OpenDataset(LabelledData.File("day_200101.nc")).Drop("lat_bnds");
        int number = 0;
        foreach (Range lat in new[] { 3.., ..3 })
        {
            foreach (Range time in new[] { 20.., ..20 })
                whole.Isel(("lat", lat), ("time", time)).ToNetCdf(Path.Combine(folder, $"{number++}.nc"));
        }

        Dataset joined = OpenMfDataset(Path.Combine(folder, "*.nc"));
        Assert.Equal(whole.Sizes["time"], joined.Sizes["time"]);
        Assert.Equal(whole["t"].Compute().ToArray<double>(), joined["t"].Compute().ToArray<double>());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_error_of_a_broken_file_names_it()
    {
        string broken = Path.Combine(folder, "broken.nc");
        File.WriteAllText(broken, "this is no NetCDF");
        Assert.Contains(
            "broken.nc",
            LabelledData.Error(() => OpenMfDataset([LabelledData.File("day_200101.nc"), broken]))
        );
        Assert.Contains("OpenMfDataset(", LabelledData.Error(() => OpenDataset(LabelledData.File("day_*.nc"))));
    }

    [Fact]
    public void Files_packed_differently_are_decoded_one_by_one()
    {
        Dataset ds = OpenMfDataset([LabelledData.File("day_200101.nc"), LabelledData.File("repacked.nc")]);
        DataArray january = OpenDataset(LabelledData.File("day_200101.nc"))["packed"],
            april = OpenDataset(LabelledData.File("repacked.nc"))["packed"];
        Assert.Equal(january.Sum().Scalar() + april.Sum().Scalar(), ds["packed"].Sum().Scalar(), 0.01);
        Assert.Equal(30, april.Max().Scalar(), 1e-5);
    }

    [Fact]
    public void Chunks_can_be_asked_for()
    {
        Dataset ds = OpenDataset(
            LabelledData.File("day_200101.nc"),
            chunks: new Dictionary<string, long> { ["time"] = 10 }
        );
        Assert.Equal([10L, 10, 10, 1], ds["t"].Chunks.Sizes(0).ToArray());
    }

    [Fact]
    public void Undecoded_values_are_those_of_the_file()
    {
        Dataset raw = OpenDataset(LabelledData.File("day_200101.nc"), decodeCf: false);
        Assert.Equal(
            "int16",
            Gchunk.Engine.Arrays.DTypes.All.First(d => d == raw["packed"].DType).ToString().ToLowerInvariant()
        );
        Assert.Equal("days since 2001-01-01", raw["time"].Attrs.Text("units"));
    }

    [Fact]
    public void A_variable_that_no_array_can_hold_is_named_with_the_reason()
    {
        Dataset ds = OpenDataset(TestData.NetCdf("made_kinds.nc"), dropVariables: ["x", "t"]);
        Assert.Equal(["lists", "pairs"], ds.Unreadable.Keys.Order());
        Assert.Contains(
            "variable 'pairs' cannot be used: its type is a compound",
            LabelledData.Error(() => _ = ds["pairs"])
        );
    }
}
