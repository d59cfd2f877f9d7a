using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>What the scheduler knows of a worker. Guarded by the scheduler's lock, but for the link.</summary>
internal sealed class WorkerState(
    int number,
    int process,
    int threads,
    long memoryLimit,
    WorkerLink link,
    PeerMemory memory
) : IDisposable
{
    // Work that is sent ahead: as much as keeps a worker busy while the next batch is on its way, and not so much that
    // another has to wait for it.
    private const double SecondsAhead = 0.02;
    private const int MostAhead = 1000;

    // Not known yet: one task a thread, until the first ones have told how long they take.
    private double averageSeconds = 1;

    public int Number { get; } = number;

    public int Process { get; } = process;

    public int Threads { get; } = threads;

    public long MemoryLimit { get; } = memoryLimit;

    public WorkerLink Link { get; } = link;

    /// <summary>Its shared memory, mapped here.</summary>
    public PeerMemory Memory { get; } = memory;

    public string Name => $"worker-{Number}";

    /// <summary>Tasks that it has, the oldest first.</summary>
    public LinkedList<TaskState> Sent { get; } = [];

    /// <summary>Results that it holds in memory, the oldest first.</summary>
    public LinkedList<TaskState> Held { get; } = [];

    /// <summary>Results that it holds in its file.</summary>
    public HashSet<TaskState> Spilled { get; } = [];

    /// <summary>Ready tasks whose inputs lie here.</summary>
    public Deque<TaskState> Preferred { get; } = new();

    /// <summary>Images of assemblies that it has.</summary>
    public HashSet<UInt128> Code { get; } = [];

    public long HeldBytes { get; set; }

    public long ReservedBytes { get; set; }

    /// <summary>Bytes of results that are on their way to its file.</summary>
    public long SpillingBytes { get; set; }

    public long TasksDone { get; set; }

    /// <summary>The bytes of its own that the system says it takes, shared memory included.</summary>
    public long ProcessBytes { get; set; }

    /// <summary>No more tasks are sent: it takes too much memory, or is about to end.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether it is being asked for tasks back.</summary>
    public bool IsRevoking { get; set; }

    public bool IsGone { get; set; }

    /// <summary>It is to end when it has nothing left that is needed.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Whether it runs a task that must run alone.</summary>
    public bool RunsSuspect => Sent.First is { Value.IsSuspect: true };

    public long LastHeard { get; set; } = Environment.TickCount64;

    /// <summary>Tasks that it is given at a time.</summary>
    public int Capacity => Threads * (1 + (int)Math.Min(MostAhead, SecondsAhead / averageSeconds));

    public void Took(double seconds) =>
        averageSeconds =
            averageSeconds == 1 ? Math.Max(seconds, 1e-6) : Math.Max((0.8 * averageSeconds) + (0.2 * seconds), 1e-6);

    public string Condition =>
        IsGone ? "gone"
        : IsLeaving ? "leaving"
        : IsPaused ? "paused"
        : Sent.Count > 0 ? "running"
        : "idle";

    public void Dispose()
    {
        Link.Dispose();
        Memory.Dispose();
    }
}
