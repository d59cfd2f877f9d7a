using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class AgglomerativeTests
{
    public static TheoryData<int, int, string, string[]> Trees(string kind)
    {
        var data = new TheoryData<int, int, string, string[]>();
        foreach (string[] line in Reference.Of(kind))
            data.Add((int)Reference.Numbers([line[0]])[0], (int)Reference.Numbers([line[1]])[0], line[2], line[3..]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Trees), "linkage")]
    public void The_merges_are_those_of_scipy(int count, int features, string linkage, string[] numbers)
    {
        Agglomerative tree = new Agglomerative(1, linkage).Fit(Reference.Samples(count, features));
        double[] expected = Reference.Numbers(numbers),
            found = tree.Linkage.Compute().ToArray<double>();
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Trees), "grid")]
    public void The_merges_of_neighbours_are_those_of_scikit_learn(
        int count,
        int features,
        string linkage,
        string[] numbers
    )
    {
        double[] expected = Reference.Numbers(numbers),
            found = new Agglomerative(1, linkage, neighbors: Grid(count, 10))
                .Fit(Reference.Samples(count, features))
                .Linkage.Compute()
                .ToArray<double>();
        for (int i = 0; i < count - 1; i++)
        {
            for (int part = 0; part < 3; part++)
                Assert.Equal(expected[3 * i + part], found[4 * i + part], 1e-12);
        }
    }

    private static IEnumerable<(long, long)> Grid(int count, int width)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % width + 1 < width && i + 1 < count)
                yield return (i, i + 1);
            if (i + width < count)
                yield return (i, i + width);
        }
    }

    [Fact]
    public void Regions_on_a_grid_are_contiguous_around_the_globe()
    {
        Agglomerative regions = new Agglomerative(3, connectivity: "grid").Fit(Globe(5));
        Assert.Equal(1, regions.Parts);
        // The east goes across the edge of the map; the missing column divides the west.
        double[] map = regions.Labels.Unstack("z").Compute().ToArray<double>();
        for (int cell = 0; cell < 60; cell++)
        {
            double expected = (cell % 12) switch
            {
                < 3 or >= 9 => 0,
                < 5 => 2,
                5 => double.NaN,
                _ => 1,
            };
            Assert.Equal(expected, map[cell]);
        }
    }

    [Fact]
    public void A_field_gives_the_regions_of_its_stacked_samples()
    {
        DataArray stacked = Globe(5),
            field = stacked.Unstack("z");
        Agglomerative regions = new Agglomerative(3, connectivity: "grid").Fit(field, over: "time");
        Assert.Equal(["lat", "lon"], regions.Labels.Dims);
        Assert.Equal(
            new Agglomerative(3, connectivity: "grid").Fit(stacked).Labels.Unstack("z").Compute().ToArray<double>(),
            regions.Labels.Compute().ToArray<double>()
        );
        Assert.Equal(regions.Labels.Compute().ToArray<double>(), regions.Cut(3).Compute().ToArray<double>());
    }

    [Fact]
    public void Parts_of_a_map_are_joined_at_last_and_counted()
    {
        Agglomerative regions = new Agglomerative(2, connectivity: "grid").Fit(Globe(5, 11));
        Assert.Equal(2, regions.Parts);
        Assert.Contains("2 parts joined", regions.ToString());
    }

    // A map of 5 × 12 cells around the globe: columns 9 to 2 are like each other, and so are 3 to 8. Some columns miss.
    private static DataArray Globe(params int[] missing)
    {
        double[] lon = [.. Enumerable.Range(0, 12).Select(i => 30.0 * i)],
            lat = [.. Enumerable.Range(0, 5).Select(i => 10.0 * i)];
        var values = new double[5 * 12 * 2];
        for (int cell = 0; cell < 60; cell++)
        {
            double east = cell % 12 is < 3 or >= 9 ? 10 : 0;
            (values[2 * cell], values[2 * cell + 1]) = (east + cell / 100.0, east - cell / 70.0);
            if (missing.Contains(cell % 12))
                values[2 * cell] = double.NaN;
        }
        return new DataArray(NDArray.From(values, (5, 12, 2)), ["lat", "lon", "time"])
            .AssignCoords("lat", lat)
            .AssignCoords("lon", lon)
            .Stack("z", "lat", "lon")
            .Transpose("z", "time")
            .DropNa("z");
    }

    [Fact]
    public void The_tree_can_be_cut_anywhere_and_the_largest_cluster_is_the_first()
    {
        ChunkedArray x = FromArray(NDArray.From([0.0, 9, 9.5, 0.1, 9.25, 30, 9.1], (7, 1)));
        Agglomerative tree = new Agglomerative(3, "average").Fit(x);
        Assert.Equal([1, 0, 0, 1, 0, 2, 0], tree.Labels.Compute().ToArray<int>());
        Assert.Equal([0, 0, 0, 0, 0, 1, 0], tree.Cut(2).Compute().ToArray<int>());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0], tree.Cut(1).Compute().ToArray<int>());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], tree.Cut(7).Compute().ToArray<int>());
        Assert.Contains("1 to 7 clusters; got 8", Assert.Throws<GchunkException>(() => tree.Cut(8)).Message);
        Assert.Equal(
            "Agglomerative(clusters: 3, linkage: \"average\"): 3 clusters of 4, 2, 1 samples",
            tree.ToString()
        );
    }

    [Theory]
    [InlineData("ward")]
    [InlineData("average")]
    [InlineData("complete")]
    [InlineData("single")]
    public void Duplicates_and_single_samples_are_merged_without_NaN(string linkage)
    {
        ChunkedArray same = Ones((20, 3));
        Assert.All(
            new Agglomerative(4, linkage).Fit(same).Linkage.Isel("part", 2).Compute().ToArray<double>(),
            height => Assert.Equal(0, height)
        );
        Assert.Equal(4, new Agglomerative(4, linkage).Fit(same).Labels.Compute().ToArray<int>().Distinct().Count());
        Assert.Equal([0], new Agglomerative(1, linkage).Fit(Ones((1, 3))).Labels.Compute().ToArray<int>());
        Assert.Equal(
            [0],
            new Agglomerative(1, linkage, neighbors: []).Fit(Ones((1, 3))).Labels.Compute().ToArray<int>()
        );
    }

    [Fact]
    public void A_long_chain_of_merges_is_cut_and_drawn()
    {
        // Each sample is farther from the next than all before it: the tree is as deep as it can be.
        double[] values = [.. Enumerable.Range(0, 2000).Select(i => i * (double)i)];
        Agglomerative tree = new Agglomerative(2, "single").Fit(FromArray(NDArray.From(values, (2000, 1))));
        Assert.Equal(1, tree.Labels.Compute().ToArray<int>()[^1]);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".svg");
        try
        {
            tree.PlotDendrogram(path, leaves: 5);
            Assert.Contains("Single linkage of 2000 samples", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("wards", null, "unknown linkage \"wards\"")]
    [InlineData("ward", "map", "unknown connectivity \"map\"")]
    public void Unknown_names_are_refused(string linkage, string? connectivity, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<GchunkException>(() => new Agglomerative(2, linkage, connectivity)).Message
        );

    [Fact]
    public void Neighbours_that_no_sample_has_are_refused()
    {
        ChunkedArray x = Reference.Samples(5, 2);
        Assert.Contains(
            "(0, 5) are not both among the 5 samples",
            Assert.Throws<GchunkException>(() => new Agglomerative(2, neighbors: [(0, 5)]).Fit(x)).Message
        );
        Assert.Contains(
            "needs samples of a grid",
            Assert.Throws<GchunkException>(() => new Agglomerative(2, connectivity: "grid").Fit(x)).Message
        );
    }
}
