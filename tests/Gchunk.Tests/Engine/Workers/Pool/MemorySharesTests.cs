using Gchunk.Engine;
using Gchunk.Engine.Workers.Processes;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Pool;

/// <summary>The memory that workers may use, whatever their number becomes.</summary>
public class MemorySharesTests
{
    private const long GB = 1_000_000_000;

    [Theory]
    [InlineData(1, 12.0)]
    [InlineData(2, 6.0)]
    [InlineData(4, 3.0)]
    [InlineData(12, 1.0)]
    public void Workers_have_no_more_memory_together_than_the_machine(int wanted, double each)
    {
        var (present, added) = MemoryShares.Of(12 * GB, 12 * GB, wanted, [GB / 10]);
        Assert.Equal((long)(each * GB), present[0]);
        Assert.True(present[0] + (wanted - 1) * added <= 12 * GB);
        if (wanted > 1)
            Assert.Equal(present[0], added);
    }

    [Fact]
    public void A_worker_keeps_room_for_what_it_holds_and_the_others_share_the_rest()
    {
        var (present, added) = MemoryShares.Of(12 * GB, 12 * GB, 4, [6 * GB]);
        Assert.Equal([9 * GB], present);
        Assert.Equal(GB, added);
    }

    [Fact]
    public void A_limit_that_was_given_is_not_exceeded() =>
        Assert.Equal(2 * GB, MemoryShares.Of(12 * GB, 2 * GB, 3, [GB, GB]).New);

    [Fact]
    public void Fewer_workers_have_their_share_again() =>
        Assert.Equal([6 * GB, 6 * GB, 6 * GB], MemoryShares.Of(12 * GB, 12 * GB, 2, [GB, GB, GB]).Present);

    // What is left beside the promises to other clients: at least what was given, at most what there was at the start.
    [Theory]
    [InlineData(0, 12, 3)]
    [InlineData(8, 12, 8)]
    [InlineData(0, 2, 2)]
    public void A_pool_has_what_is_left_beside_others(int given, int atStart, int expected) =>
        Assert.Equal(expected, MemoryShares.Budget(given, atStart, 3));

    [Fact]
    public void Too_many_workers_are_refused() =>
        Assert.Contains(
            "100 workers would have",
            Assert.Throws<GchunkException>(() => MemoryShares.Of(12 * GB, 12 * GB, 100, [])).Message,
            StringComparison.Ordinal
        );
}
