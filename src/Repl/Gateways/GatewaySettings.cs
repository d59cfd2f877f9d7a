using System.Text.Json;
using System.Text.Json.Serialization;
using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Repl.Nodes;

namespace Gchunk.Repl.Gateways;

/// <summary>What a user of a gateway may have at once.</summary>
/// <param name="Clusters">The most clusters.</param>
/// <param name="Machines">The most machines of all clusters.</param>
/// <param name="Cores">The most workers of all machines.</param>
/// <param name="Memory">The most memory of all machines, such as <c>256GB</c>.</param>
internal sealed record UserLimits(int Clusters, int Machines, int Cores, string Memory)
{
    /// <summary>The most memory, in bytes.</summary>
    [JsonIgnore]
    public long MemoryBytes => MemoryBudget.Parse(Memory);
}

/// <summary>The settings of a gateway, from a JSON file.</summary>
/// <param name="Users">The users and what they may have.</param>
/// <param name="Launchers">
/// Who may start machines, and the options of each, as those of <c>gchunk cluster start</c>.
/// </param>
/// <param name="Address">The address, interface or host to listen on.</param>
/// <param name="Port">The port.</param>
/// <param name="Certificate">The PEM file of the certificate; null to make one.</param>
/// <param name="Key">The PEM file of its key.</param>
/// <param name="Idle">The seconds without a client after which a cluster is shut down.</param>
internal sealed record GatewaySettings(
    Dictionary<string, UserLimits> Users,
    OrderedDictionary<string, Dictionary<string, string>> Launchers,
    string Address = "127.0.0.1",
    int Port = GatewaySettings.DefaultPort,
    string? Certificate = null,
    string? Key = null,
    int Idle = 600
)
{
    /// <summary>The port, unless another one is set.</summary>
    public const int DefaultPort = 8788;

    private const int MostBytes = 1 << 20,
        LeastIdle = 30;

    /// <summary>Reads the settings.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="GchunkException">It cannot be read, others can write it, or a setting is wrong.</exception>
    public static GatewaySettings Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                throw new GchunkException($"there is no file {path}; docs/cluster.md shows what it has");
            if (!UserFolder.IsOwnFile(path))
                throw new GchunkException($"{path} belongs to somebody else, or others can write to it");
            GatewaySettings settings =
                JsonSerializer.Deserialize<GatewaySettings>(RegularFile.ReadAll(path, MostBytes), GatewayLink.Json)
                ?? throw new GchunkException($"{path} has no settings");
            settings.Check();
            return settings;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new GchunkException($"the settings of the gateway in {path} cannot be read: {e.Message}", e);
        }
    }

    private void Check()
    {
        foreach ((string user, UserLimits limits) in Users)
        {
            if (!GatewayTokens.IsUser(user))
                throw new GchunkException($"'{VisibleText.Of(user)}' cannot be the name of a user");
            if (limits is null)
                throw new GchunkException($"the user {user} has no limits: \"{user}\": {{ \"clusters\": 1 }}");
            if (limits.Clusters < 0 || limits.Machines < 0 || limits.Cores < 0 || limits.MemoryBytes < 0)
                throw new GchunkException($"a limit of the user {user} is negative");
        }
        if (Launchers.Count == 0)
            throw new GchunkException("the gateway needs at least one launcher, such as \"local\": {}");
        foreach ((string kind, Dictionary<string, string> options) in Launchers)
        {
            if (options is null || options.ContainsValue(null!))
                throw new GchunkException($"the options of the launcher '{VisibleText.Of(kind)}' are missing");
            GatewayLauncher.Check(kind, options);
            foreach (string user in Users.Keys)
                GatewayLauncher.CheckUser(kind, user);
        }
        if (Port is < 0 or > 65535)
            throw new GchunkException($"a port is a number from 1 to 65535, or 0 for a free one; got {Port}");
        // Clients say every five seconds that they are there.
        if (Idle < LeastIdle)
        {
            throw new GchunkException(
                $"the gateway shuts clusters down after at least {LeastIdle} s without a client; got {Idle}"
            );
        }
        if (Certificate is null != Key is null)
            throw new GchunkException("a certificate needs its key: set both, or none to have one made");
        NodeOptions.AddressOf(Address);
    }
}
