using Gchunk.Dsl.Clusters.Kubernetes;
using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Dsl;

/// <summary>Machines that Kubernetes starts: each node of the cluster is a job with one pod.</summary>
/// <remarks>
/// All pods, and the program that holds the cluster, mount the same volume (<c>ReadWriteMany</c>) at the same folder. The
/// folder of the cluster is on it (<c>GCHUNK_CLUSTERS</c>), with its keys, and so are the files that expressions read. The
/// program reaches the addresses of pods, so it runs in a pod itself. What may be done is what <c>KUBECONFIG</c> or the
/// service account of that pod allows: create, list and delete jobs, list pods and read their logs.
/// </remarks>
/// <example><code>
/// using var cluster = new KubernetesCluster("registry/gchunk:1", claim: "shared", cores: 8, memory: "32GB");
/// Console.WriteLine(cluster.Manifest());
/// // cluster.Scale(10);                        submits ten jobs
/// // cluster.WaitForNodes(4);                  begin with four; the others join when they start
/// // using Client client = cluster.GetClient();
/// </code></example>
public sealed class KubernetesCluster : JobQueueCluster
{
    /// <summary>Describes the jobs; <see cref="NodeCluster.Scale"/> creates them.</summary>
    /// <param name="image">The image of gchunk, the same that this program runs from.</param>
    /// <param name="claim">The claim of the volume that all mount.</param>
    /// <param name="cores">The cores of a node, each of which runs a worker.</param>
    /// <param name="memory">The memory of a node, such as <c>"32GB"</c>.</param>
    /// <param name="nodes">The number of nodes to start now; none by default.</param>
    /// <param name="mountPath">
    /// The folder at which the volume is mounted; the folder of all clusters (<c>GCHUNK_CLUSTERS</c>) by default.
    /// </param>
    /// <param name="kubeNamespace">The namespace; that of the configuration if it is not given.</param>
    /// <param name="nodeSelector">The labels of the machines that may run nodes; any machine by default.</param>
    /// <param name="idle">The seconds without a client after which a node ends; 600 by default.</param>
    /// <param name="name">The name of the cluster, of lower-case letters, digits and '-'; one is made if it is not given.</param>
    /// <exception cref="GchunkException">A value cannot be right, or Kubernetes refuses the jobs.</exception>
    public KubernetesCluster(
        string image,
        string claim,
        int cores,
        string memory,
        int nodes = 0,
        string? mountPath = null,
        string? kubeNamespace = null,
        IReadOnlyDictionary<string, string>? nodeSelector = null,
        int idle = 600,
        string? name = null
    )
        : base(
            new KubernetesQueue(
                new PodSettings(
                    image,
                    claim,
                    mountPath ?? ClusterFolder.Root,
                    kubeNamespace,
                    FileOwner.CurrentUser,
                    nodeSelector ?? new Dictionary<string, string>()
                )
            ),
            name,
            nodes,
            new NodeJob("", "", cores, MemoryBudget.Parse(memory), "") { Idle = idle }
        ) { }

    /// <summary>Returns the manifest of each job, as YAML.</summary>
    public string Manifest() => JobScript();
}
