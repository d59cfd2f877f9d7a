namespace Gchunk.Repl.Web.Dashboard;

/// <summary>A row of the task stream: one thread of a worker or of this process.</summary>
/// <param name="number">Its number.</param>
/// <param name="label">What the page writes beside it.</param>
internal sealed class Lane(int number, string label)
{
    /// <summary>Its number.</summary>
    public int Number { get; } = number;

    /// <summary>What the page writes beside it.</summary>
    public string Label { get; } = label;

    /// <summary>When its last task ended, in milliseconds of the record.</summary>
    public double End { get; set; }
}
