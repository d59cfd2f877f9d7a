using Gchunk.Dsl.Clusters.Kubernetes;
using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;
using k8s;
using k8s.Models;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters.Kubernetes;

/// <summary>The manifest of a node on Kubernetes.</summary>
public class NodeManifestTests
{
    private static readonly NodeJob Job = new("/shared/clusters/c1", "c1", 8, 32_000_000_000, "");

    private static readonly PodSettings Settings = new(
        "registry/gchunk:1",
        "claim",
        "/shared",
        "science",
        1000,
        new Dictionary<string, string> { ["disk"] = "ssd" }
    );

    [Fact]
    public void A_job_has_one_pod_that_mounts_the_volume_and_becomes_the_node() =>
        Assert.Equal(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              generateName: gchunk-c1-
              labels:
                app.kubernetes.io/name: gchunk
                app.kubernetes.io/instance: c1
              namespace: science
            spec:
            """,
            NodeManifest.Yaml(Job, Settings).Split("spec:")[0] + "spec:",
            ignoreLineEndingDifferences: true
        );

    [Fact]
    public void The_manifest_is_one_of_the_clients_own_model_and_nothing_else()
    {
        string yaml = NodeManifest.Yaml(Job, Settings);
        // A field that the model does not have is an error.
        V1Job job = KubernetesYaml.Deserialize<V1Job>(yaml, strict: true);
        Assert.Equal(yaml, KubernetesYaml.Serialize(job));
        V1PodSpec pod = job.Spec.Template.Spec;
        V1Container node = Assert.Single(pod.Containers);
        Assert.Equal(
            "node --cluster /shared/clusters/c1 --name $(POD_NAME) --bind $(POD_IP) --cores 8 --memory 28800000000 --idle 600",
            string.Join(' ', node.Args)
        );
        Assert.Equal(("8", "32G"), ($"{node.Resources.Limits["cpu"]}", $"{node.Resources.Requests["memory"]}"));
        Assert.Equal(("/shared", "shared"), (node.VolumeMounts[0].MountPath, node.VolumeMounts[0].Name));
        Assert.Equal(("shared", "claim"), (pod.Volumes[0].Name, pod.Volumes[0].PersistentVolumeClaim.ClaimName));
        Assert.Equal((1000L, false), (pod.SecurityContext.RunAsUser, pod.AutomountServiceAccountToken));
        Assert.Equal("ssd", pod.NodeSelector["disk"]);
        Assert.Equal(
            ["status.podIP"],
            node.Env.Where(e => e.Name == "POD_IP").Select(e => e.ValueFrom.FieldRef.FieldPath)
        );
        // The selector of a job's pods is Kubernetes' own; the label of the cluster is on job and pod.
        Assert.Equal(job.Metadata.Labels, job.Spec.Template.Metadata.Labels);
    }

    [Fact]
    public void What_kubernetes_would_replace_in_a_path_stays_as_it_is() =>
        Assert.Contains(
            "- /shared/$$(POD_IP)/c1\n",
            NodeManifest.Yaml(Job with { Folder = "/shared/$(POD_IP)/c1" }, Settings)
        );

    [Theory]
    [InlineData("C1")]
    [InlineData("a_b")]
    [InlineData("c1-")]
    [InlineData("-a")]
    [InlineData("a2345678901234567890123456789012345678901")]
    public void A_name_that_is_none_for_kubernetes_is_refused(string name) =>
        Assert.Contains(
            $"got {name}",
            Assert.Throws<GchunkException>(() => NodeManifest.Yaml(Job with { Cluster = name }, Settings)).Message
        );

    [Theory]
    [InlineData("/other")]
    [InlineData("/shared/cl")]
    public void A_folder_that_is_not_on_the_volume_is_refused(string mount) =>
        Assert.Contains(
            $"is not on the volume at {mount}",
            Assert.Throws<GchunkException>(() => NodeManifest.Yaml(Job, Settings with { Mount = mount })).Message
        );

    [Fact]
    public void A_damaged_manifest_is_named() =>
        Assert.Contains(
            "is damaged",
            Assert.Throws<GchunkException>(() => NodeManifest.Read("spec:\n  completionz: 1\n")).Message
        );
}
