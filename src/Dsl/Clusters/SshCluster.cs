using System.Globalization;
using Gchunk.Dsl.Clusters;
using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Code;

namespace Gchunk.Dsl;

/// <summary>
/// Machines on which nodes are started by <c>ssh</c>, without a password. gchunk is at the same path on all of them, and
/// they share the folder of the cluster.
/// </summary>
public sealed class SshCluster : NodeCluster
{
    private readonly SshNodes ssh;

    /// <summary>Starts a node on each host.</summary>
    /// <param name="hosts">The hosts, as ssh knows them.</param>
    /// <exception cref="GchunkException">There is no host, or ssh is missing.</exception>
    public SshCluster(params string[] hosts)
        : this(hosts, cores: null) { }

    /// <summary>Starts a node on each host.</summary>
    /// <param name="hosts">The hosts, as ssh knows them.</param>
    /// <param name="cores">The workers of each; by default the number of its processors.</param>
    /// <param name="memory">The memory of each, such as <c>"32GB"</c>; by default 60 % of what is free there.</param>
    /// <param name="bind">
    /// The name of the network interface on which nodes listen; by default that of the host's name.
    /// </param>
    /// <param name="idle">The seconds without a client after which a node ends; 600 by default.</param>
    /// <param name="name">The name of the cluster; one is made if it is not given.</param>
    /// <param name="machines">The number of hosts on which nodes are started now; all by default.</param>
    /// <exception cref="GchunkException">There is no host, or ssh is missing.</exception>
    public SshCluster(
        IReadOnlyList<string> hosts,
        int? cores,
        string? memory = null,
        string? bind = null,
        int idle = 600,
        string? name = null,
        int? machines = null
    )
        : base(name, "ssh")
    {
        try
        {
            if (hosts.Count == 0)
            {
                throw new GchunkException(
                    "a cluster by ssh needs at least one host, such as new SshCluster(\"host1\")"
                );
            }
            List<string> options =
            [
                "--bind",
                bind ?? "$(hostname)",
                "--idle",
                CheckIdle(idle).ToString(CultureInfo.InvariantCulture),
            ];
            if (cores is { } number)
                options.AddRange(["--cores", number.ToString(CultureInfo.InvariantCulture)]);
            if (memory is not null)
                options.AddRange(["--memory", MemoryBudget.Parse(memory).ToString(CultureInfo.InvariantCulture)]);
            ssh = new SshNodes(Folder, [.. hosts], [.. OwnProcess.Command, .. NodeArguments], options);
            Scale(machines ?? hosts.Count);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Returns the command that ssh runs on a host.</summary>
    /// <param name="host">The host.</param>
    public string Command(string host) => ssh.Command(host);

    /// <inheritdoc/>
    protected override int Started() => ssh.Started();

    /// <inheritdoc/>
    protected override void Launch(int number) => ssh.Launch(number);

    /// <inheritdoc/>
    protected override void Withdraw(int number, IReadOnlySet<string> ready) => ssh.Withdraw(number, ready);

    /// <inheritdoc/>
    protected override void EndAll() => ssh?.EndAll();
}
