using Gchunk.Dsl.Clusters.Queues;

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
    /// <inheritdoc/>
    public override string Kind => "kubernetes";

    /// <inheritdoc/>
    public override string Title => "Kubernetes";

    /// <inheritdoc/>
    public override string Script(NodeJob job) => NodeManifest.Yaml(job, pod!);

    /// <inheritdoc/>
    public override IEnumerable<string> Submit(string file, int number)
    {
        string manifest = File.ReadAllText(file);
        using var api = new KubernetesApi();
        for (int i = 0; i < number; i++)
            yield return api.Create(manifest);
    }

    /// <inheritdoc/>
    public override IEnumerable<QueuedJob> List(string cluster, IReadOnlySet<string> submitted)
    {
        using var api = new KubernetesApi();
        return [.. Namespaces(submitted).SelectMany(space => api.Jobs(space, cluster))];
    }

    /// <inheritdoc/>
    public override string? Cancel(IEnumerable<string> ids)
    {
        using var api = new KubernetesApi();
        foreach (string id in ids)
            api.Delete(id);
        return null;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, IReadOnlyList<string>> Logs(
        string cluster,
        IReadOnlySet<string> submitted,
        int most
    )
    {
        using var api = new KubernetesApi();
        return Namespaces(submitted)
            .SelectMany(space => api.Logs(space, cluster, most))
            .ToDictionary(log => log.Pod, log => log.Lines);
    }

    private static IEnumerable<string> Namespaces(IReadOnlySet<string> submitted) =>
        submitted.Select(id => id.Split('/')[0]).Distinct();
}
