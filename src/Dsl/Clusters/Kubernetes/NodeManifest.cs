using System.Globalization;
using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;
using k8s;
using k8s.Models;

namespace Gchunk.Dsl.Clusters.Kubernetes;

/// <summary>The manifest of a job of Kubernetes whose pod is a node.</summary>
internal static class NodeManifest
{
    /// <summary>The label that names the cluster.</summary>
    public const string ClusterLabel = "app.kubernetes.io/instance";

    // Beyond so many restarts the fault is not that of machines.
    private const int MostRestarts = 100;

    private const int SecondsKept = 600,
        SecondsUnreachable = 30;

    private const string Volume = "shared";

    /// <summary>Returns the manifest as YAML.</summary>
    /// <exception cref="GchunkException">A value cannot be right.</exception>
    public static string Yaml(NodeJob job, PodSettings pod) => KubernetesYaml.Serialize(Of(job, pod));

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="GchunkException">It is damaged.</exception>
    public static V1Job Read(string yaml)
    {
        try
        {
            return KubernetesYaml.Deserialize<V1Job>(yaml, strict: true);
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new GchunkException($"the manifest of the cluster is damaged: {e.Message}", e);
        }
    }

    private static V1Job Of(NodeJob job, PodSettings pod)
    {
        if (!KubernetesQueue.IsName(job.Cluster))
        {
            throw new GchunkException(
                $"the name of a cluster on Kubernetes is {KubernetesQueue.NameRule}; got {job.Cluster}"
            );
        }
        string mount = Path.GetFullPath(pod.Mount);
        if (!job.Folder.StartsWith(mount.TrimEnd('/') + "/", StringComparison.Ordinal))
        {
            throw new GchunkException(
                $"the folder {job.Folder} of the cluster is not on the volume at {mount}; name a folder on it with GCHUNK_CLUSTERS"
            );
        }
        var labels = new Dictionary<string, string>
        {
            ["app.kubernetes.io/name"] = "gchunk",
            [ClusterLabel] = job.Cluster,
        };
        return new V1Job
        {
            ApiVersion = $"{V1Job.KubeGroup}/{V1Job.KubeApiVersion}",
            Kind = V1Job.KubeKind,
            Metadata = new V1ObjectMeta
            {
                GenerateName = $"gchunk-{job.Cluster}-",
                NamespaceProperty = pod.Namespace,
                Labels = labels,
            },
            Spec = new V1JobSpec
            {
                Completions = 1,
                Parallelism = 1,
                BackoffLimit = MostRestarts,
                TtlSecondsAfterFinished = SecondsKept,
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = Pod(job, pod, mount),
                },
            },
        };
    }

    private static V1PodSpec Pod(NodeJob job, PodSettings pod, string mount) =>
        new()
        {
            RestartPolicy = "OnFailure",
            AutomountServiceAccountToken = false,
            // No fsGroup: it would open the folder of the cluster to a group.
            SecurityContext = new V1PodSecurityContext
            {
                RunAsUser = pod.User,
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
            },
            NodeSelector = pod.NodeSelector.Count == 0 ? null : new Dictionary<string, string>(pod.NodeSelector),
            Tolerations = [Tolerance("unreachable"), Tolerance("not-ready")],
            Containers =
            [
                new V1Container
                {
                    Name = "node",
                    Image = pod.Image,
                    Args =
                    [
                        "node",
                        "--cluster",
                        Literal(job.Folder),
                        "--name",
                        "$(POD_NAME)",
                        "--bind",
                        "$(POD_IP)",
                        "--cores",
                        Text(job.Cores),
                        "--memory",
                        Text(job.NodeMemory),
                        "--idle",
                        Text(job.Idle),
                    ],
                    Env = [FromField("POD_NAME", "metadata.name"), FromField("POD_IP", "status.podIP")],
                    Resources = new V1ResourceRequirements { Requests = Resources(job), Limits = Resources(job) },
                    SecurityContext = new V1SecurityContext
                    {
                        AllowPrivilegeEscalation = false,
                        Capabilities = new V1Capabilities { Drop = ["ALL"] },
                    },
                    VolumeMounts = [new V1VolumeMount { Name = Volume, MountPath = mount }],
                },
            ],
            Volumes =
            [
                new V1Volume
                {
                    Name = Volume,
                    PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = pod.Claim },
                },
            ],
        };

    // By default a pod of a machine that is lost is replaced after 5 minutes.
    private static V1Toleration Tolerance(string state) =>
        new()
        {
            Key = $"node.kubernetes.io/{state}",
            OperatorProperty = "Exists",
            Effect = "NoExecute",
            TolerationSeconds = SecondsUnreachable,
        };

    private static V1EnvVar FromField(string name, string field) =>
        new()
        {
            Name = name,
            ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = field } },
        };

    private static Dictionary<string, ResourceQuantity> Resources(NodeJob job) =>
        new() { ["cpu"] = new ResourceQuantity(Text(job.Cores)), ["memory"] = new ResourceQuantity(Text(job.Memory)) };

    // Kubernetes replaces $(NAME) in arguments.
    private static string Literal(string text) => text.Replace("$(", "$$(", StringComparison.Ordinal);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
