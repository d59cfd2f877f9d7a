using System.Diagnostics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution.Queues;

/// <summary>
/// The tasks that one thread took from its run at once, and the results that it has not handed in. The shorter tasks are,
/// the more of them a thread takes, so that it seldom needs the run's lock. Threads without a task steal from the queues
/// of others.
/// </summary>
/// <remarks>
/// The owner adds tasks under the run's lock, and thieves take them under it. The owner takes them without, so the
/// position is advanced by an atomic operation.
/// </remarks>
internal sealed class ThreadQueue
{
    /// <summary>The most tasks that a thread takes at once.</summary>
    public const int Longest = 64;

    // 50 µs: about what it takes to wake a thread that waits for one of these results.
    private static readonly long Enough = Stopwatch.Frequency / 20_000;

    private readonly List<TaskKey> claims = [];
    private readonly List<ReadyTask> described = [];
    private readonly List<(ReadyTask Task, NDArray Result)> results = [];
    private ReadyTask[] tasks = new ReadyTask[1];
    private int next;
    private int count;
    private long filled;
    private volatile bool isRunning;

    /// <summary>The number of tasks that take about 50 µs, as far as the last ones tell.</summary>
    public int Length { get; private set; } = 1;

    /// <summary>The number of tasks that nobody has taken.</summary>
    public int Count => Math.Max(0, Volatile.Read(ref count) - Volatile.Read(ref next));

    /// <summary>
    /// The number of tasks that another thread may take. An owner that has not begun runs the first by itself, since
    /// thieves would otherwise take it from each other without end.
    /// </summary>
    public int Spare => isRunning ? Count : Count - 1;

    /// <summary>Whether the thread was given tasks since it last handed in results.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Whether other threads should not wait for the results any longer.</summary>
    public bool IsLate => Stopwatch.GetTimestamp() - filled > Enough;

    /// <summary>The tasks that the thread has claimed.</summary>
    public List<TaskKey> Claims => claims;

    /// <summary>The results that the thread has not handed in.</summary>
    public List<(ReadyTask Task, NDArray Result)> Results => results;

    /// <summary>Describes the claimed tasks.</summary>
    public List<ReadyTask> Describe(TaskGraph graph)
    {
        described.Clear();
        foreach (TaskKey task in claims)
            described.Add(ReadyTask.Describe(graph, task));
        claims.Clear();
        return described;
    }

    /// <summary>Starts the clock, under the run's lock. A queue without tasks begins anew.</summary>
    public void Begin()
    {
        if (Count == 0)
            (next, count) = (0, 0);
        filled = Stopwatch.GetTimestamp();
        (isRunning, IsBusy) = (false, true);
    }

    /// <summary>Adds an admitted task, under the run's lock.</summary>
    public void Add(in ReadyTask task)
    {
        if (count == tasks.Length)
            Array.Resize(ref tasks, Longest);
        tasks[count] = task;
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>Takes the next task to run it: the owner at any time.</summary>
    public bool TryTake(out ReadyTask task)
    {
        if (!TrySteal(out task))
            return false;
        isRunning = true;
        return true;
    }

    /// <summary>Takes the next task for another queue, under the run's lock.</summary>
    public bool TrySteal(out ReadyTask task)
    {
        task = default;
        if (Count == 0)
            return false;
        int taken = Interlocked.Increment(ref next) - 1;
        if (taken >= Volatile.Read(ref count))
            return false;
        task = tasks[taken];
        return true;
    }

    /// <summary>Keeps a result until it is handed in.</summary>
    public void Keep(in ReadyTask task, NDArray result) => results.Add((task, result));

    /// <summary>Forgets the results, which were handed in, and learns from the time that they took.</summary>
    public void HandedIn()
    {
        if (results.Count > 0)
        {
            long each = Math.Max(1, (Stopwatch.GetTimestamp() - filled) / results.Count);
            Length = (int)Math.Clamp(Enough / each, 1, Longest);
        }
        results.Clear();
        IsBusy = false;
    }
}
