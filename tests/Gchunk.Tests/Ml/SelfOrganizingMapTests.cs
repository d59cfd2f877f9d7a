using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Ml;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml;

public sealed class SelfOrganizingMapTests
{
    public static TheoryData<double[]> Maps => [.. Reference.Of("som").Select(Reference.Numbers)];

    [Theory]
    [MemberData(nameof(Maps))]
    public void The_map_is_that_of_a_plain_evaluation(double[] line)
    {
        var (count, features, rows, columns) = ((int)line[0], (int)line[1], (int)line[2], (int)line[3]);
        SelfOrganizingMap map = new SelfOrganizingMap(
            rows,
            columns,
            line[4] == 1 ? "hexagonal" : "rectangular",
            iterations: 30
        ).Fit(Reference.Samples(count, features));
        Assert.Equal(line[5], map.QuantizationError, 1e-10);
        Assert.Equal(line[6], map.TopographicError, 1e-12);
        Assert.Equal(line[7..(7 + rows * columns)], map.Counts.Compute().ToArray<double>());
        double[] distances = map.UMatrix.Compute().ToArray<double>();
        for (int i = 0; i < distances.Length; i++)
            Assert.Equal(line[7 + rows * columns + i], distances[i], 1e-10);
    }

    [Fact]
    public void Neighbours_are_alike_and_nodes_are_near_their_samples()
    {
        ChunkedArray x = Reference.Samples(400, 2) * 100 + 5000;
        SelfOrganizingMap map = new SelfOrganizingMap(4, 5).Fit(x);
        Assert.Equal(["row", "column", "feature"], map.Nodes.Dims);
        Assert.Equal(map.Labels.Compute().ToArray<int>(), map.Predict(x).Compute().ToArray<int>());
        Assert.InRange(map.TopographicError, 0, 0.1);
        Assert.InRange(map.QuantizationError, 1, 20);
        Assert.InRange(map.Nodes.Min().Scalar(), 5000, 5050);
        Assert.StartsWith("SelfOrganizingMap(rows: 4, columns: 5, iterations: 50): 20 clusters of ", map.ToString());
        SelfOrganizingMap days = new SelfOrganizingMap(2, 3).Fit(
            new DataArray(x.Compute().Reshape((400, 1, 2)), ["time", "lat", "lon"]),
            over: ["lat", "lon"]
        );
        Assert.Equal(["row", "column", "lat", "lon"], days.Nodes.Dims);
        Assert.Equal(["time"], days.Labels.Dims);
    }

    [Fact]
    public void One_node_is_the_mean()
    {
        SelfOrganizingMap map = new SelfOrganizingMap(1, 1).Fit(Ones((5, 3)));
        Assert.Equal([1, 1, 1], map.Nodes.Compute().ToArray<double>());
        Assert.Equal((0, 0), (map.QuantizationError, map.TopographicError));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Contains("got 0 rows", Assert.Throws<GchunkException>(() => new SelfOrganizingMap(0)).Message);
        Assert.Contains(
            "unknown topology \"ring\"",
            Assert.Throws<GchunkException>(() => new SelfOrganizingMap(topology: "ring")).Message
        );
    }
}
