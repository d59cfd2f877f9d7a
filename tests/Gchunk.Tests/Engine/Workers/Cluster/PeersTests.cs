using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Worker;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Cluster;

/// <summary>How a worker reaches those of other nodes.</summary>
public class PeersTests
{
    // Found by namespaces.csx: a worker that began while the folder was away could never read a block of another node, and
    // the healthy workers that held them were ended again and again.
    [Fact]
    public async Task A_worker_that_begins_while_the_folder_is_away_reads_from_others_when_it_is_back()
    {
        using var cluster = new TemporaryCluster();
        string path = cluster.Folder.Path,
            away = path + ".away";
        Directory.Move(path, away);
        var peers = new Peers();
        peers.Enter(path);
        peers.Add(1, new NodeInfo("n", "127.0.0.1", 1, 1, 1), 7);
        Task<WorkerMemory> reading = Task.Run(() => peers[1]);
        Directory.Move(away, path);
        Assert.IsType<RemoteMemory>(await reading);
        Assert.Same(await reading, peers[1]);
    }
}
