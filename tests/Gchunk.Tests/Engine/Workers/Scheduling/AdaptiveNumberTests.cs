using Gchunk.Engine.Workers.Scheduling;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Scheduling;

/// <summary>The number of workers and machines that follows the work.</summary>
public class AdaptiveNumberTests
{
    [Theory]
    [InlineData(0, 5, 1)] // the first of them
    [InlineData(3, 100, 6)] // at most twofold
    [InlineData(3, 1, 4)] // no more than are missing
    [InlineData(8, 100, 10)] // no more than the most
    [InlineData(20, 1, 10)]
    public void The_number_grows_by_what_is_missing(int wanted, long missing, int expected) =>
        Assert.Equal(expected, new AdaptiveNumber(0, 10, 1000).Next(wanted, missing, spare: 3, now: 0));

    [Fact]
    public void Those_end_that_were_spare_for_the_whole_time_and_the_least_number_stays()
    {
        var number = new AdaptiveNumber(2, 10, 1000);
        Assert.Equal(9, number.Next(9, 0, spare: 4, now: 0));
        Assert.Equal(9, number.Next(9, 0, spare: 3, now: 999));
        // Somebody computes again.
        Assert.Equal(9, number.Next(9, 0, spare: 0, now: 1000));
        Assert.Equal(9, number.Next(9, 0, spare: 3, now: 1500));
        Assert.Equal(6, number.Next(9, 0, spare: 3, now: 2500));
        Assert.Equal(2, number.Next(6, 0, spare: 6, now: 2600));
        Assert.Equal(2, number.Next(2, 0, spare: 2, now: 9000));
        Assert.Equal(2, number.Next(1, 0, spare: 0, now: 9000));
    }
}
