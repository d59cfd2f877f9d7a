using System.Text;
using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine;

namespace Gchunk.Dsl;

/// <summary>
/// A server that starts clusters for several users, as Dask Gateway does: <c>gchunk gateway</c>. A user asks it for
/// clusters by a token, and computes on them directly.
/// </summary>
/// <remarks>
/// The machines of a cluster run under the account of the gateway, and a client connects to them itself, so it has to
/// reach them by the network. What each user may ask for is limited by the settings of the gateway.
/// </remarks>
/// <example><code>
/// try
/// {
///     new Gateway("http://gateway.example:8788", token: "…");
/// }
/// catch (GchunkException error)
/// {
///     Console.WriteLine(error.Message); // a gateway has an address such as https://host:8788; got 'http://gateway.example:8788'
/// }
/// </code></example>
[DoesNotTravel("it holds the token of a user")]
public sealed class Gateway
{
    private const string TokenFile = "gateway-token";
    private const int MostToken = 1024;

    private readonly GatewayLink link;

    /// <summary>Names a gateway. Nothing is sent to it yet.</summary>
    /// <param name="address">Its address, such as <c>https://host:8788</c>.</param>
    /// <param name="token">
    /// The token of the user, which <c>gchunk gateway token USER</c> has shown. By default it is read from the
    /// environment variable <c>GCHUNK_GATEWAY_TOKEN</c>, or else from the file <c>~/.local/state/gchunk/gateway-token</c>,
    /// which only its user may read.
    /// </param>
    /// <param name="fingerprint">
    /// The fingerprint of the gateway's certificate, as the gateway prints it: the only certificate that is accepted then.
    /// By default, a certificate is accepted that an authority has issued which the system trusts.
    /// </param>
    /// <exception cref="GchunkException">The address or the fingerprint is none, or there is no token.</exception>
    public Gateway(string address, string? token = null, string? fingerprint = null)
    {
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out Uri? at)
            || at.Scheme != Uri.UriSchemeHttps
            || at.UserInfo.Length > 0
            || at.PathAndQuery != "/"
        )
        {
            throw new GchunkException(
                $"a gateway has an address such as https://host:8788; got '{VisibleText.Of(address)}'"
            );
        }
        link = new GatewayLink(
            at,
            Checked(token ?? Environment.GetEnvironmentVariable("GCHUNK_GATEWAY_TOKEN") ?? FromFile()),
            fingerprint is null ? null : Hash(fingerprint)
        );
    }

    /// <summary>Starts a cluster.</summary>
    /// <param name="machines">The number of machines.</param>
    /// <param name="cores">The workers of each machine.</param>
    /// <param name="memory">The memory of each machine, such as <c>"32GB"</c>.</param>
    /// <param name="launcher">
    /// Who starts the machines, such as <c>"slurm"</c>; by default the first that the gateway allows.
    /// </param>
    /// <returns>
    /// The cluster. Its machines may wait in a queue. It is shut down when the result is disposed, and by the gateway if
    /// its client has been away for some minutes.
    /// </returns>
    /// <exception cref="GchunkException">The user may not have so much, or the machines cannot be started.</exception>
    public GatewayCluster NewCluster(int machines, int cores, string memory, string? launcher = null) =>
        new(
            link,
            link.Ask<DescribedCluster>(
                HttpMethod.Post,
                "/clusters",
                new WantedCluster(machines, cores, memory, launcher)
            ),
            isOwned: true
        );

    /// <summary>Returns the user's clusters, sorted by name.</summary>
    /// <exception cref="GchunkException">The gateway cannot be reached, or refuses.</exception>
    public IReadOnlyList<GatewayClusterReport> ListClusters() =>
        [.. link.Ask<DescribedCluster[]>(HttpMethod.Get, "/clusters").Select(GatewayClusterReport.Of)];

    /// <summary>Connects to a cluster of the user. It goes on when the result is disposed.</summary>
    /// <param name="name">The name of the cluster.</param>
    /// <exception cref="GchunkException">The user has no cluster of that name.</exception>
    public GatewayCluster Connect(string name) =>
        new(link, link.Ask<DescribedCluster>(HttpMethod.Get, GatewayCluster.PathOf(name)), isOwned: false);

    /// <summary>Starts or ends machines of a cluster of the user until there are as many as given.</summary>
    /// <param name="name">The name of the cluster.</param>
    /// <param name="machines">The number of machines.</param>
    /// <exception cref="GchunkException">The user has no such cluster, or may not have so many machines.</exception>
    public void ScaleCluster(string name, int machines) =>
        link.Tell(HttpMethod.Put, GatewayCluster.PathOf(name), new WantedMachines(machines));

    /// <summary>Shuts a cluster of the user down.</summary>
    /// <param name="name">The name of the cluster.</param>
    /// <exception cref="GchunkException">The user has no cluster of that name.</exception>
    public void StopCluster(string name) => link.Tell(HttpMethod.Delete, GatewayCluster.PathOf(name));

    /// <summary>Returns the address. The token is never shown.</summary>
    public override string ToString() => $"Gateway {link.Address}";

    private static string FromFile()
    {
        string? path = UserFolder.State is { } folder ? Path.Combine(folder, TokenFile) : null;
        if (path is null || !File.Exists(path))
        {
            throw new GchunkException(
                $"the gateway needs a token: set GCHUNK_GATEWAY_TOKEN, or write it to the file {path ?? TokenFile}"
            );
        }
        PrivateFile.Demand(path, "a token");
        return Encoding.UTF8.GetString(RegularFile.ReadAll(path, MostToken)).Trim();
    }

    // It is sent in a header. It is not part of the message.
    private static string Checked(string token) =>
        token.Length is > 0 and <= MostToken && token.All(char.IsAsciiLetterOrDigit)
            ? token
            : throw new GchunkException("the token of a gateway is made of letters and digits");

    private static byte[] Hash(string fingerprint)
    {
        string digits = fingerprint.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase)
            ? fingerprint["sha256:".Length..]
            : fingerprint;
        digits = digits.Replace(":", "", StringComparison.Ordinal);
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : throw new GchunkException(
                $"the fingerprint of a certificate is its SHA-256 hash, of 64 hexadecimal digits; got '{VisibleText.Of(fingerprint)}'"
            );
    }
}
