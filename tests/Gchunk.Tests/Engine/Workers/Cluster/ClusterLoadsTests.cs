using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Cluster;

/// <summary>What clients say of their work, for whoever starts and ends machines.</summary>
public class ClusterLoadsTests
{
    [Fact]
    public void The_work_of_all_clients_counts_until_they_leave_or_are_silent()
    {
        using var cluster = new TemporaryCluster();
        ClusterFolder folder = cluster.Folder;
        // Nobody asks for it yet.
        ClusterLoads.Tell(folder, "a", new ClientLoad(1, 5, []));
        Assert.False(Directory.Exists(folder.Loads));
        var loads = new ClusterLoads(folder);
        Assert.Equal((0, ""), Read(0));
        ClusterLoads.Tell(folder, "a", new ClientLoad(1, 5, ["one", "two"]));
        ClusterLoads.Tell(folder, "b", new ClientLoad(1, 2, ["two", "three"]));
        Assert.Equal((7, "one three two"), Read(0));
        ClusterLoads.Forget(folder, "b");
        Assert.Equal((5, "one two"), Read(2000));
        // It may have begun something since.
        Assert.Equal((5, "anything"), Read(14_000));
        // It was killed.
        Assert.Equal((0, ""), Read(16_000));
        ClusterLoads.Tell(folder, "a", new ClientLoad(2, 4, ["one"]));
        Assert.Equal((4, "one"), Read(17_000));
        File.WriteAllText(Path.Combine(folder.Loads, ".a.tmp"), "being written");
        Assert.Equal((4, "one"), Read(17_000));
        // Nobody can say what it is, so it is silent.
        foreach (string damaged in (string[])["{", "{}", "null", """{"Number":1,"Needed":[null]}"""])
        {
            File.WriteAllText(Path.Combine(folder.Loads, "a"), damaged);
            Assert.Equal((0, "anything"), Read(17_000));
        }
        Assert.Equal((0, ""), Read(33_000));
        Assert.True(File.Exists(Path.Combine(folder.Loads, "a")));
        Assert.Equal((0, ""), Read(80_000));
        Assert.False(File.Exists(Path.Combine(folder.Loads, "a")));
        Directory.Delete(folder.Loads, recursive: true);
        Assert.Throws<GchunkException>(() => Read(17_000));

        (long, string) Read(long now)
        {
            (long waiting, IReadOnlySet<string>? needed) = loads.Read(now);
            return (waiting, needed is null ? "anything" : string.Join(' ', needed.Order(StringComparer.Ordinal)));
        }
    }
}
