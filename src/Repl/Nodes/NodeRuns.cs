using System.Diagnostics;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Runs;

namespace Gchunk.Repl.Nodes;

/// <summary>A process of this node that schedules a run.</summary>
internal sealed record ScheduledProcess(Process Process, long Epoch)
{
    public void Kill()
    {
        try
        {
            Process.Kill();
        }
        catch (InvalidOperationException) { } // it has ended already
    }
}

/// <summary>
/// The runs of the cluster, as one node sees them. Of the nodes that are alive, the first by name wakes the grains of the
/// runs that are not finished, twice a second; Orleans knows where they are, or activates them.
/// </summary>
internal sealed class NodeRuns(ClusterFolder cluster, NodeInfo node)
{
    private const int MostCrashes = 3;

    // A node may be lost for many reasons; so many in a row have the run in common.
    private const int MostLosses = 5;

    private readonly OpenRuns open = new(cluster);
    private readonly Dictionary<string, Task> pulses = new(StringComparer.Ordinal);
    private string? told;

    /// <summary>Starts a process.</summary>
    public Func<ProcessStartInfo, Process> Spawn { get; init; } = Spawner.Start;

    /// <summary>Wakes the runs, if it is this node's turn. Waits for nothing but the file system.</summary>
    /// <param name="members">The nodes that are alive.</param>
    /// <param name="pulse">Wakes a run.</param>
    public void Wake(IReadOnlyList<NodeInfo> members, Func<string, Task> pulse)
    {
        foreach (string answered in pulses.Where(p => p.Value.IsCompleted).Select(p => p.Key).ToArray())
            pulses.Remove(answered);
        if (members.MinBy(m => m.Name, StringComparer.Ordinal) != node)
            return;
        try
        {
            foreach ((RunFolder run, _) in open.Read(Tell))
            {
                if (!pulses.ContainsKey(run.Name))
                    pulses[run.Name] = Task.Run(() => Pulse(run.Name, pulse));
            }
        }
        catch (GchunkException e)
        {
            Tell(e.Message);
        }
    }

    /// <summary>Has a process schedule a run, unless one does or the run has ended.</summary>
    /// <param name="name">The name of the run.</param>
    /// <param name="before">The process that did so last, or null.</param>
    /// <returns>
    /// The process that does so now; null if the run has ended, or if another node has taken it over from that process.
    /// </returns>
    public ScheduledProcess? GoOn(string name, ScheduledProcess? before)
    {
        if (before is { Process.HasExited: false })
            return before;
        if (RunFolder.Find(cluster, name) is not { } run)
            return null;
        RunState? taken = run.Change(state =>
            state.Epoch > before?.Epoch ? null : TakeOver(state, before?.Epoch, run.CountBlocks(state))
        );
        ScheduledProcess? next = null;
        if (taken is { IsFinal: false })
        {
            try
            {
                next = Start(name, taken.Epoch);
            }
            catch
            {
                // The node is not lost: another try may succeed, here or elsewhere.
                GiveBack(name, taken.Epoch);
                throw;
            }
        }
        before?.Process.Dispose();
        return next;
    }

    /// <summary>Returns the state of a run that this node takes over; null if it has ended.</summary>
    /// <param name="state">The state.</param>
    /// <param name="ended">The epoch of a process of this node that scheduled the run and has ended, or null.</param>
    /// <param name="blocks">How many blocks of its result there are.</param>
    public RunState? TakeOver(RunState state, long? ended, int blocks)
    {
        if (state.IsFinal)
            return null;
        bool isLost = ended is null && state.Host.Length > 0;
        int losses =
            blocks > state.Blocks ? (isLost ? 1 : 0)
            : isLost ? state.Losses + 1
            : state.Losses;
        if (losses >= MostLosses)
        {
            return state with
            {
                Status = RunStatus.Error,
                Losses = losses,
                Error =
                    $"the nodes that scheduled it were lost {losses} times in a row, the last of them {state.Host}, and it got no further; it may need more memory than a machine has, or its functions end the machine; see the log run-… of the cluster",
            };
        }
        // It ended although the run was still its own, so something in it is wrong.
        int crashes = state.Crashes + (ended == state.Epoch ? 1 : 0);
        if (crashes >= MostCrashes)
        {
            return state with
            {
                Status = RunStatus.Error,
                Crashes = crashes,
                Error = $"its scheduler ended {crashes} times without a result; see the log run-… of the cluster",
            };
        }
        return state with
        {
            Status = RunStatus.Running,
            Epoch = state.Epoch + 1,
            Host = node.Name,
            Crashes = crashes,
            Losses = losses,
            Blocks = blocks,
        };
    }

    /// <summary>Gives a run back that this node leaves as it should, so that it does not count as lost.</summary>
    /// <param name="name">The name of the run.</param>
    /// <param name="process">The process that schedules it.</param>
    public void HandOver(string name, ScheduledProcess process)
    {
        process.Kill();
        GiveBack(name, process.Epoch);
    }

    private void GiveBack(string name, long epoch)
    {
        try
        {
            RunFolder
                .Find(cluster, name)
                ?.Change(state =>
                    state.IsFinal || state.Epoch != epoch ? null : state with { Status = RunStatus.Pending, Host = "" }
                );
        }
        catch (Exception e) when (e is GchunkException or IOException or UnauthorizedAccessException)
        {
            Tell($"the run {name} could not be given back: {e.Message}");
        }
    }

    private ScheduledProcess Start(string name, long epoch)
    {
        Process process = Spawn(
            OwnProcess.With([.. ParentLife.Arguments, .. SchedulerProgram.Arguments(cluster, name, epoch)])
        );
        process.StandardInput.Close();
        cluster.Log($"run-{name}", process);
        Console.Out.WriteLine($"{node.Name} schedules the run {name}");
        return new ScheduledProcess(process, epoch);
    }

    private async Task Pulse(string name, Func<string, Task> pulse)
    {
        try
        {
            await pulse(name);
        }
        catch (Exception e)
        {
            // Its node may just have been lost. The next pulse finds another one.
            Tell($"the run {name} could not be woken: {e.Message}");
        }
    }

    private void Tell(string message)
    {
        if (Interlocked.Exchange(ref told, message) != message)
            Console.Error.WriteLine($"{node.Name}: {message}");
    }
}
