using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Dsl;

/// <summary>
/// Workers that outlive a client: of this machine (<see cref="LocalCluster"/>), or of several machines that a system of
/// batch jobs or ssh starts (<see cref="SlurmCluster"/>, <see cref="PbsCluster"/>, <see cref="LsfCluster"/>,
/// <see cref="KubernetesCluster"/>, <see cref="SshCluster"/>).
/// </summary>
/// <example><code>
/// using ICluster cluster = new LocalCluster(workers: 2, processes: false);
/// using Client client = cluster.GetClient();
/// Console.WriteLine(client.Submit(() => 6 * 7).Result()); // 42
/// </code></example>
public interface ICluster : IDisposable
{
    /// <summary>The machines that are ready. Empty for workers of this process and its children.</summary>
    IReadOnlyList<NodeInfo> Nodes { get; }

    /// <summary>
    /// The runs that go on without the program that submitted them. Empty for workers of this process and its children.
    /// </summary>
    ClusterRuns Runs { get; }

    /// <summary>
    /// Starts or ends machines until there are as many as given; of a <see cref="LocalCluster"/> of one machine, workers.
    /// What is lost with a machine is recomputed.
    /// </summary>
    /// <param name="number">The number of machines or workers.</param>
    /// <exception cref="Engine.GchunkException">The number is out of range, or they cannot be started.</exception>
    void Scale(int number);

    /// <summary>
    /// Lets the number of machines follow the work of all clients: more start while tasks wait, and those end that compute
    /// nothing and hold no results for some seconds. Of a <see cref="LocalCluster"/> of one machine, workers.
    /// </summary>
    /// <param name="minimum">The least number of machines, which may be 0; at least one worker.</param>
    /// <param name="maximum">The greatest number of machines or workers.</param>
    /// <exception cref="Engine.GchunkException">A number is out of range, or these are threads.</exception>
    void Adapt(int minimum, int maximum);

    /// <summary>Returns a client that computes on the cluster from now on.</summary>
    Client GetClient();

    /// <summary>Returns the last lines that each machine, or worker, has written.</summary>
    IReadOnlyDictionary<string, IReadOnlyList<string>> Logs();

    /// <summary>Ends all workers and machines; nothing of them is left.</summary>
    void Shutdown();
}
