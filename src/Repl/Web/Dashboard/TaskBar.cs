namespace Gchunk.Repl.Web.Dashboard;

/// <summary>A task that has ended, or a burst of short ones, as the page draws it.</summary>
/// <param name="Name">The number of its name.</param>
/// <param name="Lane">The number of its lane: one thread of a worker or of this process.</param>
/// <param name="Run">The number of its run.</param>
/// <param name="Count">The number of tasks.</param>
/// <param name="Start">When it started, in milliseconds of the record.</param>
/// <param name="Length">How long it took, in milliseconds.</param>
internal readonly record struct TaskBar(int Name, int Lane, int Run, int Count, double Start, float Length)
{
    /// <summary>When it ended, in milliseconds of the record.</summary>
    public double End => Start + Length;
}
