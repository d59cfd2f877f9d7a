using System.Diagnostics;
using System.Globalization;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Dsl.Clusters;

/// <summary>Nodes that are processes of this machine, for trying a cluster. They end with this process.</summary>
internal sealed class LocalMachines : NodeCluster
{
    private const int EndMilliseconds = 5000;

    private readonly Lock gate = new();
    private readonly OrderedDictionary<string, Process> processes = new(StringComparer.Ordinal);
    private readonly int cores;
    private readonly long memory;
    private int last;

    /// <summary>Starts nodes.</summary>
    /// <param name="machines">How many.</param>
    /// <param name="cores">The workers of each.</param>
    /// <param name="memory">The memory of each, in bytes.</param>
    /// <param name="name">The name of the cluster; one is made if it is not given.</param>
    /// <param name="waits">False to return before they are ready.</param>
    public LocalMachines(int machines, int cores, long memory, string? name = null, bool waits = true)
        : base(name, "local")
    {
        (this.cores, this.memory) = (cores, memory);
        try
        {
            // Its machines end with this process, so nothing of it needs to outlive that.
            Folder.Own();
            ClusterFolder.Sweep();
            Scale(machines);
            if (waits)
                WaitForNodes(machines, TimeSpan.FromSeconds(120));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    protected override int Started()
    {
        lock (gate)
        {
            foreach ((string name, Process ended) in processes.Where(p => p.Value.HasExited).ToArray())
            {
                processes.Remove(name);
                ended.Dispose();
            }
            return processes.Count;
        }
    }

    protected override void Launch(int number)
    {
        lock (gate)
        {
            for (int i = 0; i < number; i++)
            {
                string name = $"machine-{++last}";
                processes.Add(name, Start(name));
            }
        }
    }

    protected override void Withdraw(int number, IReadOnlySet<string> ready)
    {
        lock (gate)
        {
            foreach (
                (_, Process newest) in processes
                    .AsEnumerable()
                    .Reverse()
                    .Where(p => !ready.Contains(p.Key))
                    .Take(number)
            )
            {
                newest.Kill();
            }
        }
    }

    protected override void EndAll()
    {
        lock (gate)
        {
            foreach (Process process in processes.Values)
            {
                if (!process.WaitForExit(EndMilliseconds))
                    process.Kill();
                process.WaitForExit();
                process.Dispose();
            }
            processes.Clear();
        }
    }

    private Process Start(string name)
    {
        Process process = Spawner.Start(
            OwnProcess.With([
                .. ParentLife.Arguments,
                .. NodeArguments,
                "--name",
                name,
                "--cores",
                cores.ToString(CultureInfo.InvariantCulture),
                "--memory",
                memory.ToString(CultureInfo.InvariantCulture),
            ])
        );
        process.StandardInput.Close();
        Folder.Log(name, process);
        return process;
    }
}
