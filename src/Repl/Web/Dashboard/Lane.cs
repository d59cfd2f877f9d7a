namespace Gchunk.Repl.Web.Dashboard;

/// <summary>A row of the task stream: one thread of a worker or of this process.</summary>
/// <param name="number">Its number.</param>
/// <param name="worker">The worker.</param>
/// <param name="place">Its place among those of the worker, from 1.</param>
internal sealed class Lane(int number, WatchedWorker worker, int place)
{
    /// <summary>Its number.</summary>
    public int Number { get; } = number;

    /// <summary>What the page writes beside it.</summary>
    public string Label =>
        worker.Name.Length == 0 ? $"thread {place}"
        : worker.Threads == 1 ? worker.Name
        : $"{worker.Name} {place}";

    /// <summary>When its last task ended, in milliseconds of the record.</summary>
    public double End { get; set; }
}
