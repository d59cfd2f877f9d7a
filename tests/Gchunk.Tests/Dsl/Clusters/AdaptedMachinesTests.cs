using Gchunk.Dsl.Clusters;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters;

/// <summary>The machines of a cluster that follows its work.</summary>
public class AdaptedMachinesTests
{
    private readonly List<NodeInfo> alive = [];
    private readonly List<string> done = [];
    private int queued;
    private bool fails;

    private AdaptedMachines Machines() =>
        new(0, 8, 1000)
        {
            Started = () => alive.Count + queued,
            Withdraw = (number, _) => Act($"withdraw {number}", () => queued -= number),
            Stop = ended =>
                Act($"stop {string.Join(' ', ended.Select(n => n.Name))}", () => alive.RemoveAll(ended.Contains)),
        };

    private void Act(string what, Action act)
    {
        done.Add(fails ? what + " fails" : what);
        if (fails)
            throw new GchunkException("not now");
        act();
    }

    [Fact]
    public void What_could_not_be_ended_is_ended_later_and_nothing_else()
    {
        AdaptedMachines machines = Machines();
        // Two tasks each: two machines are there, two wait in a queue.
        foreach (string name in (string[])["a", "b"])
            alive.Add(new NodeInfo(name, "127.0.0.1", 1, 2, 1 << 30));
        machines.Wanted = 2;
        Follow(8, [], 0, 4, "");
        queued = 2;
        Follow(0, ["a"], 0, 4, "");
        fails = true;
        Follow(0, ["a"], 1000, 1, "withdraw 2 fails");
        Follow(0, ["a"], 1100, 1, "withdraw 2 fails");
        fails = false;
        Follow(0, ["a"], 1200, 1, "withdraw 2, stop b");
        Follow(0, [], 2000, 1, "");
        fails = true;
        Follow(0, [], 3000, 0, "stop a fails");
        // It is not known who needs what.
        Follow(0, null, 3100, 0, "");
        fails = false;
        Follow(0, [], 3200, 0, "");
        Follow(0, [], 4200, 0, "stop a");
        Assert.Empty(alive);
        Follow(3, [], 5000, 1, "");

        void Follow(long waiting, string[]? needed, long now, int wanted, string expected)
        {
            done.Clear();
            Exception? error = Record.Exception(() => machines.Follow(alive, waiting, needed?.ToHashSet(), now));
            Assert.Equal(
                (wanted, expected, fails && expected.Length > 0),
                (machines.Wanted, string.Join(", ", done), error is GchunkException)
            );
        }
    }
}
