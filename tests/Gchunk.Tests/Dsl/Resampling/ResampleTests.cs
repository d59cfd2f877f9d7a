using Gchunk.Dsl;
using Gchunk.Tests.Dsl.Labels;
using Xunit;

namespace Gchunk.Tests.Dsl.Resampling;

public class ResampleTests
{
    [Theory]
    [InlineData("t", "time", "7X", "'7X' is not a period; write a number and a unit, as in \"7D\"")]
    [InlineData("t", "time", "0D", "must be one to a million units of time")]
    [InlineData(
        "t",
        "lat",
        "7D",
        "Resample needs a dimension of times; 'lat' has 50.1 to 30.1, 5 labels; did you mean 'time'?"
    )]
    [InlineData("t", "times", "7D", "no dimension 'times'; did you mean 'time'?")]
    public void A_wrong_period_is_explained(string variable, string dim, string frequency, string message) =>
        Assert.Contains(message, LabelledData.Error(() => LabelledData.NoLeap()[variable].Resample(dim, frequency)));

    [Theory]
    [InlineData("time.mont", "no part of a time 'mont'; did you mean 'month'?")]
    [InlineData("month", "GroupBy takes a part of a time coordinate such as \"time.month\"")]
    [InlineData("time.dayofweek", "the calendar noleap has no days of the week")]
    public void A_wrong_group_is_explained(string part, string message) =>
        Assert.Contains(message, LabelledData.Error(() => LabelledData.NoLeap()["t"].GroupBy(part)));

    [Fact]
    public void A_data_set_is_resampled_variable_by_variable()
    {
        Dataset weekly = LabelledData.Days().Resample("time", "7D").Mean();
        Assert.Equal(13, weekly.Sizes["time"]);
        Assert.Equal(["lat", "lon"], weekly["area"].Dims);
        Assert.Equal(
            LabelledData.Expected("resample.7D").Values[0],
            weekly["t"].Isel(("time", 0), ("lat", 0), ("lon", 0)).Scalar(),
            1e-4
        );
    }
}
