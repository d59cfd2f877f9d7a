using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;

namespace Gchunk.Dsl.Clusters.Kubernetes;

/// <summary>
/// Kubernetes as a queue: a node is a job of its own, so that each can be ended alone, and what Kubernetes replaces by
/// itself is what failed.
/// </summary>
/// <remarks>
/// An identifier is <c>NAMESPACE/JOB</c>. Nothing here but the calls of <see cref="KubernetesApi"/> loads the client's
/// library.
/// </remarks>
/// <param name="pod">What a pod needs; not for the jobs of a cluster that was started before.</param>
internal sealed class KubernetesQueue(PodSettings? pod = null) : JobQueue
{
    // Kubernetes appends characters of its own to the name of a job, and more to that of its pod.
    private const int MostName = 40;

    /// <summary>What a name of a cluster on Kubernetes is, for messages.</summary>
    public const string NameRule = "up to 40 lower-case letters, digits and '-', and begins and ends with no '-'";

    /// <summary>True if a text can be the name of a cluster on Kubernetes.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MostName
        && !name.StartsWith('-')
        && !name.EndsWith('-')
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    // The connection stays open between calls.
    private readonly Lazy<KubernetesApi> api = new(() => new KubernetesApi(), LazyThreadSafetyMode.PublicationOnly);

    /// <inheritdoc/>
    public override string Kind => "kubernetes";

    /// <inheritdoc/>
    public override string Title => "Kubernetes";

    /// <inheritdoc/>
    public override string Script(NodeJob job) =>
        job.Folder.StartsWith('/')
            ? NodeManifest.Yaml(job, pod!)
            : throw new GchunkException(
                "a cluster on Kubernetes is in a folder that its pods mount; name one with GCHUNK_CLUSTERS, and not a database"
            );

    /// <inheritdoc/>
    public override IEnumerable<string> Submit(string file, int number, CancellationToken cancel)
    {
        string manifest = File.ReadAllText(file);
        for (int i = 0; i < number; i++)
        {
            cancel.ThrowIfCancellationRequested();
            yield return api.Value.Create(manifest);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<QueuedJob> List(
        string cluster,
        IReadOnlySet<string> submitted,
        CancellationToken cancel
    ) => [.. Namespaces(submitted).SelectMany(space => api.Value.Jobs(space, cluster, cancel))];

    /// <inheritdoc/>
    public override string? Cancel(IEnumerable<string> ids)
    {
        var refused = new List<string>();
        foreach (string id in ids)
        {
            try
            {
                api.Value.Delete(id);
            }
            catch (GchunkException e)
            {
                refused.Add($"{id}: {e.Message}");
            }
        }
        return refused.Count == 0 ? null : string.Join("; ", refused);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, IReadOnlyList<string>> Logs(
        string cluster,
        IReadOnlySet<string> submitted,
        int most
    ) =>
        Namespaces(submitted)
            .SelectMany(space => api.Value.Logs(space, cluster, most))
            .ToDictionary(log => log.Pod, log => log.Lines);

    private static IEnumerable<string> Namespaces(IReadOnlySet<string> submitted) =>
        submitted.Select(id => id.Split('/')[0]).Distinct();
}
