using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Xunit;

namespace Gchunk.Tests.Ml.Decomposition;

/// <summary>The lines of <c>decomposition.tsv</c>, which <c>make_decomposition.py</c> writes, and its arrays.</summary>
internal static class DecompositionValues
{
    private static readonly Dictionary<string, double[]> Lines = File.ReadLines(
            Path.Combine(Checkout.Root, "tests/Gchunk.Tests/Ml/Decomposition/decomposition.tsv")
        )
        .Select(line => line.Split('\t'))
        .ToDictionary(
            parts => parts[0],
            parts => Array.ConvertAll(parts[1..], p => double.Parse(p, CultureInfo.InvariantCulture))
        );

    /// <summary>40 samples of 6 features.</summary>
    public static NDArray Tall { get; } =
        NDArray.From(
            [
                .. Enumerable
                    .Range(0, 240)
                    .Select(i => Math.Sin(1 + i * 0.7) + Math.Cos((double)i * i) + 3 * Math.Cos(i / 6 / 5.0) * (i % 6)),
            ],
            (40, 6)
        );

    /// <summary>The same values as 20 times × 3 latitudes × 4 longitudes.</summary>
    public static DataArray Field { get; } =
        new DataArray(Tall.Reshape((20, 3, 4)), ["time", "lat", "lon"], name: "pr")
            .AssignCoords("lat", 0, 40, 70)
            .AssignCoords("lon", 1, 2, 3, 4)
            .AssignCoords("time", Prelude.DateRange("2001-01-01", periods: 20));

    /// <summary>Checks that values are those of a line.</summary>
    public static void AssertLine(string name, DataArray found, double tolerance = 1e-9) =>
        AssertLine(name, found.Compute().AsType(DType.Float64).ToArray<double>(), tolerance);

    /// <summary>Checks that values are those of a line.</summary>
    public static void AssertLine(string name, double[] found, double tolerance = 1e-9)
    {
        double[] expected = Lines[name];
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - found[i]) <= tolerance * scale,
                $"{name}[{i}]: {found[i]:R}, not {expected[i]:R}"
            );
        }
    }
}
