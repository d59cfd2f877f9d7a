using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Gchunk.Tests.Dsl.Clusters.Kubernetes;

/// <summary>
/// Answers as the API server of Kubernetes does, over HTTP, and records the requests. The container of a pod is a process
/// of this machine.
/// </summary>
internal sealed class RecordedApi : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Lock gate = new();
    private readonly List<string> requests = [];
    private readonly OrderedDictionary<string, JobState> jobs = [];
    private readonly string folder;

    /// <summary>Starts the server.</summary>
    /// <param name="folder">Where the outputs of containers go.</param>
    public RecordedApi(string folder)
    {
        this.folder = folder;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }
        listener.Prefixes.Add(Address + "/");
        listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public string Address { get; }

    /// <summary>The most pods that have room.</summary>
    public int Room { get; init; }

    /// <summary>The most jobs that the quota of the namespace allows.</summary>
    public int Quota { get; set; } = 100;

    /// <summary>The job that may not be deleted.</summary>
    public string? Undeletable { get; set; }

    /// <summary>The pod whose container ends again and again.</summary>
    public string? Crashing { get; set; }

    /// <summary>The pod that is gone when its log is read.</summary>
    public string? Gone { get; set; }

    public string[] Requests
    {
        get
        {
            lock (gate)
                return [.. requests];
        }
    }

    /// <summary>The manifests that were sent.</summary>
    public List<string> Bodies { get; } = [];

    /// <summary>The number of jobs that were not deleted.</summary>
    /// <param name="completed">True to count those that have ended by themselves.</param>
    public int JobsLeft(bool completed)
    {
        lock (gate)
            return jobs.Values.Count(j => completed || j.Container is not { HasExited: true });
    }

    public void Dispose()
    {
        listener.Close();
        lock (gate)
        {
            foreach (JobState job in jobs.Values)
                job.Container?.Kill(true);
        }
    }

    /// <summary>The requests, and what the containers wrote.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            return string.Join(
                '\n',
                [
                    .. requests,
                    .. jobs
                        .Values.Where(j => j.Container is not null)
                        .Select(j => File.ReadAllText(Path.Combine(folder, j.Pod))),
                ]
            );
        }
    }

    private sealed class JobState(V1Job job, Process? container)
    {
        public V1Job Job => job;

        public Process? Container => container;

        public string Pod => $"{job.Name()}-x7k2p";

        public bool Runs => container is { HasExited: false };
    }

    private void Serve()
    {
        try
        {
            while (true)
                Answer(listener.GetContext());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException) { } // the test has ended
    }

    private void Answer(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        string body = reader.ReadToEnd(),
            path = context.Request.Url!.AbsolutePath,
            call = $"{context.Request.HttpMethod} {Uri.UnescapeDataString(context.Request.RawUrl!)}";
        lock (gate)
        {
            requests.Add(call);
            bool isKnown = context.Request.Headers["Authorization"] == "Bearer secret";
            (int status, string answer) = isKnown
                ? Answer(context.Request.HttpMethod, path, context.Request.Url.Query, body)
                : (401, Refusal(401, "Unauthorized"));
            context.Response.StatusCode = status;
            context.Response.ContentType = path.EndsWith("/log", StringComparison.Ordinal)
                ? "text/plain"
                : "application/json";
            context.Response.Close(Encoding.UTF8.GetBytes(answer), true);
        }
    }

    private (int Status, string Answer) Answer(string method, string path, string query, string body)
    {
        const string Jobs = "/apis/batch/v1/namespaces/science/jobs",
            Pods = "/api/v1/namespaces/science/pods";
        if ((method, path) == ("POST", Jobs))
            return Create(body);
        if ((method, path) == ("GET", Jobs))
            return (200, List("batch/v1", "JobList", jobs.Values.Select(Status)));
        if ((method, path) == ("GET", Pods))
            return (200, List("v1", "PodList", jobs.Values.Select(Pod)));
        string name = path.Split('/')[^1];
        if (method == "DELETE" && name == Undeletable)
            return (403, Refusal(403, "you cannot"));
        if (path == $"{Pods}/{Crashing}/log" && query.Contains("previous=true", StringComparison.Ordinal))
            return (200, "it cannot read its folder\n");
        if (method == "DELETE" && path == $"{Jobs}/{name}" && jobs.Remove(name, out JobState? gone))
        {
            gone.Container?.Kill(true);
            return (200, """{"kind":"Status","apiVersion":"v1","status":"Success"}""");
        }
        JobState? logged = jobs.Values.FirstOrDefault(j => path == $"{Pods}/{j.Pod}/log");
        return method == "GET" && logged is { Container: not null }
            ? (200, File.ReadAllText(Path.Combine(folder, logged.Pod)))
            : (404, Refusal(404, $"\"{name}\" not found"));
    }

    private (int Status, string Answer) Create(string body)
    {
        if (jobs.Count >= Quota)
            return (403, Refusal(403, "jobs.batch is forbidden: exceeded quota: most"));
        Bodies.Add(body);
        V1Job job = KubernetesJson.Deserialize<V1Job>(body);
        job.Metadata.Name = $"{job.Metadata.GenerateName}{Bodies.Count:00000}";
        job.Metadata.NamespaceProperty = "science";
        var made = new JobState(job, null);
        if (jobs.Values.Count(j => j.Runs) < Room)
            made = new JobState(job, Start(job.Spec.Template.Spec.Containers[0], made.Pod));
        jobs.Add(job.Name(), made);
        return (201, KubernetesJson.Serialize(job));
    }

    private Process Start(V1Container container, string pod)
    {
        string output = Path.Combine(folder, pod);
        IEnumerable<string> words =
        [
            "-c",
            "out=$1; shift; exec \"$@\" >\"$out\" 2>&1",
            "sh",
            output,
            Checkout.Launcher,
            .. container.Args.Select(a =>
                a.Replace("$(POD_NAME)", pod, StringComparison.Ordinal)
                    .Replace("$(POD_IP)", "127.0.0.1", StringComparison.Ordinal)
            ),
        ];
        File.WriteAllText(output, "");
        return Process.Start(new ProcessStartInfo("/bin/sh", words))!;
    }

    private static JsonNode Status(JobState state)
    {
        bool hasEnded = state.Container is { HasExited: true };
        state.Job.Status = new V1JobStatus
        {
            Active = hasEnded ? 0 : 1,
            Ready = state.Runs ? 1 : 0,
            Conditions = hasEnded ? [new V1JobCondition { Type = "Complete", Status = "True" }] : null,
        };
        return JsonNode.Parse(KubernetesJson.Serialize(state.Job))!;
    }

    private JsonNode Pod(JobState state) =>
        JsonNode.Parse(
            KubernetesJson.Serialize(
                new V1Pod
                {
                    Metadata = new V1ObjectMeta { Name = state.Pod, NamespaceProperty = "science" },
                    Status = new V1PodStatus
                    {
                        Phase = state.Runs || state.Pod == Crashing || state.Pod == Gone ? "Running" : "Pending",
                        ContainerStatuses = state.Pod == Crashing ? [Crashed] : null,
                        Conditions =
                            state.Runs || state.Pod == Crashing || state.Pod == Gone
                                ? null
                                :
                                [
                                    new V1PodCondition
                                    {
                                        Type = "PodScheduled",
                                        Status = "False",
                                        Reason = "Unschedulable",
                                        Message = "0/1 nodes are available: 1 Insufficient cpu.",
                                    },
                                ],
                    },
                }
            )
        )!;

    private static V1ContainerStatus Crashed =>
        new()
        {
            Name = "node",
            Image = "i",
            ImageID = "i",
            Ready = false,
            RestartCount = 1,
            State = new V1ContainerState
            {
                Waiting = new V1ContainerStateWaiting { Reason = "CrashLoopBackOff", Message = "back-off 10s" },
            },
            LastState = new V1ContainerState
            {
                Terminated = new V1ContainerStateTerminated { ExitCode = 1, Reason = "Error" },
            },
        };

    private static string List(string version, string kind, IEnumerable<JsonNode> items) =>
        new JsonObject
        {
            ["apiVersion"] = version,
            ["kind"] = kind,
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. items]),
        }.ToJsonString();

    private static string Refusal(int code, string message) =>
        new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["status"] = "Failure",
            ["message"] = message,
            ["code"] = code,
        }.ToJsonString();
}
