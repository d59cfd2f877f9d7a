using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>What the workers of a machine hold and do together.</summary>
/// <param name="Name">The name of the node.</param>
/// <param name="Workers">The number of workers.</param>
/// <param name="Cores">The tasks that they run at once.</param>
/// <param name="Load">The system's load average over one minute.</param>
/// <param name="Memory">The memory that they use, in bytes.</param>
/// <param name="Limit">The memory that they may use, in bytes.</param>
/// <param name="Spilled">The bytes that they have spilled to disk.</param>
/// <param name="Runs">The names of the tasks that they run now.</param>
/// <param name="Links">What they have read from other machines, the most first.</param>
internal sealed record WatchedMachine(
    string Name,
    int Workers,
    int Cores,
    double Load,
    long Memory,
    long Limit,
    long Spilled,
    IReadOnlyList<string> Runs,
    IReadOnlyList<WatchedLink> Links
)
{
    /// <summary>Returns the machines of the workers; none if all are on one machine.</summary>
    /// <param name="record">The record, whose gate is held.</param>
    /// <param name="infos">The workers.</param>
    /// <param name="processing">The names of the tasks that each worker runs or has been sent, the oldest first.</param>
    public static IReadOnlyList<WatchedMachine> Of(
        RunRecord record,
        IReadOnlyList<WorkerInfo> infos,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? processing
    )
    {
        if (infos.All(i => i.Node == infos[0].Node))
            return [];
        Dictionary<string, WatchedWorker> watched = record.Workers.ToDictionary(w => w.Name, StringComparer.Ordinal);
        ILookup<string, WatchedLink> links = record.Links.ToLookup(link => link.To);
        return
        [
            .. infos
                .GroupBy(i => i.Node)
                .OrderBy(machine => machine.Key, StringComparer.Ordinal)
                .Select(machine => new WatchedMachine(
                    machine.Key,
                    machine.Count(),
                    machine.Sum(i => i.Threads),
                    machine.Max(i => i.MachineLoad),
                    machine.Sum(i => Math.Max(i.Memory, watched.GetValueOrDefault(i.Name)?.Memory ?? 0)),
                    machine.Sum(i => i.MemoryLimit),
                    machine.Sum(i => watched.GetValueOrDefault(i.Name)?.Spilled ?? 0),
                    [.. machine.SelectMany(i => (processing?.GetValueOrDefault(i.Name) ?? []).Take(i.Threads))],
                    [.. links[machine.Key].OrderByDescending(link => link.Bytes)]
                )),
        ];
    }
}
