using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Xunit;

namespace Gchunk.Tests.Dsl.Climate;

/// <summary>Trends, spectra and indices against SciPy's values.</summary>
public class ClimateTests
{
    private static readonly Dictionary<string, double[]> Values = Read();

    private static Dictionary<string, double[]> Read()
    {
        using Stream stream = typeof(ClimateTests).Assembly.GetManifestResourceStream("climate_values.tsv")!;
        using var reader = new StreamReader(stream);
        var all = new Dictionary<string, double[]>();
        while (reader.ReadLine() is { } line)
        {
            string[] columns = line.Split('\t');
            all[columns[0]] = [.. columns[1].Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
        }

        return all;
    }

    // Two cells, the second of them ten times the first, in chunks.
    private static DataArray Field(double[] series, long chunk)
    {
        double[] both = [.. series.SelectMany(v => new[] { v, 10 * v })];
        Shape shape = new(series.Length, 2L);
        var values = new MemoryExpr(NDArray.From(both, shape), ChunkGrid.Regular(shape, [chunk, 1]));
        double[] labels = [.. Enumerable.Range(0, series.Length).Select(i => 2.0 * i + 5)];
        return new DataArray(values, ["t", "cell"]).AssignCoords("t", labels);
    }

    private static void Near(double[] expected, double[] actual, double tolerance = 1e-11)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                expected[i].Equals(actual[i])
                    || Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"element {i}: expected {expected[i]}, got {actual[i]}"
            );
        }
    }

    private static double[] First(DataArray result) => result.Isel("cell", 0).Compute().ToArray<double>();

    [Theory]
    [InlineData("linregress", "x")]
    [InlineData("linregress", "gaps")]
    [InlineData("theilsen", "x")]
    [InlineData("theilsen", "gaps")]
    [InlineData("mannkendall", "x")]
    [InlineData("mannkendall", "gaps")]
    public void Trends_have_the_values_of_scipy(string test, string series)
    {
        DataArray field = Field(Values["in." + series], 7);
        Dataset result = test switch
        {
            "linregress" => field.LinRegress("t"),
            "theilsen" => field.TheilSen("t", confidence: 0.9),
            _ => field.MannKendall("t"),
        };
        Near(Values[$"{test}.{series}"], [.. result.Variables.SelectMany(First)]);
        Assert.All(result.Variables, v => Assert.Equal(["cell"], v.Dims));
    }

    [Fact]
    public void A_trend_of_times_is_per_day_and_of_too_few_values_missing()
    {
        DataArray field = new DataArray(NDArray.From([1.0, 3, 5, 7]), ["time"]).AssignCoords(
            "time",
            "2000-01-01",
            "2000-01-02",
            "2000-01-03",
            "2000-01-04"
        );
        Assert.Equal(2, field.LinRegress("time")["slope"].Scalar(), 12);
        Assert.Equal(1, field.LinRegress("time")["intercept"].Scalar(), 12);
        Assert.Equal(2.0 / 24, field.TheilSen("time", "h")["slope"].Scalar(), 12);
        DataArray few = field.Where(field > 6.0);
        Assert.True(double.IsNaN(few.LinRegress("time")["slope"].Scalar()));
        Assert.True(double.IsNaN(few.MannKendall("time")["pvalue"].Scalar()));
        Assert.Throws<GchunkException>(() => field.TheilSen("time", confidence: 95));
        Assert.Throws<GchunkException>(() => field.Detrend("time", "quadratic"));
    }

    [Fact]
    public void Detrend_and_anomalies_have_the_values_of_scipy()
    {
        DataArray field = Field(Values["in.x"], 9);
        Near(Values["detrend.x"], First(field.Detrend("t")));
        Near(Values["detrend.constant.x"], First(field.Detrend("t", "constant")));
        Near(Values["anomaly.x"], First(field.StandardizedAnomaly("t")));
        Assert.Equal(["t", "cell"], field.StandardizedAnomaly("t").Dims);
        Assert.True(double.IsNaN((field * 0.0).StandardizedAnomaly("t").Max().Scalar()));
    }

    [Fact]
    public void Anomalies_within_months_are_those_of_each_month()
    {
        double[] rain = Values["in.rain"];
        DataArray field = new DataArray(NDArray.From(rain), ["time"]).AssignCoords(
            "time",
            Prelude.DateRange("1990-01-01", periods: rain.Length, frequency: "MS")
        );
        double[] made = field.StandardizedAnomaly("time.month").Compute().ToArray<double>();
        for (int month = 0; month < 12; month++)
        {
            double[] own = [.. rain.Where((v, i) => i % 12 == month && !double.IsNaN(v))];
            double mean = own.Average(),
                spread = Math.Sqrt(own.Average(v => (v - mean) * (v - mean)));
            for (int i = month; i < rain.Length; i += 12)
                Near([(rain[i] - mean) / spread], [made[i]]);
        }
    }

    [Fact]
    public void Spectra_have_the_values_of_scipy()
    {
        double[] x = Values["in.x"];
        foreach (string name in Values.Keys.Where(k => k.StartsWith("periodogram", StringComparison.Ordinal)))
        {
            string[] parts = name.Split('.');
            DataArray field = Field(x[..int.Parse(parts[1], CultureInfo.InvariantCulture)], 11);
            Near(Values[name], First(field.PowerSpectrum("t", window: parts[2], detrend: parts[3])), 1e-10);
        }

        DataArray welch = Field(x, 11).PowerSpectrum("t", segment: 16, window: "hann", scaling: "spectrum");
        Near(Values["welch"], First(welch));
        Near(Values["welch.frequency"], welch["frequency"].Compute().ToArray<double>());
        Assert.Throws<GchunkException>(() => Field(x, 11).PowerSpectrum("t", segment: 41));
        Assert.Throws<GchunkException>(() => Field(x, 11).PowerSpectrum("t", window: "blackmann"));
        DataArray uneven = Field(x, 11).Isel("t", new long[] { 0, 1, 3, 4 });
        Assert.Throws<GchunkException>(() => uneven.PowerSpectrum("t"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_standardized_precipitation_index_has_the_values_of_scipy(int window)
    {
        double[] rain = Values["in.rain"];
        DataArray field = Field(rain, 100)
            .DropAllCoords()
            .Rename(("t", "time"))
            .AssignCoords("time", Prelude.DateRange("1990-01-01", periods: rain.Length, frequency: "MS"));
        // SciPy stops at a relative error of 1e-7 or so of the shape.
        Near(Values[$"spi.{window}"], First(field.Spi(window)), 1e-5);
        Assert.Throws<GchunkException>(() => field.Spi(window, calibration: (2030, 2050)));
        Assert.Throws<GchunkException>(() => field.Spi(window, group: "season"));
    }

    [Fact]
    public void Spells_are_counted_where_they_begin()
    {
        double[] values = [1, 1, 0, double.NaN, 1, 1, 1, 0, 1];
        DataArray field = new(NDArray.From(values), ["t"]);
        Assert.Equal([2, 0, 0, 0, 3, 0, 0, 0, 1], field.SpellLengths("t").Compute().ToArray<long>());
        Assert.Equal([0, 0, 1, 0, 0, 0, 0, 1, 0], (field < 1.0).SpellLengths("t").Compute().ToArray<long>());
    }

    [Fact]
    public void Degree_days_are_above_the_base_and_below_the_cap()
    {
        DataArray low = new(NDArray.From([4.0, 8, 12, double.NaN]), ["t"]),
            high = new(NDArray.From([8.0, 20, 36, 30]), ["t"]);
        Assert.Equal([0, 0, 2, double.NaN], low.DegreeDays(10).Compute().ToArray<double>());
        // (10 + 10) / 2, (10 + 20) / 2 and (12 + 30) / 2, less 10.
        double[] days = DataArray.DegreeDays(low, high, 10, cap: 30).Compute().ToArray<double>();
        Assert.Equal([0, 5, 11, double.NaN], days);
        Assert.Throws<GchunkException>(() => low.DegreeDays(10, cap: 5));
    }
}
