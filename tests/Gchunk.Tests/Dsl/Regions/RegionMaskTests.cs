using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Dsl.Plotting;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Dsl.Regions;

/// <summary>Masks and shares of regions against shapely's.</summary>
public class RegionMaskTests
{
    private static readonly double[] Latitudes = [.. Enumerable.Range(0, 9).Select(i => -80 + 20.0 * i)];
    private static readonly double[] Longitudes = [.. Enumerable.Range(0, 18).Select(i => 10 + 20.0 * i)];

    private static MapFeature Area(string name, params double[][] parts) =>
        new(FeatureKind.Polygon, parts, new Dictionary<string, object?> { ["name"] = name });

    private static readonly FeatureCollection Shapes = new([
        Area("star", [31, 3, 62, 11, 97, -7, 71, 33, 83, 67, 55, 41, 12, 55, 38, 25, 31, 3]),
        Area(
            "ring",
            [100, -65, 190, -70, 185, 5, 105, 12, 100, -65],
            [120, -50, 160, -52, 150, -10, 125, -20, 120, -50]
        ),
        Area("west", [-35, -15, 28, 20, -5, 48, -62, 30, -35, -15]),
    ]);

    private static DataArray Grid() =>
        new DataArray(NDArray.From(new double[9 * 18], (9, 18)), ["lat", "lon"], name: "t")
            .AssignCoords("lat", Latitudes)
            .AssignCoords("lon", Longitudes);

    private static Dictionary<string, double[]> Expected()
    {
        using Stream stream = typeof(RegionMaskTests).Assembly.GetManifestResourceStream("region_shares.tsv")!;
        using var reader = new StreamReader(stream);
        var all = new Dictionary<string, double[]>();
        while (reader.ReadLine() is { } line)
        {
            string[] columns = line.Split('\t');
            double[] values = [.. columns[2].Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
            all[$"{columns[0]} {columns[1]}"] = values;
        }

        return all;
    }

    [Fact]
    public void Regions_hold_the_cells_and_cover_the_shares_that_shapely_finds()
    {
        Dictionary<string, double[]> expected = Expected();
        foreach (MapFeature shape in Shapes)
        {
            var mask = new RegionMask(new FeatureCollection([shape]), "name");
            string name = mask.Names[0];
            double[] inside = mask.Of(Grid()).NotNull().AsType(DType.Float64).Compute().ToArray<double>();
            Assert.Equal(expected[$"{name} inside"], inside);
            double[] share = mask.Share(Grid()).Isel("region", 0).Compute().ToArray<double>();
            for (int i = 0; i < share.Length; i++)
                Assert.Equal(expected[$"{name} share"][i], share[i], 5e-5);
        }
    }

    [Fact]
    public void Shares_are_labelled_and_those_of_a_rotated_grid_add_up_to_the_same_area()
    {
        var mask = new RegionMask(Shapes, "name");
        DataArray share = mask.Share(Grid());
        Assert.Equal(["region", "lat", "lon"], share.Dims);
        Assert.Equal(["star", "ring", "west"], mask.Names);
        DataArray ring = share.Sel("region", "ring");
        Assert.Equal(["lat", "lon"], ring.Dims);
        // The same cells as lists of corners over two dimensions give the same shares.
        DataArray lat =
                new(NDArray.From([.. Latitudes.SelectMany(y => Longitudes.Select(_ => y))], (9, 18)), ["y", "x"]),
            lon = new(NDArray.From([.. Latitudes.SelectMany(_ => Longitudes)], (9, 18)), ["y", "x"]);
        DataArray curved = new DataArray(NDArray.From(new double[9 * 18], (9, 18)), ["y", "x"])
            .AssignCoords("lat", lat)
            .AssignCoords("lon", lon);
        double[] a = [.. mask.Share(curved).Compute().ToArray<double>()],
            b = share.Compute().ToArray<double>();
        // Corners between centres on the globe lie a little poleward of those on parallels.
        Assert.Equal(b.Sum(), a.Sum(), 0.02 * b.Sum());
        Assert.Equal(mask.Of(Grid()).Compute().ToArray<double>(), mask.Of(curved).Compute().ToArray<double>());
    }

    [Fact]
    public void Clipping_keeps_what_is_inside()
    {
        DataArray field = Grid() + 1.0;
        var star = new FeatureCollection([Shapes[0]]);
        double[] expected = Expected()["star inside"],
            share = Expected()["star share"];
        Assert.Equal(expected.Sum(), field.ClipTo(star).Sum().Scalar());
        Assert.Equal(share.Count(s => s > 0), (int)field.ClipTo(star, leastCovered: 0).Sum().Scalar());
        Assert.Equal(share.Count(s => s >= 0.5), (int)field.ClipTo(star, leastCovered: 0.5).Sum().Scalar());
        DataArray cut = field.ClipTo(star, drop: true);
        Assert.Equal(expected.Sum(), cut.Sum().Scalar());
        Assert.True(cut.Sizes["lat"] < 9 && cut.Sizes["lon"] < 18);
        Dataset both = new Dataset([field.Rename("t"), field.Isel("lon", 0).DropCoords("lon").Rename("u")]);
        Assert.Equal(expected.Sum(), both.ClipTo(star)["t"].Sum().Scalar());
        Assert.Equal(9, both.ClipTo(star)["u"].Sum().Scalar());
        var elsewhere = FeatureCollection.Polygons([0.1, 0.2, 0.2], [0.1, 0.1, 0.2]);
        Assert.Contains("leastCovered: 0", Assert.Throws<GchunkException>(() => field.ClipTo(elsewhere)).Message);
        Assert.Equal(1, field.ClipTo(elsewhere, leastCovered: 0).Sum().Scalar());
        Assert.Throws<GchunkException>(() => new RegionMask(FeatureCollection.Points([1], [2])));
        Assert.Throws<GchunkException>(() => new RegionMask(Shapes, "nam"));
        Assert.Throws<GchunkException>(() => field.DropAllCoords().ClipTo(star));
    }
}
