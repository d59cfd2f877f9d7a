using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using k8s.Models;

namespace Gchunk.Dsl.Clusters.Kubernetes;

/// <summary>The API server of Kubernetes, as the user's configuration names it: <c>KUBECONFIG</c>, or the pod's own.</summary>
#pragma warning disable CA1001 // A client of HTTP without requests holds no resources for long.
internal sealed class KubernetesApi
#pragma warning restore CA1001
{
    private const int MostLogBytes = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly k8s.Kubernetes client;
    private readonly string space;

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="GchunkException">It is damaged.</exception>
    public KubernetesApi()
    {
        try
        {
            KubernetesClientConfiguration configuration = Configuration();
            space = configuration.Namespace is { Length: > 0 } own ? own : "default";
            client = new k8s.Kubernetes(configuration) { HttpClientTimeout = Patience };
        }
        catch (Exception e)
            when (e
                    is KubeConfigException
                        or IOException
                        or UnauthorizedAccessException
                        or FormatException
                        or CryptographicException
                        or YamlDotNet.Core.YamlException
            )
        {
            throw new GchunkException(
                $"the configuration of Kubernetes cannot be read: {e.Message}; 'kubectl get jobs' must work here",
                e
            );
        }
    }

    // The client starts the program that gets a user's token by the name in the configuration, and .NET would look for it
    // in the current folder first.
    private static KubernetesClientConfiguration Configuration()
    {
        string[] files =
        [
            .. (Environment.GetEnvironmentVariable("KUBECONFIG") ?? "")
                .Split(Path.PathSeparator)
                .Where(file => file.Length > 0),
        ];
        if (files.Length == 0 && File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation))
            files = [KubernetesClientConfiguration.KubeConfigDefaultLocation];
        if (files.Length == 0)
            return KubernetesClientConfiguration.BuildDefaultConfig();
        K8SConfiguration? only = null;
        foreach (string file in files)
        {
            only = KubernetesClientConfiguration.LoadKubeConfig(file);
            foreach (User user in only.Users ?? [])
            {
                if (user.UserCredentials?.ExternalExecution is { Command: { Length: > 0 } command } external)
                    external.Command = Program(command, files.Length == 1);
            }
        }
        return files.Length == 1
            ? KubernetesClientConfiguration.BuildConfigFromConfigObject(only)
            : KubernetesClientConfiguration.BuildDefaultConfig();
    }

    private static string Program(string command, bool isOnly)
    {
        if (!isOnly && !Path.IsPathRooted(command))
        {
            throw new GchunkException(
                $"one of the files of KUBECONFIG gets a token by '{VisibleText.Of(command)}'; name it with its folder, or join the files by 'kubectl config view --flatten'"
            );
        }
        return ExternalProgram.Find(command)
            ?? throw new GchunkException(
                $"the configuration of Kubernetes gets a token by '{VisibleText.Of(command)}', which is not on PATH"
            );
    }

    /// <summary>Creates a job, and returns its identifier.</summary>
    public string Create(string manifest)
    {
        V1Job job = NodeManifest.Read(manifest);
        V1Job made = Ask(
            "create a job",
            () => client.BatchV1.CreateNamespacedJobAsync(job, job.Namespace() ?? space, fieldValidation: "Strict")
        );
        return $"{made.Namespace() ?? space}/{made.Name()}";
    }

    /// <summary>Returns the jobs of a cluster that have not ended.</summary>
    public IEnumerable<QueuedJob> Jobs(string inSpace, string cluster, CancellationToken cancel) =>
        Ask(
            "list jobs",
            () =>
                client.BatchV1.ListNamespacedJobAsync(
                    inSpace,
                    labelSelector: Selector(cluster),
                    cancellationToken: cancel
                ),
            cancel
        )
            .Items.Where(job => job.Metadata.DeletionTimestamp is null && !HasEnded(job))
            .Select(job => new QueuedJob($"{inSpace}/{job.Name()}", (job.Status?.Ready ?? 0) == 0))
            .OrderBy(job => job.Id, StringComparer.Ordinal);

    /// <summary>Deletes a job and its pod. One that is gone already is no error.</summary>
    public void Delete(string id)
    {
        if (id.Split('/') is not [var inSpace, var name])
            throw new GchunkException($"'{VisibleText.Of(id)}' names no job of Kubernetes");
        try
        {
            Ask(
                "delete a job",
                () => client.BatchV1.DeleteNamespacedJobAsync(name, inSpace, propagationPolicy: "Background")
            );
        }
        catch (GchunkException e)
            when (e.InnerException is HttpOperationException { Response.StatusCode: HttpStatusCode.NotFound }) { }
    }

    /// <summary>Returns the last lines that each pod of a cluster wrote, or why it does not run.</summary>
    public IEnumerable<(string Pod, IReadOnlyList<string> Lines)> Logs(string inSpace, string cluster, int most)
    {
        V1PodList pods = Ask(
            "list pods",
            () => client.CoreV1.ListNamespacedPodAsync(inSpace, labelSelector: Selector(cluster))
        );
        foreach (V1Pod pod in pods.Items)
            yield return (pod.Name(), Lines(pod, most));
    }

    private static string Selector(string cluster) => $"{NodeManifest.ClusterLabel}={cluster}";

    private static bool HasEnded(V1Job job) =>
        job.Status?.Conditions?.Any(c => c is { Type: "Complete" or "Failed", Status: "True" }) ?? false;

    // A container that was started again has a log of its end before, which says why.
    private string[] Lines(V1Pod pod, int most)
    {
        V1ContainerStatus? status = pod.Status?.ContainerStatuses?.FirstOrDefault();
        string[] before = status?.LastState?.Terminated is { } ended
            ? [.. Written(pod, most, previous: true), $"ended: {ended.Reason}, exit code {ended.ExitCode}"]
            : [];
        string[] now = WaitingFor(pod) is { } reason ? [reason] : Written(pod, most, previous: false);
        return [.. before, .. now];
    }

    // One pod that has just gone, or whose log cannot be read, does not hide the others.
    private string[] Written(V1Pod pod, int most, bool previous)
    {
        try
        {
            using Stream stream = Ask(
                "read a log",
                () =>
                    client.CoreV1.ReadNamespacedPodLogAsync(
                        pod.Name(),
                        pod.Namespace(),
                        limitBytes: MostLogBytes,
                        previous: previous ? true : null,
                        tailLines: most
                    )
            );
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is GchunkException or IOException)
        {
            return [$"{(previous ? "the log of its end before" : "the log")} cannot be read: {e.Message}"];
        }
    }

    // No machine has room for it, or its container cannot be started.
    private static string? WaitingFor(V1Pod pod)
    {
        V1PodCondition? place = pod.Status?.Conditions?.FirstOrDefault(c =>
            c is { Type: "PodScheduled", Status: "False" }
        );
        V1ContainerStateWaiting? start = pod.Status?.ContainerStatuses?.FirstOrDefault()?.State?.Waiting;
        return place is not null ? $"waits: {place.Reason}: {place.Message}"
            : start is not null ? $"waits: {start.Reason}: {start.Message}"
            : pod.Status?.Phase == "Pending" ? "waits"
            : null;
    }

    private static T Ask<T>(string what, Func<Task<T>> call, CancellationToken cancel = default)
    {
        try
        {
            return call().GetAwaiter().GetResult();
        }
        catch (HttpOperationException e)
        {
            throw new GchunkException($"Kubernetes refused to {what}: {Message(e)}", e);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or AuthenticationException)
        {
            throw new GchunkException(
                $"Kubernetes could not be asked to {what}: {e.Message}; 'kubectl get jobs' must work here",
                e
            );
        }
    }

    // The server says why in a document of its own.
    private static string Message(HttpOperationException error)
    {
        try
        {
            return VisibleText.Of(
                KubernetesJson.Deserialize<V1Status>(error.Response.Content).Message ?? error.Message
            );
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return $"it answered {(int)error.Response.StatusCode}";
        }
    }
}
