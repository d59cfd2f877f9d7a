using Orleans;

namespace Gchunk.Repl.Nodes;

/// <summary>
/// The scheduler of a run, one in the cluster, whose key is the name of the run. Orleans activates it on one of the
/// nodes, and on another one when that is lost.
/// </summary>
internal interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Goes on with the run, if nothing does so already.</summary>
    Task Pulse();
}

/// <summary>The activation on this node: it keeps a process that schedules the run.</summary>
/// <remarks>
/// Everything is in the folder of the run; an activation takes it over by raising the epoch there. So an older one, on
/// the other side of a partition for example, can change nothing any more, and its process ends when it sees that.
/// </remarks>
internal sealed class RunGrain(NodeRuns runs) : Grain, IRunGrain
{
    private ScheduledProcess? process;

    /// <inheritdoc/>
    public async Task Pulse()
    {
        string name = this.GetPrimaryKeyString();
        ScheduledProcess? before = process;
        // The file system may be slow, and the silo must answer others meanwhile.
        process = await Task.Run(() => runs.GoOn(name, before));
        // Where another activation has the run, this one must not take it back at the next pulse.
        if (process is null)
            DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        process is { } left
            ? Task.Run(() => runs.HandOver(this.GetPrimaryKeyString(), left), CancellationToken.None)
            : Task.CompletedTask;
}
