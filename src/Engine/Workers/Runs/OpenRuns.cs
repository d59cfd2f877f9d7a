using Gchunk.Engine.Workers.Cluster;

namespace Gchunk.Engine.Workers.Runs;

/// <summary>
/// The runs of a cluster that have not ended, for those who look again and again. One that has ended is not read again
/// unless it changes, and one that cannot be read does not keep the others from being seen.
/// </summary>
internal sealed class OpenRuns(ClusterFolder cluster)
{
    // Two changes within a moment may have the same time.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, DateTime> ended = new(StringComparer.Ordinal);

    /// <summary>How many states have been read.</summary>
    public long Reads { get; private set; }

    /// <summary>Returns the runs that have not ended.</summary>
    /// <param name="tell">Receives why a run cannot be read.</param>
    /// <exception cref="GchunkException">The runs cannot be listed.</exception>
    public IReadOnlyList<(RunFolder Folder, RunState State)> Read(Action<string> tell)
    {
        var open = new List<(RunFolder, RunState)>();
        IReadOnlyList<RunFolder> all = RunFolder.All(cluster);
        foreach (RunFolder run in all)
        {
            try
            {
                DateTime? changed = run.Changed;
                if (ended.TryGetValue(run.Name, out DateTime then) && then == changed)
                    continue;
                ended.Remove(run.Name);
                Reads++;
                if (run.Read() is not { } state)
                    continue;
                if (!state.IsFinal)
                    open.Add((run, state));
                else if (changed is { } last && DateTime.UtcNow - last > Settled)
                    ended[run.Name] = last;
            }
            catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
            {
                tell($"the run {run.Name} cannot be read: {e.Message}");
            }
        }
        foreach (string gone in ended.Keys.Except(all.Select(r => r.Name)).ToArray())
            ended.Remove(gone);
        return open;
    }
}
