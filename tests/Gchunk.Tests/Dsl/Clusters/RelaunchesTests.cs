using Gchunk.Dsl.Clusters;
using Gchunk.Engine.Workers.Cluster;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters;

/// <summary>When machines are started in place of those that ended.</summary>
public class RelaunchesTests
{
    private static NodeInfo Node(int number) => new($"n{number}", "127.0.0.1", number, 1, 1);

    [Fact]
    public void Machines_that_end_before_they_join_are_started_ever_more_rarely_and_at_last_no_more()
    {
        var relaunches = new Relaunches();
        var starts = new List<long>();
        long now = 0;
        for (; now < 200_000; now += 2000)
        {
            relaunches.See(0, []);
            if (!relaunches.MayStart(now))
                continue;
            starts.Add(now / 1000);
            relaunches.See(3, []);
        }
        Assert.Equal([0, 2, 6, 14, 30], starts);
        Assert.Equal((true, 15), (relaunches.HasGivenUp, relaunches.Lost));
        relaunches.Reset();
        Assert.True(relaunches.MayStart(now));
    }

    [Fact]
    public void A_machine_that_has_joined_is_replaced_at_once_however_often_it_is_killed()
    {
        var relaunches = new Relaunches();
        long now = 0;
        for (int i = 1; i <= 20; i++)
        {
            Assert.True(relaunches.MayStart(now));
            relaunches.See(1, []);
            relaunches.See(1, [Node(i)]);
            now += 4000;
            // It is seen to be gone before its job has ended, or after.
            relaunches.See(i % 2, i % 2 == 0 ? [Node(i)] : []);
            relaunches.See(0, []);
        }
        Assert.False(relaunches.HasGivenUp);
        Assert.InRange(relaunches.Lost, 0, 1);
    }

    [Fact]
    public void Machines_that_were_withdrawn_are_not_lost_and_others_are()
    {
        var relaunches = new Relaunches();
        long now = 0;
        for (int i = 0; i < 2 * Relaunches.Most; i++, now += 200_000)
        {
            Assert.True(relaunches.MayStart(now));
            relaunches.See(3, []);
            relaunches.Expect(3);
            // Some of them take a moment to end.
            relaunches.See(i % 3, []);
            relaunches.See(0, []);
        }
        Assert.Equal((false, 0), (relaunches.HasGivenUp, relaunches.Lost));
        relaunches.See(3, []);
        relaunches.Expect(2);
        relaunches.See(0, []);
        Assert.Equal(1, relaunches.Lost);
    }

    [Fact]
    public void One_that_joins_ends_the_row()
    {
        var relaunches = new Relaunches();
        long now = 0;
        for (int i = 1; i <= 20; i++, now += 200_000)
        {
            Assert.True(relaunches.MayStart(now));
            relaunches.See(1, []);
            relaunches.See(0, []);
            // One of them was killed before it was seen alive.
            if (i % 8 == 0)
                relaunches.See(1, [Node(i)]);
            else if (i % 4 == 0)
                relaunches.See(0, [], Node(i));
        }
        Assert.False(relaunches.HasGivenUp);
    }
}
