using Gchunk.Engine.Workers.Cluster;
using Gchunk.Tests.Repl;

namespace Gchunk.Tests.Engine.Workers.Cluster;

/// <summary>The folder of a cluster of a test, deleted after it.</summary>
internal sealed class TemporaryCluster : IDisposable
{
    private readonly TemporaryFolder root = new();

    public TemporaryCluster(string name = "test")
    {
        // A cluster by its name needs the variable of the whole process.
        Folder = ClusterFolder.CreateAt(Path.Combine(root.Path, name));
        Authority = ClusterAuthority.Open(Folder);
    }

    public ClusterFolder Folder { get; }

    public ClusterAuthority Authority { get; }

    public void Dispose()
    {
        Authority.Dispose();
        root.Dispose();
    }
}
