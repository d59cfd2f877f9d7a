using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Transport;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Cluster;

/// <summary>Who gets into a cluster: whoever can read its folder, and nobody else.</summary>
[SupportedOSPlatform("linux")]
public class ClusterFolderTests
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public void Only_the_user_can_read_the_folder_and_the_keys()
    {
        using var cluster = new TemporaryCluster();
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(cluster.Folder.Path));
        string[] files = Directory.GetFiles(cluster.Folder.Path);
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Equal(Owner, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void A_node_of_another_build_does_not_join()
    {
        using var cluster = new TemporaryCluster();
        cluster.Folder.CheckBuild();
        string file = Path.Combine(cluster.Folder.Path, "build"),
            own = File.ReadAllText(file);
        File.WriteAllText(file, "gchunk 0.1");
        string message = Assert.Throws<GchunkException>(cluster.Folder.CheckBuild).Message;
        Assert.StartsWith($"the cluster test was started by gchunk 0.1, and this node is {own}; ", message);
        File.Delete(file);
        Assert.Contains(
            "was started by another gchunk",
            Assert.Throws<GchunkException>(cluster.Folder.CheckBuild).Message
        );
    }

    [Fact]
    public void A_folder_or_a_key_that_others_can_read_is_refused()
    {
        using var cluster = new TemporaryCluster();
        string key = Path.Combine(cluster.Folder.Path, "authority.key");
        File.SetUnixFileMode(key, Owner | UnixFileMode.GroupRead);
        Assert.Contains(
            "others can read it",
            Assert.Throws<GchunkException>(() => ClusterAuthority.Open(cluster.Folder)).Message
        );
        File.SetUnixFileMode(cluster.Folder.Path, Owner | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        Assert.Contains(
            "no secret",
            Assert.Throws<GchunkException>(() => ClusterFolder.Open(cluster.Folder.Path)).Message
        );
    }

    [Fact]
    public void The_folder_of_a_cluster_whose_owner_was_killed_is_swept_and_others_are_not()
    {
        using var root = new Gchunk.Tests.Repl.TemporaryFolder();
        string[] paths = [.. new[] { "free", "living", "killed" }.Select(n => Path.Combine(root.Path, n))];
        ClusterFolder[] folders = [.. paths.Select(ClusterFolder.CreateAt)];
        folders[1].Own();
        // No process has this number.
        File.WriteAllText(Path.Combine(paths[2], "owner"), $"{Environment.MachineName} {int.MaxValue}");
        ClusterFolder.Sweep(root.Path);
        Assert.Equal([true, true, false], paths.Select(Directory.Exists));
    }

    // One that cannot be reached from here may be alive for others, who find it by its file.
    [Fact]
    public async Task Only_a_node_whose_machine_says_that_nobody_listens_is_forgotten_when_it_is_told_to_end()
    {
        using var cluster = new TemporaryCluster();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Task<Socket> asked = silent.AcceptSocketAsync();
        Task ended = asked.ContinueWith(a => a.Result.Dispose(), TaskScheduler.Default);
        var freed = new TcpListener(IPAddress.Loopback, 0);
        freed.Start();
        NodeInfo alive = new("alive", "127.0.0.1", PortOf(silent), 1, 1),
            gone = new("gone", "127.0.0.1", PortOf(freed), 1, 1);
        freed.Stop();
        cluster.Folder.Write(alive);
        cluster.Folder.Write(gone);
        NodeConnection.Stop(cluster.Folder, cluster.Authority, [alive, gone]);
        await ended;
        Assert.Equal([alive], cluster.Folder.WrittenNodes());

        static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [Theory]
    [InlineData("", "none")]
    [InlineData("../x", "../x")]
    [InlineData("a b", "a b")]
    public void A_name_of_a_cluster_is_no_path(string name, string said) =>
        Assert.Contains("got " + said, Assert.Throws<GchunkException>(() => ClusterFolder.Find(name)).Message);

    [Fact]
    public void A_certificate_of_another_cluster_is_not_accepted()
    {
        using var ours = new TemporaryCluster();
        using var theirs = new TemporaryCluster();
        Assert.True(ours.Authority.Issued(ours.Authority.Own));
        using ClusterAuthority again = ClusterAuthority.Open(ours.Folder);
        Assert.True(ours.Authority.Issued(again.Own));
        Assert.False(ours.Authority.Issued(theirs.Authority.Own));
        Assert.False(ours.Authority.Issued(null));
    }

    [Fact]
    public void Nobody_without_the_keys_gets_past_the_handshake()
    {
        using var ours = new TemporaryCluster();
        using var theirs = new TemporaryCluster();
        using NodeServer server = Started(ours);
        NodeInfo node = InfoOf(server);
        Assert.Equal([node], NodeConnection.Nodes(node, ours.Authority));
        Assert.Throws<GchunkException>(() => NodeConnection.Nodes(node, theirs.Authority));
        // It accepts the node, whose authority is no secret, but has no certificate of it.
        ClusterCredentials other = theirs.Authority.IssueCredentials();
        using var stranger = ClusterAuthority.By(
            other with
            {
                Authority = ours.Authority.IssueCredentials().Authority,
            }
        );
        Assert.Throws<GchunkException>(() => NodeConnection.Nodes(node, stranger));
        // Without TLS, nothing comes back but the end of the connection.
        byte[] answer = new byte[4096];
        int read = 0;
        try
        {
            using var bare = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            bare.Connect(IPAddress.Loopback, server.Port);
            bare.Send("GET / HTTP/1.1\r\n\r\n"u8);
            read = bare.Receive(answer);
        }
        // The node closes the connection without having read all of it.
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown) { }
        Assert.True(read == 0 || answer[0] == 21, "a TLS alert, at most");
        Assert.Equal([node], NodeConnection.Nodes(node, ours.Authority));
    }

    // Also who belongs to the cluster may send nonsense, or nothing more. A message is its length, its kind and its fields.
    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "ffffffff22")] // a length below 0
    [InlineData(false, "ffffff7f22")] // of 2 GB
    [InlineData(false, "0205000022")] // longer than a request
    [InlineData(false, "0100000022")] // without its fields
    [InlineData(false, "0500000022ffffffff")] // a text of 2 GB
    [InlineData(false, "03000000010000")] // another kind
    [InlineData(false, "0a00000022010000")] // the rest never comes
    [InlineData(true, "")]
    [InlineData(true, "ffffff7f27")]
    [InlineData(true, "0100000027")]
    [InlineData(true, "07000000270103010000ff")] // elements of 255 bytes
    [InlineData(true, "070000002701030300ff00")] // a number that does not end
    public void What_a_member_sends_wrongly_ends_its_own_connection_at_most(bool asksForBlocks, string sent)
    {
        using var cluster = new TemporaryCluster();
        using NodeServer server = Started(cluster);
        NodeInfo node = InfoOf(server);
        using (
            TlsConnection connection = asksForBlocks
                ? NodeConnection.Open(node, cluster.Authority, NodePurpose.Blocks)
                : TlsConnection.To(node, cluster.Authority)
        )
        {
            connection.Stream.Write(Convert.FromHexString(sent));
            connection.Stream.Flush();
            Assert.Equal([node], NodeConnection.Nodes(node, cluster.Authority));
        }
        Assert.Equal([node], NodeConnection.Nodes(node, cluster.Authority));
    }

    [Theory]
    [InlineData("9.0.1", "gchunk 0.0.7", "on .NET 9.0.1")]
    [InlineData(null, "gchunk 0.0.7", "build 00000000")]
    public void A_node_and_a_client_of_different_builds_are_both_named(string? runtime, string version, string said)
    {
        NodeRequest own = NodeRequest.For(NodePurpose.Worker);
        NodeRequest other = own with { Version = "0.0.7", Build = default, Runtime = runtime ?? own.Runtime };
        string? why = other.Check();
        Assert.Contains(version, why);
        Assert.Contains(said, why);
        Assert.Contains(NodeRequest.OwnVersion, why);
        Assert.Null(own.Check());
        Assert.Null((other with { Purpose = NodePurpose.Stop }).Check());
    }

    [Fact]
    public void A_refused_client_is_told_why()
    {
        using var cluster = new TemporaryCluster();
        using NodeServer server = Started(cluster);
        using TlsConnection connection = TlsConnection.To(InfoOf(server), cluster.Authority);
        var request = new MessageWriter(MessageKind.Connect);
        (NodeRequest.For(NodePurpose.Nodes) with { Version = "0.0.7", Build = Guid.NewGuid() }).Write(request);
        connection.Send(request);
        string said = "";
        connection.Receive(4096, (_, ref message) => said = message.ReadText());
        Assert.Contains("start both from the same gchunk", said);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name|127.0.0.1|0|1|5")]
    [InlineData("name|127.0.0.1|70000|1|5")]
    [InlineData("name|127.0.0.1|5|0|5")]
    [InlineData("name|127.0.0.1|5|1")]
    public void A_line_that_describes_no_node_is_not_believed(string line) => Assert.Null(NodeInfo.Parse(line));

    internal static NodeServer Started(TemporaryCluster cluster)
    {
        NodeServer? server = null;
        server = new NodeServer(cluster.Folder, cluster.Authority, IPAddress.Loopback, 1)
        {
            Members = () => [InfoOf(server!)],
            Stopping = () => { },
        };
        server.Start();
        return server;
    }

    internal static NodeInfo InfoOf(NodeServer server) => new("played", "127.0.0.1", server.Port, 1, 1 << 30);
}
