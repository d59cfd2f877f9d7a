using Gchunk.Engine;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Repl.Nodes;

/// <summary>
/// <c>gchunk node</c>: one machine of a cluster. It ends when it is told to, when the folder of the cluster is gone, and
/// when no client has had workers on it for some time.
/// </summary>
internal static class NodeProgram
{
    /// <summary>The usage of <c>gchunk node</c>.</summary>
    public const string Usage =
        "gchunk node --cluster FOLDER [--name NAME] [--bind ADDRESS] [--cores N] [--memory SIZE] [--idle SECONDS]";

    private const int WatchMilliseconds = 500;

    /// <summary>Runs the node to its end.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        try
        {
            return Run(NodeOptions.Parse(arguments));
        }
        catch (GchunkException error)
        {
            Console.Error.WriteLine($"gchunk node: {error.Message}");
            return ExitCode.ScriptError;
        }
    }

    private static int Run(NodeOptions options)
    {
        ClusterFolder folder = ClusterFolder.Open(options.Folder);
        folder.CheckBuild();
        using ClusterAuthority authority = ClusterAuthority.Open(folder);
        using var stop = new EndSignal();
        NodeSilo? silo = null;
        using var server = new NodeServer(folder, authority, options.Address, options.Cores)
        {
            Members = () => silo?.Members ?? [],
            Stopping = stop.Set,
        };
        var node = new NodeInfo(
            options.Name,
            options.Address.ToString(),
            server.Port,
            options.Cores,
            options.Memory ?? MemoryBudget.Free()
        );
        var runs = new NodeRuns(folder, node);
        using var joined = new NodeSilo(folder, authority, node, runs);
        joined.Start();
        silo = joined;
        server.Start();
        folder.Write(node);
        Console.Out.WriteLine($"{node.Name} is ready at {node.Host}:{node.Port}");
        long seen = Environment.TickCount64;
        while (!stop.IsSet && Environment.TickCount64 - seen < Outage.Milliseconds)
        {
            if (folder.Exists)
                seen = Environment.TickCount64;
            joined.Watch(WatchMilliseconds);
            runs.Wake(joined.Members, joined.Pulse);
            if (options.Idle is { } idle && server.Idle > idle)
            {
                Console.Out.WriteLine($"{node.Name} ends: no client for {idle.TotalSeconds:0} s");
                break;
            }
        }
        folder.Forget(node);
        return ExitCode.Success;
    }
}
