using System.Diagnostics;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution.Control;

/// <summary>
/// Short tasks of one stage that a thread ran one after the other. Observers hear of them by one event, because an event
/// for each would cost as much as the tasks.
/// </summary>
internal struct TaskBurst
{
    // A page that is drawn sixty times a second shows nothing shorter.
    private static readonly long Longest = Stopwatch.Frequency / 4000;

    private long first;
    private long last;

    /// <summary>The stage; null if there are no tasks.</summary>
    public Stage? Stage { get; private set; }

    /// <summary>The number of the last task in its stage.</summary>
    public long Task { get; private set; }

    /// <summary>The number of tasks.</summary>
    public int Count { get; private set; }

    /// <summary>The time of the tasks together.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>The bytes that the tasks read from files.</summary>
    public long Read { get; private set; }

    /// <summary>Whether it is time to tell observers.</summary>
    public readonly bool IsLong => last - first >= Longest;

    /// <summary>Adds a task.</summary>
    /// <param name="stage">Its stage, that of the tasks before it.</param>
    /// <param name="task">Its number in the stage.</param>
    /// <param name="start">The timestamp of its start.</param>
    public void Add(Stage stage, long task, long start)
    {
        last = Stopwatch.GetTimestamp();
        if (Count++ == 0)
            first = start;
        (Stage, Task) = (stage, task);
        Time += Stopwatch.GetElapsedTime(start, last);
        Read += stage.ReadBytes(task);
    }
}
