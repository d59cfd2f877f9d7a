using Gchunk.Dsl;
using Gchunk.Dsl.Clusters.Queues;
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
          gchunk cluster start slurm --nodes N --cores N --memory SIZE --time TIME [--partition P] [--account A] …
          gchunk cluster start pbs --nodes N --cores N --memory SIZE --time TIME [--queue Q] [--account A]
                 [--resources TEXT] …
          gchunk cluster start lsf --nodes N --cores N --memory SIZE --time TIME [--queue Q] [--project P] …
          gchunk cluster start kubernetes --nodes N --cores N --memory SIZE --image IMAGE --claim CLAIM
                 [--mount FOLDER] [--namespace NAMESPACE] [--idle SECONDS] [--name NAME]
          … [--directives LINES] [--prologue LINES] [--bind INTERFACE] [--idle SECONDS] [--name NAME]
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
                case ["start", var kind, .. var options] when ClusterStart.Has(kind):
                    Start(kind, options);
                    return ExitCode.Success;
                case ["list"]:
                    List();
                    return ExitCode.Success;
                case ["scale", var name, var number]:
                    Scale(ClusterFolder.Find(name), ClusterStart.Number("the number of machines", number));
                    return ExitCode.Success;
                case ["runs", var name]:
                    foreach (ClusterRun run in new ClusterRuns(ClusterFolder.Find(name)))
                        Console.Out.WriteLine(run);
                    return ExitCode.Success;
                case ["logs", var name]:
                    foreach ((string log, IReadOnlyList<string> lines) in LogsOf(ClusterFolder.Find(name)))
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
    private static void Start(string kind, string[] options)
    {
        NodeCluster cluster = ClusterStart.Start(kind, options);
        Console.Out.WriteLine($"{cluster.Name} is submitted; compute on it: new Client(\"cluster:{cluster.Name}\")");
    }

    /// <summary>Returns the last lines of each log of a cluster.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> LogsOf(ClusterFolder folder) =>
        QueuedJobs.Of(folder)?.LogLines(LinesShown) ?? folder.LogLines(LinesShown);

    private static void List()
    {
        foreach (string name in ClusterFolder.All())
        {
            ClusterFolder folder = ClusterFolder.Find(name);
            IReadOnlyList<NodeInfo> nodes = folder.WrittenNodes();
            Console.Out.WriteLine($"{name}: {Quantity.Of(nodes.Count, "machine")}{Jobs(folder)}");
            foreach (NodeInfo node in nodes.OrderBy(n => n.Name, StringComparer.Ordinal))
                Console.Out.WriteLine($"  {node.Name}  {node.Host}:{node.Port}  {Quantity.Of(node.Cores, "core")}");
        }
    }

    // A queue that cannot be asked does not hide the other clusters.
    private static string Jobs(ClusterFolder folder)
    {
        try
        {
            return QueuedJobs.Of(folder) is { } queued
                ? $", {Quantity.Of(queued.Alive(CancellationToken.None).Count, "job")} of {queued.Queue.Title}"
                : "";
        }
        catch (GchunkException error)
        {
            return $", jobs unknown: {error.Message}";
        }
    }

    /// <summary>Submits jobs of a cluster, or ends some, until there are as many as given.</summary>
    /// <exception cref="GchunkException">It has no jobs, or its queue refuses.</exception>
    public static void Scale(ClusterFolder folder, int number)
    {
        QueuedJobs jobs =
            QueuedJobs.Of(folder)
            ?? throw new GchunkException(
                $"{folder.Name} has no jobs of a queue; scale it in the program that started it"
            );
        int missing = number - jobs.Alive(CancellationToken.None).Count;
        if (missing > 0)
            jobs.Submit(missing, CancellationToken.None);
        if (missing >= 0)
            return;
        jobs.CancelWaiting(-missing, CancellationToken.None);
        using ClusterAuthority authority = ClusterAuthority.Open(folder);
        NodeConnection.StopBeyond(number, folder, authority, folder.WrittenNodes());
    }

    /// <summary>Ends a cluster and deletes its folder.</summary>
    /// <exception cref="GchunkException">Its folder cannot be read, or its jobs cannot be cancelled.</exception>
    public static void Stop(ClusterFolder folder)
    {
        // While the folder is away, nothing is known of the cluster, and nothing of it is forgotten.
        QueuedJobs? jobs = QueuedJobs.Of(folder);
        // Nodes that cannot be told end with their jobs, or when the folder is gone.
        string? untold = null;
        try
        {
            using ClusterAuthority authority = ClusterAuthority.Open(folder);
            NodeConnection.Stop(folder, authority, folder.WrittenNodes());
        }
        catch (GchunkException e) when (folder.Exists)
        {
            untold = $"its nodes could not be told to end: {e.Message}";
        }
        try
        {
            jobs?.CancelAll();
        }
        catch (GchunkException e) when (untold is not null)
        {
            throw new GchunkException($"{untold}; {e.Message}", e);
        }
        folder.Delete();
        if (untold is not null)
            Console.Error.WriteLine($"gchunk cluster: {untold}; they end because its folder is gone");
    }
}
