using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Worker;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Cluster;

/// <summary>How a worker reaches those of other nodes.</summary>
public class PeersTests
{
    // Found by namespaces.csx: a worker that began while the folder was away could never read a block of another node, and
    // the healthy workers that held them were ended again and again.
    [Fact]
    public void A_worker_that_begins_while_the_folder_is_away_reads_from_others_when_it_is_back()
    {
        using var cluster = new TemporaryCluster();
        string path = cluster.Folder.Path,
            away = path + ".away";
        Directory.Move(path, away);
        var peers = new Peers();
        int attempts = 0;
        peers.Enter(
            path,
            _ =>
            {
                if (attempts++ == 0)
                    Directory.Move(away, path);
            }
        );
        peers.Add(1, new NodeInfo("n", "127.0.0.1", 1, 1, 1), 7);
        Assert.Same(Assert.IsType<RemoteMemory>(peers[1]), peers[1]);
        Assert.Equal(1, attempts);
    }
}
