using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Dsl.Clusters;
using Gchunk.Dsl.Clusters.Gateways;
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
            _ when ClusterStart.Has(kind) => [.. options.Keys.Except(NotSettings)],
            _ => throw new GchunkException(
                $"a launcher is local, ssh, slurm, pbs, lsf or kubernetes; got '{VisibleText.Of(kind)}'"
            ),
        };
        if (options.Keys.Except(known).FirstOrDefault() is { } unknown)
            throw new GchunkException($"the launcher {kind} has no option '{VisibleText.Of(unknown)}'");
        if (kind == "ssh" && Hosts(options).Length == 0)
            throw new GchunkException("the launcher ssh needs its hosts: \"ssh\": { \"hosts\": \"host1 host2\" }");
    }

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

    private static string[] Hosts(IReadOnlyDictionary<string, string> options) =>
        options.GetValueOrDefault("hosts")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
