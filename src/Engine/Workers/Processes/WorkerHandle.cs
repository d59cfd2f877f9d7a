using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Processes;

/// <summary>A worker that a pool has started: a process of this machine, or one of a node of a cluster.</summary>
internal abstract class WorkerHandle(int ticket) : IDisposable
{
    /// <summary>The number by which it identifies itself.</summary>
    public int Ticket => ticket;

    /// <summary>True once it has connected and proved that it was started by this client.</summary>
    public bool HasConnected { get; set; }

    /// <summary>The worker, once it has connected.</summary>
    public WorkerState? Worker { get; set; }

    /// <summary>Why the client ended it, or null if it did not.</summary>
    public string? Reason { get; set; }

    /// <summary>True if the tasks that it ran may be the reason for its end.</summary>
    public bool IsBlamed { get; set; } = true;

    /// <summary>
    /// True if it has been killed by somebody else than this process, and not by the system because memory was short.
    /// </summary>
    public abstract bool WasKilledFromOutside { get; }

    /// <summary>True once it has been told to end after its tasks, because it is no longer wanted.</summary>
    public bool IsDismissed { get; set; }

    /// <summary>True if it was dismissed and has ended as it should, so that its memory and files are whole.</summary>
    public virtual bool HasRetired => false;

    /// <summary>True if it is suspended, by SIGSTOP or a debugger.</summary>
    public virtual bool IsStopped => false;

    /// <summary>The last lines that it wrote.</summary>
    public abstract IReadOnlyList<string> Log { get; }

    /// <summary>Calls back once when it has ended; immediately if it already has.</summary>
    public abstract void OnEnd(Action action);

    /// <summary>Ends it at once, with the programs that its tasks have started.</summary>
    public abstract void Kill();

    /// <summary>Kills the programs that its tasks have started and that are still running.</summary>
    public virtual void EndGroup() { }

    /// <summary>Waits until everything that it wrote before its end is read.</summary>
    public virtual void WaitForOutput() { }

    /// <summary>Describes how it ended.</summary>
    public abstract string Ending();

    /// <summary>Handles a message that is about the worker, not of it; false if it is of another kind.</summary>
    public virtual bool Receive(MessageKind kind, ref ByteReader message) => false;

    /// <inheritdoc/>
    public abstract void Dispose();
}
