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
        Assert.Equal(
            expected,
            new AdaptiveNumber<char>(0, 10, 1000).Next(wanted, wanted, missing, ['a', 'b', 'c'], 0, now: 0).Wanted
        );

    // Of those that are wanted, each letter is spare; digits are how many are still to come.
    [Fact]
    public void Those_end_that_were_spare_for_the_whole_time_each_of_them_and_the_least_number_stays()
    {
        var number = new AdaptiveNumber<char>(2, 10, 1000);
        Assert.Equal((9, ""), Next(9, "abcd", 0));
        Assert.Equal((9, ""), Next(9, "abc", 999));
        // One has computed meanwhile, and another one is spare only now.
        Assert.Equal((7, "ab"), Next(9, "abde", 1000));
        // One of them did not end.
        Assert.Equal((7, "b"), Next(7, "bde", 1500, there: 8));
        Assert.Equal((5, "bde"), Next(7, "bde", 2000, there: 8));
        // Somebody computes again.
        Assert.Equal((5, ""), Next(5, "", 2100));
        Assert.Equal((5, ""), Next(5, "de", 2200));
        Assert.Equal((3, "de"), Next(5, "de", 3200));
        // Those that are still to come, which nobody knows by name.
        Assert.Equal((8, ""), Next(8, "", 4000, coming: 5));
        Assert.Equal((8, ""), Next(8, "", 4999, coming: 5));
        Assert.Equal((3, ""), Next(8, "", 5000, coming: 5));
        Assert.Equal((3, ""), Next(3, "fghi", 6000));
        Assert.Equal((2, "f"), Next(3, "f", 7000));
        Assert.Equal((2, ""), Next(2, "xyz", 9000));
        Assert.Equal((2, "xyz"), Next(2, "xyz", 19_000));
        Assert.Equal((2, ""), Next(1, "", 19_000));

        (int, string) Next(int wanted, string spare, long now, int coming = 0, int? there = null)
        {
            (int next, char[] idle) = number.Next(wanted, there ?? wanted, 0, spare.ToCharArray(), coming, now);
            return (next, new string(idle));
        }
    }
}
