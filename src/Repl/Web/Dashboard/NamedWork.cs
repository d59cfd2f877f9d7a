namespace Gchunk.Repl.Web.Dashboard;

/// <summary>The tasks of one name.</summary>
/// <param name="number">Its number.</param>
/// <param name="name">The name, as it may be shown.</param>
internal sealed class NamedWork(int number, string name)
{
    /// <summary>The number of the name.</summary>
    public int Number { get; } = number;

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The number of tasks that ended.</summary>
    public long Tasks { get; set; }

    /// <summary>The time that they took, in milliseconds, summed over all threads.</summary>
    public double Time { get; set; }
}
