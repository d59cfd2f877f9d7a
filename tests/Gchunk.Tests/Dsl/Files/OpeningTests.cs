using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Engine.Storage;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Dsl.Files;

/// <summary>
/// The options of opening a file, and files that xarray does not open. FilesAgainstXarrayTests compares what xarray
/// reads.
/// </summary>
[Collection("whole process")]
public class OpeningTests
{
    private static string Odd(string name) => Path.Combine(TestData.Folder, "odd", name);

    [Fact]
    public void A_store_of_another_session_is_replaced_with_a_notice()
    {
        using var folder = new TemporaryFolder();
        string mine = Path.Combine(folder.Path, "mine.zarr"),
            other = Path.Combine(folder.Path, "other.zarr");
        var said = new List<string>();
        Action<string> before = Notice.Sink;
        Notice.Sink = said.Add;
        try
        {
            Dataset ds = new([new DataArray(NDArray.From([1.0, 2]), ["t"], name: "x")]);
            ds.ToZarr(mine);
            ds.ToZarr(mine);
            Assert.Empty(said);
            Directory.Move(mine, other);
            ds.ToZarr(other);
            ds.ToZarr(other);
            Assert.Equal(
                [$"replaced the store {other}, which this session had not written; mode: \"w-\" refuses to"],
                said
            );
            // One of which only a group was written here is another's still.
            string grouped = Path.Combine(folder.Path, "grouped.zarr");
            Directory.Move(other, grouped);
            ds.ToZarr(grouped, group: "g");
            Assert.Single(said);
            ds.ToZarr(grouped);
            Assert.StartsWith($"replaced the store {grouped}", said[^1], StringComparison.Ordinal);
            Assert.Equal(2, said.Count);
        }
        finally
        {
            Notice.Sink = before;
        }
    }

    [Fact]
    public void Units_without_a_fixed_length_leave_numbers_with_a_notice()
    {
        Action<string> before = Notice.Sink;
        var told = new List<string>();
        Notice.Sink = told.Add;
        try
        {
            DataArray t = Prelude.OpenDataset(Odd("refused_months.nc"))["t"];
            Assert.Null(t.Calendar);
            Assert.Equal("months since 2000-01-01", t.Attrs.Text("units"));
            Assert.Equal([0, 1, 2], t.Compute().ToArray<long>());
        }
        finally
        {
            Notice.Sink = before;
        }
        Assert.Contains(
            "the times of 't' are left as numbers: 'months since 2000-01-01': a month has no fixed length",
            Assert.Single(told),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Plain_HDF5_is_read_with_scales_bools_and_texts_of_one_length()
    {
        Dataset ds = Prelude.OpenDataset(Odd("refused_half.h5"));
        Assert.Equal("lat", ds["field"].Dims[0]);
        Assert.StartsWith("phony_dim_", ds["field"].Dims[1], StringComparison.Ordinal);
        Assert.Equal([0.0, 1, 2, 3, 4, 5], ds["field"].Compute().ToArray<double>());
        Assert.Equal([1, 0], ds["yes"].Compute().ToArray<long>());
        Assert.Equal(["ab", "abcdef"], ds["fixed_text"].Texts().ToArray());
    }

    [Fact]
    public void What_is_decoded_can_be_chosen()
    {
        string path = Odd("packed_all.nc");
        DataArray raw = Prelude.OpenDataset(path, maskAndScale: false)["i2_both"];
        Assert.Equal(DType.Int16, raw.DType);
        Assert.Equal([0, 7, 3, 4, 100], raw.Compute().ToArray<long>());
        Assert.Equal(0.01, raw.Attrs["scale_factor"]);
        Assert.Equal(DType.Int16, Prelude.OpenDataset(path, decodeCf: false)["i2_both"].DType);
        DataArray time = Prelude.OpenDataset(Odd("times.nc"), decodeTimes: false)["n"];
        Assert.Null(time.Calendar);
        Assert.Equal([0.5, 1.5, 2.5, 3.5], time.Compute().ToArray<double>());
        Assert.Equal("days since 2001-01-01", time.Attrs.Text("units"));
        Assert.Null(Prelude.OpenDataset(Odd("chars.nc"), decodeCoords: false).Coords.Find("name"));
        Assert.False(Prelude.OpenDataset(Odd("chars.nc"), dropVariables: ["flag"]).Contains("flag"));
    }

    [Fact]
    public void Text_is_selected_joined_and_written_but_not_computed_with()
    {
        Dataset ds = Prelude.OpenDataset(Odd("chars.nc"));
        Assert.Equal(["Aa", "Bergen", ""], ds["name"].Texts().ToArray());
        Assert.Equal(["Bergen"], ds["name"].Sel("station", "b").Texts().ToArray());
        Assert.Contains(
            "the values of 'name' are text",
            Assert.Throws<GchunkException>(() => ds["name"] + 1).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the values of 'name' are text",
            Assert.Throws<GchunkException>(() => ds["name"].Mean()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "holds float64, not text",
            Assert.Throws<GchunkException>(() => (ds["v"] * 2.0).AsType(DType.Float64).Rename("v").Texts()).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(["v"], ds.Mean("t").Names.Except(["flag"]).Where(n => !ds[n].IsText));
        string path = Path.Combine(Directory.CreateTempSubdirectory("gchunk-text-").FullName, "text.nc");
        ds.ToNetCdf(path);
        Dataset back = Prelude.OpenDataset(path);
        Assert.Equal(ds["name"].Texts().ToArray(), back["name"].Texts().ToArray());
        Assert.Equal(["x", "y"], back["flag"].Texts().ToArray());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Types_that_arrays_cannot_hold_are_listed()
    {
        Dataset ds = Prelude.OpenDataset(Odd("types.nc"));
        Assert.Contains(
            "pairs: its type is a compound, which arrays cannot hold",
            ds.ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "lists: its type is a variable-length list, which arrays cannot hold",
            ds.ToString(),
            StringComparison.Ordinal
        );
    }
}
