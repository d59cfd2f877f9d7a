using System.Text.Json;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Storage;
using Gchunk.Engine.Storage.Zarr;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Engine.Storage.Zarr;

public sealed class ZarrReadTests
{
    [Theory]
    [InlineData("codecs", false)]
    [InlineData("codecs", true)]
    [InlineData("kinds", false)]
    [InlineData("kinds", true)]
    public void Every_array_that_zarr_wrote_reads_the_same(string name, bool zipped)
    {
        using var folder = new TemporaryFolder();
        string path = zipped ? ZarrData.Zip(name) : Path.Combine(folder.Path, "store");
        if (!zipped)
            ZarrData.Unzip(name, path);
        StoredDataset stored = ZarrFile.Open(path);
        foreach (JsonProperty expected in ZarrData.Expected(name).EnumerateObject())
        {
            StoredVariable variable = stored[expected.Name];
            Assert.True(variable.Unreadable is null, $"{expected.Name}: {variable.Unreadable}");
            string[] values = ZarrData.Values(expected.Value);
            Assert.Equal(ZarrData.Shape(expected.Value), variable.Shape.ToArray());
            Assert.Equal(
                variable.IsText ? values : ZarrData.Normalize(values, variable.Array!.DType),
                ZarrData.ReadAll(variable)
            );
        }
    }

    [Theory]
    [InlineData("zlib")]
    [InlineData("order_f")]
    [InlineData("none")]
    public void A_region_with_steps_reads_the_same_values_as_the_whole_array(string name)
    {
        StoredVariable variable = ZarrFile.Open(ZarrData.Zip("codecs"))[name];
        string[] all = ZarrData.ReadAll(variable);
        foreach (
            (long[] start, long[] count, long[] step) in new[]
            {
                (new long[] { 1, 2 }, new long[] { 3, 4 }, new long[] { 2, 2 }),
                ([6, 10], [1, 1], [1, 1]),
                ([0, 0], [2, 2], [5, 9]),
                ([3, 4], [3, 4], [1, 1]),
            }
        )
        {
            var wanted = new List<string>();
            for (long y = 0; y < count[0]; y++)
            {
                for (long x = 0; x < count[1]; x++)
                    wanted.Add(all[(start[0] + y * step[0]) * 11 + start[1] + x * step[1]]);
            }

            Assert.Equal(wanted, ExpectedData.Read(variable.Array!, new Region(start, count, step)));
        }
    }

    [Fact]
    public void Attributes_keep_their_kinds()
    {
        StoredAttributes attributes = ZarrFile.Open(ZarrData.Zip("kinds"))["attributes"].Attributes;
        Assert.Equal("häuschen", attributes.Text("text"));
        Assert.Equal(new long[] { 3 }, attributes["whole"]);
        Assert.Equal(new[] { 2.5 }, attributes["real"]);
        Assert.Equal(
            new[] { 2.0 },
            Assert.IsType<double[]>(attributes["nans"]).Length == 3 ? attributes["point"] : null
        );
        Assert.Equal(new long[] { 1, 2, 3 }, attributes["many"]);
        Assert.Equal(new[] { 1, 2.5 }, attributes["mixed"]);
        Assert.Equal(new[] { double.NaN }, attributes["nan"]);
        Assert.Equal(new[] { 1, double.NaN, double.NegativeInfinity }, attributes["nans"]);
        Assert.Equal(new[] { "a", "b" }, attributes["words"]);
        Assert.Contains("\"b\"", attributes.Text("nested"), StringComparison.Ordinal);
        Assert.Equal(new[] { true }, attributes["truth"]);
        Assert.Equal(new[] { (1UL << 63) + 1 }, attributes["large"]);
        Assert.Equal(new[] { -(1L << 62) }, attributes["negative"]);
        Assert.False(attributes.Contains("nothing"));
        Assert.False(attributes.Contains("_ARRAY_DIMENSIONS"));
    }

    [Fact]
    public void Groups_are_listed_and_opened_by_their_paths()
    {
        StoredDataset root = ZarrFile.Open(ZarrData.Zip("kinds"));
        Assert.Equal(["inner"], root.Groups);
        Assert.Equal(["most"], ZarrFile.Open(ZarrData.Zip("kinds"), "inner").Groups);
        StoredDataset most = ZarrFile.Open(ZarrData.Zip("kinds"), "inner/most/");
        Assert.Equal("nested", most.Attributes.Text("title"));
        Assert.Equal(["0", "1", "2", "3", "4", "5"], ZarrData.ReadAll(most["v"]));
        Assert.Contains(
            "no group 'innr'; did you mean 'inner'?",
            Assert.Throws<GchunkException>(() => ZarrFile.Open(ZarrData.Zip("kinds"), "innr")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is not a valid name in a Zarr store",
            Assert.Throws<GchunkException>(() => ZarrFile.Open(ZarrData.Zip("kinds"), "../x")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Complex_numbers_are_read()
    {
        StoredVariable complex = ZarrFile.Open(ZarrData.Zip("kinds"))["pickled"];
        Assert.Null(complex.Unreadable);
        Assert.Equal(DType.Complex128, complex.Array!.DType);
        Assert.Equal(["1.+0.j", "2.+0.j", "3.+0.j", "4.+0.j", "5.+0.j"], ZarrData.ReadAll(complex));
    }

    [Fact]
    public void An_array_is_opened_again_by_its_address()
    {
        IStoredArray array = ZarrFile.Open(ZarrData.Zip("kinds"), "inner/most")["v"].Array!;
        IStoredArray again = array.Address.Open();
        Assert.Equal(array.Version, again.Version);
        Assert.Equal(ExpectedData.Read(array, ZarrData.Whole(array)), ExpectedData.Read(again, ZarrData.Whole(again)));
    }

    [Fact]
    public void A_deleted_or_changed_store_is_an_error_rather_than_fill_values()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "store");
        ZarrData.Unzip("kinds", path);
        IStoredArray array = ZarrFile.Open(path)["little_f8"].Array!;
        Assert.Equal(5, ExpectedData.Read(array, ZarrData.Whole(array)).Length);
        File.AppendAllText(Path.Combine(path, "little_f8", ".zarray"), " ");
        Assert.Contains(
            "has changed since it was opened",
            Assert.Throws<GchunkException>(() => ExpectedData.Read(array, ZarrData.Whole(array))).Message,
            StringComparison.Ordinal
        );
        Directory.Delete(path, recursive: true);
        Assert.Contains(
            "is gone since it was opened",
            Assert.Throws<GchunkException>(() => ExpectedData.Read(array, ZarrData.Whole(array))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_error_for_a_path_that_is_not_a_store_says_what_is_there()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.nc", "x");
        Assert.Contains(
            "is not a Zarr store: it has none of zarr.json, .zmetadata, .zgroup, .zarray (it holds a.nc)",
            Assert.Throws<GchunkException>(() => ZarrFile.Open(folder.Path)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no such Zarr store",
            Assert.Throws<GchunkException>(() => ZarrFile.Open(Path.Combine(folder.Path, "none"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is not a zip file",
            Assert.Throws<GchunkException>(() => ZarrFile.Open(Path.Combine(folder.Path, "a.nc"))).Message,
            StringComparison.Ordinal
        );
    }
}
