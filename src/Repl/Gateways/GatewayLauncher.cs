using System.Globalization;
using System.Security.Cryptography;
using Gchunk.Dsl;
using Gchunk.Dsl.Clusters;
using Gchunk.Dsl.Clusters.Gateways;
using Gchunk.Dsl.Clusters.Kubernetes;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Repl.Nodes;

namespace Gchunk.Repl.Gateways;

/// <summary>
/// Starts the clusters of a gateway. Users choose numbers alone; what else a launcher needs is in the settings.
/// </summary>
internal static class GatewayLauncher
{
    // These come from the user, or from the gateway.
    private static readonly string[] NotSettings = ["nodes", "cores", "memory", "name", "idle"];

    private static readonly string[] OfSsh = ["hosts", "bind"];

    /// <summary>Refuses a launcher that there is not, or an option that it does not have.</summary>
    /// <exception cref="GchunkException">It is wrong.</exception>
    public static void Check(string kind, IReadOnlyDictionary<string, string> options)
    {
        string[] known = kind switch
        {
            "local" => [],
            "ssh" => OfSsh,
            _ when ClusterStart.Has(kind) => [.. ClusterStart.OptionsOf(kind).Select(Bare).Except(NotSettings)],
            _ => throw new GchunkException(
                $"a launcher is local, ssh, slurm, pbs, lsf or kubernetes; got '{VisibleText.Of(kind)}'"
            ),
        };
        if (options.Keys.Except(known).FirstOrDefault() is { } unknown)
            throw new GchunkException($"the launcher {kind} has no option '{VisibleText.Of(unknown)}'");
        if (
            ClusterStart.Has(kind)
            && ClusterStart.NeedsOf(kind).Select(Bare).Except(options.Keys).ToArray() is [var missing, ..]
        )
        {
            throw new GchunkException($"the launcher {kind} needs its option '{missing}'");
        }
        if (kind == "ssh" && Hosts(options).Length == 0)
            throw new GchunkException("the launcher ssh needs its hosts: \"ssh\": { \"hosts\": \"host1 host2\" }");
    }

    /// <summary>Refuses a user whose clusters could not have the name that a launcher gives them.</summary>
    /// <exception cref="GchunkException">The name of the user does not fit.</exception>
    public static void CheckUser(string kind, string user)
    {
        if (kind == "kubernetes" && !KubernetesQueue.IsName(NewName(user)))
        {
            throw new GchunkException(
                $"the launcher kubernetes names clusters after their users, in up to 31 lower-case letters, digits and '-', which begin with no '-'; got the user {user}"
            );
        }
    }

    /// <summary>Draws the name of a cluster of a user.</summary>
    public static string NewName(string user) =>
        $"{user}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";

    /// <summary>Starts a cluster.</summary>
    /// <param name="kind">The launcher.</param>
    /// <param name="options">Its options.</param>
    /// <param name="name">The name of the cluster.</param>
    /// <param name="wanted">What the user asked for.</param>
    /// <param name="idle">The seconds without a client after which a machine ends, if nobody ends it before.</param>
    /// <exception cref="GchunkException">It cannot be started.</exception>
    public static NodeCluster Start(
        string kind,
        IReadOnlyDictionary<string, string> options,
        string name,
        WantedCluster wanted,
        int idle
    ) =>
        kind switch
        {
            "local" => new LocalMachines(
                wanted.Machines,
                wanted.Cores,
                MemoryBudget.Parse(wanted.Memory),
                name,
                waits: false
            ),
            "ssh" => new SshCluster(
                Hosts(options),
                wanted.Cores,
                wanted.Memory,
                options.GetValueOrDefault("bind"),
                idle,
                name,
                wanted.Machines
            ),
            _ => ClusterStart.Start(
                kind,
                [
                    .. options.SelectMany(o => (string[])[$"--{o.Key}", o.Value]),
                    "--nodes",
                    Text(wanted.Machines),
                    "--cores",
                    Text(wanted.Cores),
                    "--memory",
                    wanted.Memory,
                    "--idle",
                    Text(idle),
                    "--name",
                    name,
                ]
            ),
        };

    // The settings have options without their dashes.
    private static string Bare(string option) => option[2..];

    private static string[] Hosts(IReadOnlyDictionary<string, string> options) =>
        options.GetValueOrDefault("hosts")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
