using Gchunk.Dsl;
using Gchunk.Engine.Arrays;
using Gchunk.Ml.Fields;
using Gchunk.Tests.Properties;
using Xunit;

namespace Gchunk.Tests.Ml.Fields;

/// <summary>Samples are taken from fields of any shape, order of dimensions, chunks and missing values, and go back.</summary>
public sealed class SampleGridProperties
{
    private static readonly string[] Names = ["time", "lat", "lon", "level"];

    [SeedProperty(Divisor = 10)]
    public void Results_of_samples_and_features_are_where_they_came_from(Seed seed)
    {
        var random = new Random(seed.Value);
        string[] dims = [.. Names.OrderBy(_ => random.Next()).Take(random.Next(2, 5))];
        long[] lengths = Array.ConvertAll(dims, _ => (long)random.Next(1, 6));
        NDArray values = NDArray.Allocate(new Shape(lengths), DType.Float64);
        foreach (ref double value in values.Span<double>())
            value = random.Next(12) == 0 ? double.NaN : random.NextDouble();
        ChunkedArray chunked = Prelude.FromArray(
            values,
            new Shape(Array.ConvertAll(lengths, n => random.NextInt64(1, n + 1)))
        );
        var field = new DataArray(chunked.Expression, dims, name: "x");
        string[] over = [.. dims.OrderBy(_ => random.Next()).Take(random.Next(1, dims.Length))];
        double maxMissing = random.Next(3) * 0.25;
        string story = $"seed {seed.Value}: {field.Sizes} over {string.Join(", ", over)}, {maxMissing}";

        // What is expected, without samples: features missing everywhere do not count.
        string[] rest = [.. dims.Except(over)];
        DataArray used = (field.Count(rest) > 0).AsType(DType.Float64),
            present = field.Count(over).AsType(DType.Float64),
            kept = (present > 0) & (present >= (1 - maxMissing) * used.Sum() - 1e-9);
        if (!kept.Any().Compute().AsType(DType.Float64).ToArray<double>()[0].Equals(1.0))
            return;
        SampleGrid grid = SampleGrid.Of(field, over, maxMissing);
        var samples = new ChunkedArray(grid.Samples.Expression);
        Assert.Equal(grid.KeptSamples?.LongLength ?? grid.AllSamples, grid.Samples.Shape[0]);
        Assert.False(double.IsNaN(samples.Sum().Compute().GetDouble()), story);

        DataArray means = grid.OfSamples(samples.Mean(1).Expression, "mean");
        Assert.Equal(rest, means.Dims);
        AssertSame(field.Mean(over).Where(kept), means, story);

        DataArray most = grid.OfFeatures(samples.Max(0, keepDims: true).Expression, "row", "most").Isel("row", 0);
        Assert.Equal(over, most.Dims);
        DataArray filled = field.FillNa(field.Mean(over)).Where(kept).Where(used > 0);
        AssertSame(filled.Max(rest).Transpose(over), most, story);
    }

    private static void AssertSame(DataArray expected, DataArray found, string story)
    {
        double[] a = expected.Transpose([.. found.Dims]).Compute().ToArray<double>(),
            b = found.Compute().ToArray<double>();
        Assert.Equal(a.Length, b.Length);
        for (int i = 0; i < a.Length; i++)
            Assert.True(a[i].Equals(b[i]) || Math.Abs(a[i] - b[i]) < 1e-12, $"{story}: {b[i]}, not {a[i]}");
    }
}
