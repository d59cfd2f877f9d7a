namespace Gchunk.Repl.Web.Dashboard;

/// <summary>The last tasks that ended. It has a fixed capacity, so that a long record does not grow.</summary>
/// <param name="capacity">The most tasks that are kept.</param>
internal sealed class TaskRing(int capacity)
{
    private TaskBar[] bars = new TaskBar[Math.Min(1024, capacity)];

    /// <summary>The number of tasks that were ever added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a task. The oldest one is forgotten if there are too many.</summary>
    public void Add(in TaskBar bar)
    {
        if (Count == bars.Length && bars.Length < capacity)
            Array.Resize(ref bars, Math.Min(capacity, 2 * bars.Length));
        bars[Count++ % bars.Length] = bar;
    }

    /// <summary>Returns the tasks from a number on that are still there, the oldest first.</summary>
    /// <param name="from">The number of the first task; receives the number to go on with.</param>
    /// <param name="most">The most tasks to return.</param>
    public TaskBar[] Since(ref long from, int most)
    {
        from = Math.Clamp(from, Math.Max(0, Count - bars.Length), Count);
        var since = new TaskBar[Math.Min(most, Count - from)];
        for (int i = 0; i < since.Length; i++)
            since[i] = bars[from++ % bars.Length];
        return since;
    }
}
