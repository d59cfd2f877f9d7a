using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>Another worker could not take a result over.</summary>
/// <param name="Times">How often that happened.</param>
/// <param name="Again">When it is tried again, by the scheduler's time.</param>
/// <param name="Last">The one that could not.</param>
internal readonly record struct FailedMove(int Times, long Again, WorkerState Last);

/// <summary>
/// The bytes that all connected workers hold and have reserved: a running total, since it is told at each event of a run.
/// </summary>
internal sealed class BookedBytes
{
    private long total;

    /// <summary>The total. It may be read without the scheduler's lock.</summary>
    public long Total => Volatile.Read(ref total);

    /// <summary>Adds bytes. Called under the scheduler's lock.</summary>
    public void Add(long bytes) => Volatile.Write(ref total, total + bytes);
}

/// <summary>What the scheduler knows of a worker. Guarded by the scheduler's lock, except for the link.</summary>
internal sealed class WorkerState(
    int number,
    int process,
    int threads,
    long memoryLimit,
    IMessageChannel link,
    WorkerMemory memory,
    IReadOnlyDictionary<string, double>? resources = null
) : IDisposable
{
    private readonly Dictionary<ResultName, long> spilling = [];
    private readonly Dictionary<string, double> free = new(resources ?? new Dictionary<string, double>());

    // Tasks sent ahead keep a worker busy while the next batch is on its way, and are few enough that no other worker
    // runs out of tasks because of them.
    private const double SecondsAhead = 0.02;
    private const int MostAhead = 1000;

    // Until the first tasks have shown how long they take, a worker gets one task per thread.
    private double averageSeconds = 1;

    public int Number { get; } = number;

    public int Process { get; } = process;

    public int Threads { get; } = threads;

    /// <summary>The memory that it may use, in bytes; it changes with the number of workers.</summary>
    public long MemoryLimit
    {
        get => Volatile.Read(ref memoryLimit);
        set => Volatile.Write(ref memoryLimit, value);
    }

    public IMessageChannel Link { get; } = link;

    /// <summary>Its memory, as this process reads it.</summary>
    public WorkerMemory Memory { get; } = memory;

    /// <summary>Its memory if it is on this machine: mapped in this process, it outlives the worker.</summary>
    public PeerMemory? Mapped => Memory as PeerMemory;

    public string Name => $"worker-{Number}";

    /// <summary>The number of its machine. Workers of one machine read each other's memory.</summary>
    public int Machine { get; set; }

    /// <summary>The input bytes of one task that it holds, while these are counted.</summary>
    public long Counted { get; set; }

    /// <summary>For how long a task that is sent to it now waits, in seconds, as far as can be told.</summary>
    public double WaitSeconds => (Queued + Preferred.Count) * averageSeconds / Threads;

    /// <summary>The tasks sent to it, the oldest first.</summary>
    public LinkedList<ScheduledTask> Sent { get; } = [];

    /// <summary>The results that it holds in memory, the oldest first.</summary>
    public LinkedList<ScheduledTask> Held { get; } = [];

    /// <summary>The results that it holds in its spill file.</summary>
    public HashSet<ScheduledTask> Spilled { get; } = [];

    /// <summary>The results that it takes over from workers that leave.</summary>
    public HashSet<ScheduledTask> Arriving { get; } = [];

    /// <summary>The ready tasks whose inputs it holds.</summary>
    public ReadyQueue Preferred { get; } = new();

    /// <summary>True if it is among the workers with ready tasks of their own.</summary>
    public bool IsPreferring { get; set; }

    /// <summary>The hashes of the assembly images that it has.</summary>
    public HashSet<UInt128> Code { get; } = [];

    /// <summary>The lists of libraries that it has, with the number of files that they had then.</summary>
    public Dictionary<LibraryFiles, int> Libraries { get; } = [];

    /// <summary>What the bytes that it holds and has reserved are part of, while it is connected.</summary>
    public BookedBytes? Booked
    {
        get;
        set
        {
            field?.Add(-HeldBytes - ReservedBytes);
            value?.Add(HeldBytes + ReservedBytes);
            field = value;
        }
    }

    public long HeldBytes
    {
        get;
        set
        {
            Booked?.Add(value - field);
            field = value;
        }
    }

    public long ReservedBytes
    {
        get;
        set
        {
            Booked?.Add(value - field);
            field = value;
        }
    }

    /// <summary>The bytes of results that are being spilled.</summary>
    public long SpillingBytes { get; private set; }

    /// <summary>Takes note that a result is being spilled.</summary>
    public void BeginSpill(in ResultName result, long bytes)
    {
        if (spilling.TryAdd(result, bytes))
            SpillingBytes += bytes;
    }

    /// <summary>Takes note that a result is not being spilled any more.</summary>
    /// <returns>False if it was not: the message came twice.</returns>
    public bool EndSpill(in ResultName result)
    {
        bool was = spilling.Remove(result, out long bytes);
        SpillingBytes -= bytes;
        return was;
    }

    /// <summary>True if the disk for its results was full while it left.</summary>
    public bool CannotSpill { get; set; }

    /// <summary>The results that another worker could not take over while it left.</summary>
    public Dictionary<ScheduledTask, FailedMove> FailedMoves { get; } = [];

    /// <summary>
    /// Where results are that it could not read since it last read one of another: each other node, with the number 0,
    /// and the workers of this machine by their numbers.
    /// </summary>
    public HashSet<(NodeInfo? Node, int Number)> Unread { get; } = [];

    public long TasksDone { get; set; }

    /// <summary>The memory that it uses according to the system, including its shared memory.</summary>
    public long ProcessBytes { get; set; }

    /// <summary>The load average of its machine over one minute.</summary>
    public double MachineLoad { get; set; }

    /// <summary>True if it is sent no more tasks because it uses too much memory.</summary>
    public bool IsPaused { get; set; }

    /// <summary>True if it has been asked to give tasks back.</summary>
    public bool IsRevoking { get; set; }

    public bool IsGone { get; set; }

    /// <summary>True if it is among the workers that have no task for one of their threads.</summary>
    public bool IsDry { get; set; }

    /// <summary>True if it is among the workers that may take more tasks.</summary>
    public bool IsOpen { get; set; }

    /// <summary>True if it was killed or retired, and its results are still read from its memory.</summary>
    public bool IsKept { get; set; }

    /// <summary>The number by which other workers know its memory. Once it is gone, that is elsewhere.</summary>
    public int PeerNumber => IsKept ? KeptNumber : Number;

    /// <summary>The number of its memory once it is gone.</summary>
    public int KeptNumber => Number + (1 << 30);

    /// <summary>True if it is to end once it has finished its tasks.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>The number of tasks sent that take none of its slots: they wait, or have threads of their own.</summary>
    public int Aside => AsideLanes + Waiting;

    /// <summary>True if an actor may live here.</summary>
    public bool HasActors { get; private set; }

    /// <summary>The number of tasks sent that have threads of their own.</summary>
    public int AsideLanes { get; set; }

    /// <summary>The number of its calls that wait for something, such as a call that they submitted.</summary>
    public int Waiting { get; set; }

    /// <summary>The number of tasks sent that take a slot or will.</summary>
    public int Queued => Sent.Count - Math.Min(Aside, Sent.Count);

    /// <summary>True if it runs a task that must run alone.</summary>
    public bool RunsSuspect => Waiting == 0 && Sent.First is { Value.IsSuspect: true };

    /// <summary>True if a task may run here now: the worker is one of those named, and has the resources.</summary>
    public bool Takes(ScheduledTask task) =>
        IsNamedBy(task) && task.Run.Options.Resources.All(r => free.GetValueOrDefault(r.Key) >= r.Value);

    /// <summary>True if a task may run here at some time.</summary>
    public bool IsNamedBy(ScheduledTask task) =>
        task.Run.Options.Workers is { Count: 0 } || task.Run.Options.Workers.Contains(Name);

    /// <summary>Takes or gives back the resources of a task.</summary>
    public void Use(ScheduledTask task, int sign)
    {
        if (!task.Run.IsRestricted)
            return;
        foreach ((string resource, double needed) in task.Run.Options.Resources)
            free[resource] = free.GetValueOrDefault(resource) - sign * needed;
        if (!task.Run.Options.Lane.TakesSlot)
            AsideLanes += sign;
        HasActors |= task.Run.Options.Lane.IsOfActor;
    }

    /// <summary>When it was heard last, by the scheduler's time.</summary>
    public long LastHeard { get; set; }

    /// <summary>True if it has sent anything since it joined: until then it is still starting.</summary>
    public bool HasSpoken { get; set; }

    /// <summary>The most tasks that it may have at a time.</summary>
    public int Capacity => Threads * (1 + (int)Math.Min(MostAhead, SecondsAhead / averageSeconds));

    /// <summary>Takes note of how long a task took.</summary>
    public void Took(double seconds) =>
        averageSeconds =
            averageSeconds == 1 ? Math.Max(seconds, 1e-6) : Math.Max((0.8 * averageSeconds) + (0.2 * seconds), 1e-6);

    /// <summary>Its state, for users.</summary>
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
