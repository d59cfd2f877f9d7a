using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Gchunk.Tests.Repl;
using Xunit;
using static Gchunk.Dsl.Prelude;
using static Gchunk.Tests.Ml.Decomposition.DecompositionValues;

namespace Gchunk.Tests.Ml.Decomposition;

[Collection("whole process")]
public sealed class DecompositionTests
{
    [Theory]
    [InlineData("tall", "exact")]
    [InlineData("wide", "exact")]
    [InlineData("tall", "randomized")]
    [InlineData("wide", "randomized")]
    public void Components_are_those_of_scikit_learn(string name, string solver)
    {
        ChunkedArray x = name == "tall" ? FromArray(Tall) : FromArray(Tall).T;
        Pca pca = new Pca(3, solver: solver).Fit(x);
        AssertLine(name + " components", pca.Components);
        AssertLine(name + " scores", pca.Scores);
        AssertLine(name + " variance", pca.ExplainedVariance);
        AssertLine(name + " ratio", pca.ExplainedVarianceRatio);
        AssertLine(name + " mean", pca.Mean);
        var samples = new DataArray(x.Expression, ["sample", "feature"]);
        AssertLine(name + " scores", pca.Transform(samples));
        AssertLine(name + " restored", pca.InverseTransform(pca.Transform(samples)));
        AssertLine(name + " restored", pca.Reconstruct());
    }

    [Fact]
    public void A_share_of_the_variance_chooses_the_number_of_components()
    {
        AssertLine("tall share 0.9", [new Pca(0.9).Fit(FromArray(Tall)).Components.Sizes["component"]]);
        Assert.Equal(2, new Pca(0.984).Fit(FromArray(Tall)).Components.Sizes["component"]);
        Assert.Equal(6, new Pca(1.0).Fit(FromArray(Tall)).Components.Sizes["component"]);
        Assert.Equal(6, new Pca().Fit(FromArray(Tall)).Components.Sizes["component"]);
    }

    [Theory]
    [InlineData(DType.Float32, 0, 1e-5)]
    [InlineData(DType.Float64, 1e6, 1e-6)]
    [InlineData(DType.Float64, -1e9, 1e-4)]
    public void Neither_float32_nor_an_offset_changes_the_components(DType dtype, double offset, double tolerance)
    {
        Pca pca = new Pca(3).Fit((FromArray(Tall) + offset).AsType(dtype));
        AssertLine("tall components", pca.Components, tolerance);
    }

    [Fact]
    public void Chunks_do_not_change_the_bits()
    {
        double[] whole = new Pca(2).Fit(FromArray(Tall)).Components.Compute().ToArray<double>();
        foreach (Shape chunks in new Shape[] { (7, 6), (40, 1), (3, 4) })
            Assert.Equal(whole, new Pca(2).Fit(FromArray(Tall, chunks)).Components.Compute().ToArray<double>());
    }

    [Fact]
    public void Patterns_of_a_weighted_field_are_those_of_NumPy()
    {
        Eof eof = new Eof(3, weights: "area").Fit(Field, over: "time");
        Assert.Equal(["mode", "lat", "lon"], eof.Components.Dims);
        Assert.Equal(["time", "mode"], eof.Scores.Dims);
        Assert.Equal("1 2 3", eof.Components.Coords.IndexOf("mode")!.ToString());
        AssertLine("eof components", eof.Components);
        AssertLine("eof scores", eof.Scores);
        AssertLine("eof variance", eof.ExplainedVariance);
        AssertLine("eof ratio", eof.ExplainedVarianceRatio);
        AssertLine("eof north", eof.NorthErrors);
        AssertLine("eof scores", eof.Transform(Field.Transpose("lon", "lat", "time").Chunk(("time", 3))));
        // All modes give the field back, without the weights.
        DataArray back = new Eof("area").Fit(Field, over: "time").Reconstruct();
        Assert.Equal(["time", "lat", "lon"], back.Dims);
        Assert.InRange(Abs(back - Field).Max().Scalar(), 0, 1e-9);
    }

