using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Tests.Engine.Storage;
using Xunit;

namespace Gchunk.Tests.Dsl.Labels;

/// <summary>The files of tests/data/labelled, xarray's results for them, and small arrays in memory.</summary>
internal static class LabelledData
{
    private static readonly Lazy<Dictionary<string, (string Shape, string Values)>> Lines = new(() =>
        System
            .IO.File.ReadLines(File("expected.tsv"))
            .Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => (parts[1], parts[2]))
    );

    public static string File(string name) => Path.Combine(TestData.Folder, "labelled", name);

    public static Dataset Days() => Prelude.OpenMfDataset(File("day_*.nc"));

    public static Dataset NoLeap() => Prelude.OpenDataset(File("noleap.nc"));

    public static (long[] Shape, double[] Values) Expected(string key)
    {
        var (shape, values) = Lines.Value[key];
        return (
            [.. shape.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)],
            [
                .. values
                    .Split(' ')
                    .Select(v =>
                        v == "nan" ? double.NaN : double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)
                    ),
            ]
        );
    }

    public static string[] ExpectedLabels(string key) => Lines.Value[key].Values.Split(' ');

    /// <summary>Makes an array of 0, 1, 2 … over lat and lon.</summary>
    public static DataArray Grid(double[] lat, double[] lon, string name = "x")
    {
        var values = new double[lat.Length * lon.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = i;
        return new DataArray(NDArray.From(values, (lat.Length, lon.Length)), ["lat", "lon"], name: name)
            .AssignCoords("lat", lat)
            .AssignCoords("lon", lon);
    }

    public static string Error(Action action) => Assert.Throws<Gchunk.Engine.GchunkException>(action).Message;
}
