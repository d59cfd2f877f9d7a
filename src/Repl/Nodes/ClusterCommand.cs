using System.Globalization;
using Gchunk.Dsl;
using Gchunk.Dsl.Clusters;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Repl.Nodes;

/// <summary><c>gchunk cluster</c>: clusters that outlive the program that starts them.</summary>
internal static class ClusterCommand
{
    private const int LinesShown = 200;

    /// <summary>The usage of <c>gchunk cluster</c>.</summary>
    public const string Usage = """
        usage:
          gchunk cluster start slurm --nodes N --cores N --memory SIZE --time TIME
                 [--partition P] [--account A] [--prologue TEXT] [--bind INTERFACE] [--idle SECONDS] [--name NAME]
          gchunk cluster list
          gchunk cluster scale NAME N
          gchunk cluster logs NAME
          gchunk cluster runs NAME
          gchunk cluster stop NAME
        """;

    /// <summary>Runs the command.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["start", "slurm", .. var options]:
                    Start(options);
                    return ExitCode.Success;
                case ["list"]:
                    List();
                    return ExitCode.Success;
                case ["scale", var name, var number]:
                    Scale(ClusterFolder.Find(name), Number("the number of machines", number));
                    return ExitCode.Success;
                case ["runs", var name]:
                    foreach (ClusterRun run in new ClusterRuns(ClusterFolder.Find(name)))
                        Console.Out.WriteLine(run);
                    return ExitCode.Success;
                case ["logs", var name]:
                    foreach ((string log, IReadOnlyList<string> lines) in ClusterFolder.Find(name).LogLines(LinesShown))
                    {
                        foreach (string line in lines)
                            Console.Out.WriteLine($"{log}: {line}");
                    }
                    return ExitCode.Success;
                case ["stop", var name]:
                    Stop(ClusterFolder.Find(name));
                    return ExitCode.Success;
                default:
                    Console.Error.WriteLine(Usage);
                    return ExitCode.Usage;
            }
        }
        catch (GchunkException error)
        {
            Console.Error.WriteLine($"gchunk cluster: {error.Message}");
            return ExitCode.ScriptError;
        }
    }

    // The cluster is not disposed: it goes on without this program.
    private static void Start(string[] options)
    {
        var given = new Dictionary<string, string>();
        string[] known =
        [
            "--nodes",
            "--cores",
            "--memory",
            "--time",
            "--partition",
            "--account",
            "--prologue",
            "--bind",
            "--idle",
            "--name",
        ];
        for (int i = 0; i < options.Length; i += 2)
        {
            if (!known.Contains(options[i]))
                throw new GchunkException($"unknown option '{options[i]}'\n{Usage}");
            if (i + 1 == options.Length)
                throw new GchunkException($"{options[i]} needs a value");
            given[options[i]] = options[i + 1];
        }
        string Need(string option) =>
            given.GetValueOrDefault(option) ?? throw new GchunkException($"{option} is missing\n{Usage}");
        var cluster = new SlurmCluster(
            Number("--cores", Need("--cores")),
            Need("--memory"),
            Need("--time"),
            Number("--nodes", Need("--nodes")),
            given.GetValueOrDefault("--partition"),
            given.GetValueOrDefault("--account"),
            given.GetValueOrDefault("--prologue"),
            given.GetValueOrDefault("--bind"),
            given.TryGetValue("--idle", out string? idle) ? Number("--idle", idle) : 600,
            given.GetValueOrDefault("--name")
        );
        Console.Out.WriteLine($"{cluster.Name} is submitted; compute on it: new Client(\"cluster:{cluster.Name}\")");
    }

    private static void List()
    {
        foreach (string name in ClusterFolder.All())
        {
            ClusterFolder folder = ClusterFolder.Find(name);
            IReadOnlyList<NodeInfo> nodes = folder.WrittenNodes();
            string jobs = SlurmJobs.Of(folder) is { } slurm
                ? $", {Quantity.Of(slurm.Alive().Count, "job")} of SLURM"
                : "";
            Console.Out.WriteLine($"{name}: {Quantity.Of(nodes.Count, "machine")}{jobs}");
            foreach (NodeInfo node in nodes.OrderBy(n => n.Name, StringComparer.Ordinal))
                Console.Out.WriteLine($"  {node.Name}  {node.Host}:{node.Port}  {Quantity.Of(node.Cores, "core")}");
        }
    }

    private static void Scale(ClusterFolder folder, int number)
    {
        SlurmJobs jobs =
            SlurmJobs.Of(folder)
            ?? throw new GchunkException($"SLURM did not start {folder.Name}; scale it in the program that did");
        int missing = number - jobs.Alive().Count;
        if (missing > 0)
            jobs.Submit(missing);
        if (missing >= 0)
            return;
        jobs.CancelWaiting(-missing);
        using ClusterAuthority authority = ClusterAuthority.Open(folder);
        NodeConnection.StopBeyond(number, folder, authority, folder.WrittenNodes());
    }

    private static void Stop(ClusterFolder folder)
    {
        using (ClusterAuthority authority = ClusterAuthority.Open(folder))
            NodeConnection.Stop(folder, authority, folder.WrittenNodes());
        SlurmJobs.Of(folder)?.CancelAll();
        folder.Delete();
    }

    private static int Number(string what, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new GchunkException($"{what} is a number of at least 1; got '{VisibleText.Of(text)}'");
}