    [Theory]
    [InlineData("wide", 20)]
    [InlineData("tall", 6)]
    public void Components_of_cells_weighted_by_area_are_those_of_NumPy(string name, int times)
    {
        DataArray field = Field.Isel("time", ..times);
        Pca pca = new Pca(3, weights: "area").Fit(field, over: "time");
        AssertLine($"pca area {name} mean", pca.Mean);
        AssertLine($"pca area {name} components", pca.Components);
        AssertLine($"pca area {name} scores", pca.Scores);
        AssertLine($"pca area {name} variance", pca.ExplainedVariance);
        AssertLine($"pca area {name} scores", pca.Transform(field));
        Pca drawn = new Pca(3, solver: "randomized", weights: "area").Fit(field, over: "time");
        AssertLine($"pca area {name} components", drawn.Components);
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "pca.gchunk");
        pca.Save(path);
        AssertLine($"pca area {name} scores", Estimators.Load<Pca>(path).Fit(field, over: "time").Scores);
    }

    [Fact]
    public void A_randomized_solver_finds_the_leading_components()
    {
        DataArray x = new(
            (
                Rand.Normal((3000, 4), seed: 1).MatMul(Rand.Normal((4, 200), seed: 2)) * 3
                + Rand.Normal((3000, 200), seed: 3)
                + 1e6
            ).Expression,
            ["z", "t"]
        );
        foreach (DataArray samples in new[] { x, x.Transpose("t", "z") })
        {
            Pca drawn = new Pca(4, solver: "randomized").Fit(samples),
                exact = new Pca(4, solver: "exact").Fit(samples);
            Assert.InRange(Abs(drawn.Components - exact.Components).Max().Scalar(), 0, 1e-6);
            Assert.InRange(Abs(drawn.ExplainedVarianceRatio - exact.ExplainedVarianceRatio).Max().Scalar(), 0, 1e-9);
        }
    }

    [Fact]
    public void Rotated_patterns_maximize_the_varimax_criterion()
    {
        Eof eof = new Eof(3, weights: "area", rotation: "varimax").Fit(Field, over: "time");
        AssertLine("varimax components", eof.Components, 1e-7);
        AssertLine("varimax variance", eof.ExplainedVariance, 1e-7);
        Assert.InRange(Abs(eof.Transform(Field) - eof.Scores).Max().Scalar(), 0, 1e-9);
        // A rotation spans the same space.
        DataArray plain = new Eof(3, weights: "area").Fit(Field, over: "time").Reconstruct();
        Assert.InRange(Abs(eof.Reconstruct() - plain).Max().Scalar(), 0, 1e-9);
        Eof oblique = new Eof(3, weights: "area", rotation: "promax").Fit(Field, over: "time");
        Assert.InRange(Abs(oblique.Reconstruct() - plain).Max().Scalar(), 0, 1e-9);
    }

    [Fact]
    public void Missing_cells_stay_in_the_maps_and_missing_times_in_the_series()
    {
        NDArray values = Tall.Copy().Reshape((20, 3, 4));
        for (int t = 0; t < 20; t++)
            values.Span<double>()[t * 12 + 5] = double.NaN;
        values.Span<double>()[7 * 12 + 2] = double.NaN;
        DataArray field = Field.WithValues(FromArray(values).Expression);
        Eof eof = new Eof(2).Fit(field, over: "time");
        NDArray maps = eof.Components.Compute();
        Assert.True(double.IsNaN(maps.GetDouble(0, 1, 1)));
        Assert.True(double.IsNaN(maps.GetDouble(1, 0, 2)));
        Assert.False(double.IsNaN(maps.GetDouble(1, 0, 3)));
        Assert.DoesNotContain(double.NaN, eof.Scores.Compute().ToArray<double>());
        // Of a cell that is kept, one value is filled.
        Eof lax = new Eof(2).Fit(field, "time", maxMissing: 0.1);
        Assert.False(double.IsNaN(lax.Components.Compute().GetDouble(1, 0, 2)));
        NDArray scores = lax.Transform(field).Compute();
        Assert.True(double.IsNaN(scores.GetDouble(7, 0)));
        Assert.False(double.IsNaN(scores.GetDouble(8, 0)));
    }

    [Fact]
    public void Components_of_cells_are_time_series()
    {
        Pca pca = new Pca(2).Fit(Field, over: "time");
        Assert.Equal(["component", "time"], pca.Components.Dims);
        Assert.Equal(["component", "lat", "lon"], pca.Scores.Dims);
        Assert.Equal(["lat", "lon", "time"], pca.Reconstruct().Dims);
    }

    [Fact]
    public void Dependent_features_have_no_component_of_rounding()
    {
        NDArray x = NDArray.From([.. Enumerable.Range(0, 60).Select(i => Math.Sin(i / 3) * (i % 3 + 1))], (20, 3));
        Action<string> before = Notice.Sink;
        var told = new List<string>();
        Notice.Sink = told.Add;
        Pca pca;
        try
        {
            pca = new Pca(3).Fit((ChunkedArray)x);
        }
        finally
        {
            Notice.Sink = before;
        }

        Assert.Equal(1, pca.Components.Sizes["component"]);
        Assert.Contains(
            "Pca found 1 component, not the 3 that were asked for: the samples vary in only 1 direction",
            told
        );
        Assert.Equal(1, pca.ExplainedVarianceRatio.Sum().Scalar(), 1e-12);
    }

    [Fact]
    public void Errors_name_what_was_given()
    {
        Assert.Contains("at least 1 component; got 0", Message(() => new Pca(0)), StringComparison.Ordinal);
        Assert.Contains("above 0 and at most 1", Message(() => new Pca(1.5)), StringComparison.Ordinal);
        Assert.Contains("varimax", Message(() => new Pca(2, rotation: "varmax")), StringComparison.Ordinal);
        Assert.Contains("area", Message(() => new Eof(2, weights: "cos")), StringComparison.Ordinal);
        Assert.Contains("allow at most 6", Message(() => new Pca(7).Fit(FromArray(Tall))), StringComparison.Ordinal);
        Assert.Contains("all samples are equal", Message(() => new Pca().Fit(Ones((9, 3)))), StringComparison.Ordinal);
        Assert.Contains("at least 2 samples", Message(() => new Pca().Fit(Ones((1, 3)))), StringComparison.Ordinal);
        Assert.Contains(
            "infinite values, which DropNa keeps",
            Message(() => new Pca().Fit(Ones((9, 3)) / 0)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "missing values; fit a field",
            Message(() => new Pca().Fit(Ones((9, 3)) * double.NaN)),
            StringComparison.Ordinal
        );
        Assert.Contains("over: \"time\"", Message(() => new Pca().Fit(Field)), StringComparison.Ordinal);
        Assert.Contains("not been fitted", Message(() => new Pca().Components), StringComparison.Ordinal);
        Assert.Contains(
            "latitudes",
            Message(() => new Eof("area").Fit(Field.Rename(("lat", "y")), over: "time")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "fitted to 6 features; these samples have 5",
            Message(() => new Pca().Fit(FromArray(Tall)).Transform(new DataArray(Ones((3, 5)).Expression, ["a", "b"]))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Printing_shows_what_is_explained()
    {
        Assert.Equal("Pca(3): not fitted", new Pca(3).ToString());
        Assert.Equal(
            "Pca(0.99): 2 components of 40 samples × 6 features explain 99.1 % of the variance (98.4 %, 0.7 %)",
            new Pca(0.99).Fit(FromArray(Tall)).ToString()
        );
    }

    private static string Message(Func<object> action) => Assert.Throws<GchunkException>(action).Message;
}
