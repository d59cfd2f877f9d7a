using Gchunk.Dsl.Clusters.Kubernetes;
using Gchunk.Dsl.Clusters.Queues;
using Gchunk.Engine;
using Gchunk.Tests.Repl;
using Xunit;

namespace Gchunk.Tests.Dsl.Clusters.Kubernetes;

/// <summary>The calls of Kubernetes' API, as <see cref="RecordedApi"/> answers them, by credentials of a program.</summary>
[Collection("whole process")]
public sealed class KubernetesQueueTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RecordedApi api;
    private readonly KubernetesQueue queue = new();
    private readonly string manifest;
    private readonly string? before = Environment.GetEnvironmentVariable("KUBECONFIG");

    public KubernetesQueueTests()
    {
        api = new RecordedApi(folder.Path);
        var settings = new PodSettings("i", "c", "/shared", "science", 1000, new Dictionary<string, string>());
        manifest = folder.Write(
            "job.kubernetes",
            NodeManifest.Yaml(new NodeJob("/shared/k", "k", 1, 500_000_000, ""), settings)
        );
        // kubectl's plug-ins are found by their names; here it has its folder, since the path is the whole process's.
        string program = folder.Write(
            "get-token",
            """
            #!/bin/sh
            echo x >>"$(dirname "$0")/asked"
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"secret"}}'
            """
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        Configure(program);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("KUBECONFIG", before);
        api.Dispose();
        folder.Dispose();
    }

    private void Configure(string program) =>
        Environment.SetEnvironmentVariable(
            "KUBECONFIG",
            folder.Write(
                "kubeconfig",
                $$"""
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{ name: test, cluster: { server: "{{api.Address}}" } }]
                users:
                - name: me
                  user:
                    exec: { apiVersion: client.authentication.k8s.io/v1, command: "{{program}}", interactiveMode: Never }
                contexts: [{ name: test, context: { cluster: test, user: me, namespace: science } }]
                """
            )
        );

    private string[] Submit(int number) => [.. queue.Submit(manifest, number, default)];

    [Fact]
    public void A_program_gets_the_token_and_one_client_serves_all_calls()
    {
        string[] ids = Submit(2);
        Assert.Equal(["science/gchunk-k-00001", "science/gchunk-k-00002"], ids);
        QueuedJob[] all = [.. queue.List("k", ids.ToHashSet(), default)];
        Assert.Equal(ids, all.Select(j => j.Id));
        Assert.Null(queue.Cancel(ids));
        Assert.Equal(0, api.JobsLeft(completed: true));
        // The configuration asks, and so does the first call.
        Assert.InRange(File.ReadAllLines(Path.Combine(folder.Path, "asked")).Length, 1, 2);
    }

    [Fact]
    public void A_program_that_is_not_there_is_named()
    {
        Configure("no-such-program");
        Assert.Contains(
            "gets a token by 'no-such-program', which is not on PATH",
            Assert.Throws<GchunkException>(() => Submit(1)).Message
        );
    }

    [Fact]
    public void One_job_that_cannot_be_deleted_does_not_keep_the_others()
    {
        string[] ids = Submit(3);
        api.Undeletable = "gchunk-k-00002";
        Assert.Equal(
            "science/gchunk-k-00002: Kubernetes refused to delete a job: you cannot",
            queue.Cancel([.. ids, "science/gone"])
        );
        Assert.Equal(1, api.JobsLeft(completed: true));
    }

    [Fact]
    public void The_log_of_a_container_that_crashes_is_that_of_its_end_before_and_one_pod_hides_no_other()
    {
        string[] ids = Submit(3);
        api.Crashing = "gchunk-k-00001-x7k2p";
        api.Gone = "gchunk-k-00002-x7k2p";
        IReadOnlyDictionary<string, IReadOnlyList<string>> logs = queue.Logs("k", ids.ToHashSet(), 200);
        Assert.Equal(
            ["it cannot read its folder", "ended: Error, exit code 1", "waits: CrashLoopBackOff: back-off 10s"],
            logs["gchunk-k-00001-x7k2p"]
        );
        Assert.Contains("the log cannot be read: Kubernetes refused to read a log", logs["gchunk-k-00002-x7k2p"][0]);
        Assert.StartsWith("waits: Unschedulable", logs["gchunk-k-00003-x7k2p"][0]);
        Assert.Contains(
            "GET /api/v1/namespaces/science/pods/gchunk-k-00001-x7k2p/log?limitBytes=1048576&previous=true&tailLines=200",
            api.Requests
        );
    }

    [Fact]
    public void Who_asks_to_stop_does_not_wait_for_the_server() =>
        Assert.Throws<OperationCanceledException>(() =>
            queue.List("k", new HashSet<string> { "science/x" }, new CancellationToken(true)).ToArray()
        );
}
