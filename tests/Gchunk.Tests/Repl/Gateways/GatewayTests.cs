using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gchunk.Dsl;
using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Cluster.Stores;
using Gchunk.Engine.Workers.Runs;
using Gchunk.Repl.Gateways;
using Gchunk.Tests.Engine.Workers.Cluster;
using Xunit;

namespace Gchunk.Tests.Repl.Gateways;

/// <summary>A gateway with clusters that are no machines: who may do what.</summary>
public sealed partial class GatewayTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TemporaryCluster keys = new();
    private readonly GatewayTokens tokens;
    private readonly GatewayServer server;
    private readonly X509Certificate2 certificate;
    private readonly string anna;
    private readonly string bert;
    private readonly List<NoMachines> started = [];
    private readonly LaterClock clock = new();
    private readonly GatewayClusters clusters;
    private bool fails;

    public GatewayTests()
    {
        string file = folder.Write("gateway.json", Settings());
        GatewaySettings settings = GatewaySettings.Read(file);
        tokens = new GatewayTokens(file + ".tokens");
        (anna, bert) = (tokens.Add("anna"), tokens.Add("bert"));
        certificate = GatewayCertificate.Open(settings, file, IPAddress.Loopback);
        clusters = new GatewayClusters(settings, Launch, clock);
        server = new GatewayServer(settings, IPAddress.Loopback, certificate, tokens, clusters);
    }

    public void Dispose()
    {
        server.Dispose();
        certificate.Dispose();
        keys.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_user_starts_lists_scales_and_stops_clusters_and_sees_no_others()
    {
        Gateway hers = GatewayOf(anna),
            his = GatewayOf(bert);
        using GatewayCluster cluster = hers.NewCluster(2, 1, "1GB");
        Assert.StartsWith("anna-", cluster.Name, StringComparison.Ordinal);
        Assert.Equal("local", Assert.Single(hers.ListClusters()).Launcher);
        Assert.Equal(2, cluster.Nodes.Count);
        cluster.Scale(3);
        Assert.Equal(3, cluster.Nodes.Count);
        Assert.Equal(["a line"], cluster.Logs()["node"]);
        // What it is given belongs to the cluster, but cannot let others in.
        using ClusterAuthority hersOfIt = cluster.IssueAuthority();
        Assert.True(keys.Authority.Issued(hersOfIt.Own));
        Assert.Throws<ArgumentException>(() => hersOfIt.IssueCredentials());
        cluster.Adapt(1, 2);
        Assert.Equal(3, cluster.Nodes.Count);
        Assert.ThrowsAny<GchunkException>(() => cluster.Adapt(0, 4));

        // A run is in the store of the cluster, and later sessions find it.
        ClusterRun<int> run = cluster.Runs.Submit("run", () => 1);
        Assert.Equal("pending", run.Status);
        Assert.Equal("run", Assert.Single(RunFolder.All(keys.Folder)).Name);
        using (GatewayCluster again = hers.Connect(cluster.Name))
        {
            Assert.Equal("pending", again.Runs["run"].Status);
            again.Runs["run"].Cancel();
            Assert.Equal("cancelled", run.Status);
            again.Runs["run"].Delete();
            Assert.Empty(again.Runs);
        }
        Assert.Empty(RunFolder.All(keys.Folder));

        Assert.Empty(his.ListClusters());
        foreach (
            Action act in (Action[])
                [
                    () => his.Connect(cluster.Name),
                    () => his.ScaleCluster(cluster.Name, 1),
                    () => his.StopCluster(cluster.Name),
                ]
        )
        {
            // As for one that there is not.
            Assert.Equal(
                $"the gateway refuses: you have no cluster '{cluster.Name}'",
                Assert.ThrowsAny<GchunkException>(act).Message
            );
        }
        hers.Connect(cluster.Name).Dispose();
        Assert.Equal(0, started[0].Stopped);
        cluster.Dispose();
        Assert.Equal(1, started[0].Stopped);
        Assert.Empty(hers.ListClusters());
    }

    [Theory]
    [InlineData(4, 1, "1GB", "you would have 4 machines, and you may have 3")]
    [InlineData(3, 3, "1GB", "you would have 9 cores, and you may have 8")]
    [InlineData(2, 1, "5GB", "you would have 10 GB memory, and you may have 8 GB")]
    [InlineData(3, 1024, "9000000TB", "cores")]
    [InlineData(0, 1, "1GB", "from 1 to 1000 machines")]
    [InlineData(-1, 1, "1GB", "from 1 to 1000 machines")]
    [InlineData(1, 0, "1GB", "from 1 to 1024 workers")]
    [InlineData(1, 1, "much", "much")]
    [InlineData(1, 1, "1GB", "the launcher is local or slurm; got 'ssh'", "ssh")]
    public void More_than_the_limits_is_refused(
        int machines,
        int cores,
        string memory,
        string why,
        string launcher = "local"
    )
    {
        GchunkException error = Assert.ThrowsAny<GchunkException>(() =>
            GatewayOf(anna).NewCluster(machines, cores, memory, launcher)
        );
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Empty(started);
    }

    [Fact]
    public void All_clusters_of_a_user_together_stay_within_the_limits()
    {
        Gateway gateway = GatewayOf(anna);
        using GatewayCluster first = gateway.NewCluster(1, 2, "1GB"),
            second = gateway.NewCluster(1, 2, "1GB");
        Says("3 clusters, and you may have 2", () => gateway.NewCluster(1, 1, "1GB"));
        Says("4 machines, and you may have 3", () => second.Scale(3));
        Assert.Equal(1, started[1].Machines);
        second.Scale(2);
        // Machines that have work go on, and count.
        started[1].Busy = 2;
        second.Adapt(0, 1);
        Says("4 machines, and you may have 3", () => first.Scale(2));
        started[1].Busy = started[1].Machines = 0;
        first.Scale(2);
        first.Scale(1);
        second.Scale(2);
        first.Shutdown();
        fails = true;
        Says("no machines", () => gateway.NewCluster(1, 1, "1GB"));
        // What could not be started is not counted.
        fails = false;
        gateway.NewCluster(1, 1, "1GB").Dispose();
    }

    [Fact]
    public void A_cluster_without_its_client_ends_and_one_with_it_goes_on()
    {
        Gateway gateway = GatewayOf(anna);
        using GatewayCluster used = gateway.NewCluster(1, 1, "1GB"),
            left = gateway.NewCluster(1, 1, "1GB");
        clock.Later += TimeSpan.FromSeconds(500);
        Assert.Single(used.Nodes);
        clock.Later += TimeSpan.FromSeconds(200);
        clusters.StopIdle();
        Assert.Equal([0, 1], started.Select(c => c.Stopped));
    }

    [Fact]
    public async Task Wrong_tokens_are_refused_at_last_for_a_while_and_right_ones_go_on()
    {
        foreach (string? token in (string?[])[null, "", "wrong", anna[1..], anna + "0", new string('a', 5000)])
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("GET", "/clusters", token)).Status);
        for (int i = 6; i < WrongTokens.MostInAMinute; i++)
            await SendAsync("GET", "/clusters", "wrong");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync("POST", "/clusters", "wrong")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/clusters", anna)).Status);
        // Another token takes the place of the first at once.
        string next = tokens.Add("anna");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync("GET", "/clusters", anna)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/clusters", next)).Status);
        tokens.Remove("anna");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync("GET", "/clusters", next)).Status);
        string kept = File.ReadAllText(Path.Combine(folder.Path, "gateway.json.tokens"));
        Assert.DoesNotContain(bert, kept, StringComparison.Ordinal);
        Assert.Contains(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bert))),
            kept,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Wrong_tokens_are_counted_by_network_and_minute()
    {
        var counted = new WrongTokens(clock);
        IPAddress one = IPAddress.Parse("2001:db8::1"),
            neighbour = IPAddress.Parse("2001:db8::2"),
            other = IPAddress.Parse("10.0.0.1");
        Assert.Equal([1, 2, 1], ((IPAddress[])[one, neighbour, other]).Select(counted.Count));
        Assert.Equal(2, counted.Count(other.MapToIPv6()));
        clock.Later += TimeSpan.FromSeconds(61);
        Assert.Equal(1, counted.Count(one));
    }

    [Theory]
    [InlineData("POST", "/clusters", "{", 400)]
    [InlineData("POST", "/clusters", "null", 400)]
    [InlineData("POST", "/clusters", "[]", 400)]
    [InlineData("POST", "/clusters", "{\"machines\":1,\"cores\":1}", 400)]
    [InlineData("POST", "/clusters", "{\"machines\":1,\"cores\":1,\"memory\":null}", 400)]
    [InlineData("POST", "/clusters", "{\"machines\":1,\"cores\":1,\"memory\":\"1GB\",\"prologue\":\"rm\"}", 400)]
    [InlineData("POST", "/clusters", "{\"machines\":1e99,\"cores\":1,\"memory\":\"1GB\"}", 400)]
    [InlineData("POST", "/clusters", "[[[[[[[[[[[[]]]]]]]]]]]]", 400)]
    [InlineData("POST", "/clusters", null, 413)]
    [InlineData("PUT", "/clusters/nothing", "{\"machines\":1}", 404)]
    [InlineData("GET", "/clusters/..%2F..%2Fetc", "", 404)]
    [InlineData("GET", "/clusters/%1B%5B31m", "", 404)]
    [InlineData("DELETE", "/clusters", "", 405)]
    [InlineData("POST", "/clusters/a/logs", "", 405)]
    [InlineData("GET", "/clusters/a/b/c", "", 404)]
    [InlineData("GET", "/", "", 404)]
    [InlineData("PUT", "/clusters/nothing/adapt", "{\"minimum\":1,\"maximum\":2}", 404)]
    [InlineData("POST", "/clusters/nothing/adapt", "", 405)]
    [InlineData("GET", "/clusters/nothing/store/runs/", "", 404)]
    [InlineData("GET", "/clusters/nothing/store/authority.key", "", 404)]
    [InlineData("GET", "/clusters/nothing/store/runs/../authority.key", "", 404)]
    public async Task Other_requests_are_refused(string method, string path, string? body, int status)
    {
        (HttpStatusCode answered, string text) = await SendAsync(method, path, anna, body ?? new string(' ', 5000));
        Assert.Equal(status, (int)answered);
        Assert.DoesNotContain('\e', text);
        Assert.DoesNotContain(" at Gchunk", text, StringComparison.Ordinal);
        Assert.Empty(started);
    }

    [Fact]
    public void Machines_of_a_scaling_that_failed_count_since_some_may_have_started()
    {
        Gateway hers = GatewayOf(anna);
        using GatewayCluster cluster = hers.NewCluster(1, 1, "1GB");
        started[^1].Trouble = "the queue refuses";
        Says("the queue refuses", () => cluster.Scale(3));
        Assert.Equal(3, Assert.Single(hers.ListClusters()).Machines);
        Says("the queue refuses", () => cluster.WaitForNodes(4));
        started[^1].Trouble = null;
    }

    [Fact]
    public void After_the_gateway_has_left_nothing_starts()
    {
        clusters.Leave();
        Says("the gateway ends", () => GatewayOf(anna).NewCluster(1, 1, "1GB"));
        Assert.Empty(started);
    }

    [Fact]
    public void Only_the_certificate_of_the_fingerprint_is_accepted()
    {
        Says("not the one that was expected", () => new Gateway(Address, anna, new string('0', 64)).ListClusters());
        Says("not the one that was expected", () => new Gateway(Address, anna).ListClusters());
        Says("64 hexadecimal digits", () => _ = new Gateway(Address, anna, "abc"));
        Assert.DoesNotContain(anna, GatewayOf(anna).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"users\": {}, \"launchers\": {}", "at least one launcher")]
    [InlineData("\"users\": {}, \"launchers\": { \"local\": { \"hosts\": \"a\" } }", "has no option 'hosts'")]
    [InlineData("\"users\": {}, \"launchers\": { \"slurm\": { \"name\": \"a\" } }", "has no option 'name'")]
    [InlineData(
        "\"users\": {}, \"launchers\": { \"slurm\": { \"time\": \"1:00\", \"partitoin\": \"a\" } }",
        "'partitoin'"
    )]
    [InlineData("\"users\": {}, \"launchers\": { \"pbs\": { \"queue\": \"a\" } }", "needs its option 'time'")]
    [InlineData("\"users\": {}, \"launchers\": { \"kubernetes\": { \"image\": \"a\" } }", "needs its option 'claim'")]
    [InlineData(
        "\"users\": { \"Anna\": { \"clusters\": 1, \"machines\": 1, \"cores\": 1, \"memory\": \"1GB\" } }, \"launchers\": { \"local\": {}, \"kubernetes\": { \"image\": \"a\", \"claim\": \"b\" } }",
        "got the user Anna"
    )]
    [InlineData("\"users\": {}, \"launchers\": { \"docker\": {} }", "got 'docker'")]
    [InlineData("\"users\": {}, \"launchers\": { \"ssh\": {} }", "needs its hosts")]
    [InlineData("\"users\": {}, \"launchers\": { \"local\": {} }, \"prot\": 1", "prot")]
    [InlineData("\"users\": {}, \"launchers\": { \"local\": {} }, \"key\": \"a\"", "a certificate needs its key")]
    [InlineData("\"users\": { \"a/b\": null }, \"launchers\": { \"local\": {} }", "a/b")]
    [InlineData("\"users\": { \"anna\": null }, \"launchers\": { \"local\": {} }", "anna has no limits")]
    [InlineData("\"users\": {}, \"launchers\": { \"local\": null }", "'local' are missing")]
    [InlineData("\"users\": {}, \"launchers\": { \"local\": {} }, \"idle\": 5", "at least 30 s")]
    public void Wrong_settings_are_named(string settings, string why) =>
        Says(why, () => GatewaySettings.Read(folder.Write("wrong.json", $"{{ {settings} }}")));

    [Fact]
    public void Secrets_that_others_can_read_are_refused()
    {
        string file = folder.Write("open.tokens", "{}");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Says("chmod 600", () => new GatewayTokens(file).UserOf(anna));
    }

    private static string Settings() =>
        """
            {
              "port": 0,
              "users": {
                "anna": { "clusters": 2, "machines": 3, "cores": 8, "memory": "8GB" },
                "bert": { "clusters": 1, "machines": 1, "cores": 1, "memory": "1GB" }
              },
              "launchers": { "local": {}, "slurm": { "time": "02:00:00" } }
            }
            """;

    private string Address => $"https://127.0.0.1:{server.Port}";

    private Gateway GatewayOf(string token) => new(Address, token, GatewayCertificate.FingerprintOf(certificate));

    private static void Says(string why, Action act) =>
        Assert.Contains(why, Assert.ThrowsAny<GchunkException>(act).Message, StringComparison.Ordinal);

    private NoMachines Launch(string launcher, string name, WantedCluster wanted)
    {
        if (fails)
            throw new GchunkException("there are no machines");
        var cluster = new NoMachines(keys.Authority, keys.Folder.Store) { Machines = wanted.Machines };
        started.Add(cluster);
        return cluster;
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(
        string method,
        string path,
        string? token,
        string body = ""
    )
    {
        using HttpClient browser = Browser();
        using var request = new HttpRequestMessage(new HttpMethod(method), Address + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body.Length > 0)
            request.Content = new StringContent(body);
        using HttpResponseMessage answer = await browser.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private sealed class NoMachines(ClusterAuthority authority, IClusterStore store) : IServedCluster
    {
        public int Machines { get; set; }

        public int Stopped { get; private set; }

        public IReadOnlyList<NodeInfo> Nodes =>
            [.. Enumerable.Range(1, Machines).Select(i => new NodeInfo($"machine-{i}", "127.0.0.1", 1, 1, 1 << 30))];

        public string? Trouble { get; set; }

        public void Scale(int machines)
        {
            Machines = machines;
            if (Trouble is not null)
                throw new GchunkException(Trouble);
        }

        // So many do not end.
        public int Busy { get; set; }

        public void Adapt(int minimum, int maximum) => Machines = Math.Max(Busy, minimum + maximum);

        public IClusterStore Store => store;

        public IReadOnlyDictionary<string, IReadOnlyList<string>> Logs() =>
            new Dictionary<string, IReadOnlyList<string>> { ["node"] = ["a line"] };

        public ClusterCredentials IssueCredentials() => authority.IssueCredentials();

        public void Shutdown() => Stopped++;

        public void Leave() => Stopped++;
    }

    private sealed class LaterClock : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Later.Ticks;
    }
}
