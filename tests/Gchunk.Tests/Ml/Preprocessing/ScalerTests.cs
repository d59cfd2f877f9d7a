using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Ml;
using Gchunk.Tests.Ml.Decomposition;
using Xunit;
using static Gchunk.Dsl.Prelude;

namespace Gchunk.Tests.Ml.Preprocessing;

public sealed class ScalerTests
{
    private static readonly DataArray Samples = new(DecompositionValues.Tall, ["sample", "feature"]);

    [Fact]
    public void Scalers_of_samples_are_those_of_scikit_learn()
    {
        DecompositionValues.AssertLine("standard", new Standardize().FitTransform(Samples), 1e-12);
        DecompositionValues.AssertLine("robust", new RobustScale().FitTransform(Samples), 1e-12);
        DecompositionValues.AssertLine("minmax", new MinMaxScale(-1, 3).FitTransform(Samples), 1e-12);
    }

    [Fact]
    public void Scalers_of_fields_work_along_a_dimension_and_keep_missing_values()
    {
        NDArray values = DecompositionValues.Tall.Copy().Reshape((20, 3, 4));
        values.Span<double>()[5] = double.NaN;
        DataArray field = DecompositionValues.Field.WithValues(FromArray(values).Expression);
        DataArray scaled = new Standardize().Fit(field, over: "time").Transform(field);
        Assert.Equal(["time", "lat", "lon"], scaled.Dims);
        Assert.Equal(239, scaled.Count().Scalar());
        Assert.InRange(Abs(scaled.Mean("time")).Max().Scalar(), 0, 1e-12);
        Assert.InRange(Abs(scaled.Std("time") - 1).Max().Scalar(), 0, 1e-12);
        DataArray ranged = new MinMaxScale().FitTransform(field, over: "time");
        Assert.Equal(0, ranged.Min("time").Max().Scalar(), 1e-12);
        Assert.Equal(1, ranged.Max("time").Min().Scalar(), 1e-12);
    }

    [Theory]
    [InlineData("standard")]
    [InlineData("robust")]
    [InlineData("minmax")]
    [InlineData("detrend")]
    [InlineData("season")]
    public void What_is_transformed_can_be_undone(string kind)
    {
        DataArray field = DecompositionValues.Field;
        Transformer fitted = kind switch
        {
            "standard" => new Standardize().Fit(field, over: "time"),
            "robust" => new RobustScale().Fit(field, over: "time"),
            "minmax" => new MinMaxScale(2, 5).Fit(field, over: "time"),
            "detrend" => new Detrend().Fit(field, over: "time"),
            _ => new Deseasonalize("dayofyear").Fit(field, over: "time"),
        };
        DataArray back = fitted.InverseTransform(fitted.Transform(field));
        Assert.Equal(field.Dims, back.Dims);
        Assert.InRange(Abs(back - field).Max().Scalar(), 0, 1e-12);
    }

    [Fact]
    public void Values_that_are_all_equal_are_divided_by_one()
    {
        DataArray scaled = new Standardize().FitTransform(new DataArray(Full((5, 2), 7.5).Expression, ["s", "f"]));
        Assert.All(scaled.Compute().ToArray<double>(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void A_trend_is_a_line_of_the_labels_and_goes_on_in_new_data()
    {
        double[] days = [0, 1, 2, 5, 9, 14];
        DataArray x = new DataArray(
            NDArray.From([.. days.Select(d => 3 + 0.5 * d), .. days.Select(d => -2 * d)], (2, 6)),
            ["cell", "day"]
        ).AssignCoords("day", days);
        Detrend trend = new Detrend().Fit(x, over: "day");
        Assert.InRange(Abs(trend.Transform(x)).Max().Scalar(), 0, 1e-12);
        double[] slopes = trend.Slope.Compute().ToArray<double>();
        Assert.Equal(7, slopes[0], 1e-12);
        Assert.Equal(-28, slopes[1], 1e-12);
        DataArray later =
            (x + 0).AssignCoords("day", [.. days.Select(d => d + 100)])
            + new DataArray(NDArray.From([50.0, -200]), ["cell"]);
        Assert.InRange(Abs(trend.Transform(later)).Max().Scalar(), 0, 1e-10);
    }

    [Fact]
    public void A_trend_ignores_missing_values()
    {
        double[] values = [1, 2, double.NaN, 4, 5, double.NaN, double.NaN, double.NaN, 3, double.NaN];
        var x = new DataArray(NDArray.From(values, (2, 5)), ["cell", "time"]);
        double[] left = new Detrend().FitTransform(x).Compute().ToArray<double>();
        Assert.All([0, 1, 3, 4, 8], i => Assert.Equal(0, left[i], 1e-12));
        Assert.All([2, 5, 6, 7, 9], i => Assert.True(double.IsNaN(left[i])));
    }

    [Fact]
    public void Anomalies_have_no_mean_in_any_month()
    {
        DataArray x = new DataArray(
            NDArray.From([.. Enumerable.Range(0, 48).Select(i => Math.Sin(i) + i % 12)], (48, 1)),
            ["time", "cell"]
        ).AssignCoords("time", DateRange("2001-01-01", periods: 48, frequency: "MS"));
        Deseasonalize season = new Deseasonalize().Fit(x, over: "time");
        Assert.Equal(12, season.Climatology.Sizes["month"]);
        DataArray anomalies = season.Transform(x);
        Assert.Equal(["time", "cell"], anomalies.Dims);
        Assert.InRange(Abs(anomalies.GroupBy("time.month").Mean()).Max().Scalar(), 0, 1e-12);
    }

    [Fact]
    public void Errors_name_the_fix()
    {
        DataArray field = DecompositionValues.Field;
        Assert.Contains(
            "did you mean 'time'",
            Message(() => new Standardize().Fit(field, over: "tme")),
            StringComparison.Ordinal
        );
        Assert.Contains("low below high", Message(() => new MinMaxScale(1, 1)), StringComparison.Ordinal);
        Assert.Contains("not been fitted", Message(() => new Standardize().Transform(field)), StringComparison.Ordinal);
        Assert.Contains(
            "no such dimension",
            Message(() => new Detrend().Fit(field, over: "time").Transform(field.Mean("time"))),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "needs a dimension of times",
            Message(() => new Deseasonalize().Fit(field, over: "lat")),
            StringComparison.Ordinal
        );
        DataArray infinite = Where(field < field.Max().Scalar(), field, double.PositiveInfinity);
        foreach (
            Func<object> fit in new Func<object>[]
            {
                () => new Standardize().Fit(infinite, over: "time"),
                () => new MinMaxScale().Fit(infinite, over: "time"),
                () => new Detrend().Fit(infinite, over: "time"),
                () => new Deseasonalize().Fit(infinite, over: "time"),
            }
        )
        {
            Assert.Contains("some values are infinite, which DropNa keeps", Message(fit), StringComparison.Ordinal);
        }
    }

    private static string Message(Func<object> action) => Assert.Throws<GchunkException>(action).Message;
}
