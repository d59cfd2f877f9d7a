namespace Gchunk.Repl.Web.Dashboard;

/// <summary>What the record knows of a worker process, or of this process.</summary>
/// <param name="name">Its name; empty for this process.</param>
internal sealed class WatchedWorker(string name)
{
    /// <summary>Its name; empty for this process.</summary>
    public string Name { get; } = name;

    /// <summary>The node that it runs on; empty for this machine, or while it is not known.</summary>
    public string Node { get; set; } = "";

    /// <summary>Its lanes.</summary>
    public List<Lane> Lanes { get; } = [];

    /// <summary>The most lanes: the tasks that it runs at once.</summary>
    public int Threads { get; set; } = 1;

    /// <summary>The memory that it uses, in bytes.</summary>
    public long Memory { get; set; }

    /// <summary>The bytes that it has spilled to disk.</summary>
    public long Spilled { get; set; }

    /// <summary>The number of tasks that ended.</summary>
    public long Tasks { get; set; }

    /// <summary>How it ended, or null while it lives.</summary>
    public string? Ending { get; set; }
}
