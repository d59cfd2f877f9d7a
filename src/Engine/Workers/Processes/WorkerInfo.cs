namespace Gchunk.Engine.Workers.Processes;

/// <summary>The state of a worker.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pid">The identifier of its process.</param>
/// <param name="Threads">The number of tasks that it runs at once.</param>
/// <param name="Memory">The memory that it uses now, in bytes.</param>
/// <param name="MemoryLimit">The memory that it may use, in bytes.</param>
/// <param name="TasksDone">The number of tasks that it has done.</param>
/// <param name="State"><c>idle</c>, <c>running</c>, or <c>paused</c> if it uses too much memory.</param>
public sealed record WorkerInfo(
    string Name,
    int Pid,
    int Threads,
    long Memory,
    long MemoryLimit,
    long TasksDone,
    string State
)
{
    /// <summary>The name of the node that it runs on; empty for a worker of this machine.</summary>
    public string Node { get; init; } = "";

    /// <summary>The load average of its machine over one minute.</summary>
    public double MachineLoad { get; init; }
}
