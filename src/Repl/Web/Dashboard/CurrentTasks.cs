namespace Gchunk.Repl.Web.Dashboard;

/// <summary>
/// The names of the tasks that threads of this process run now. It takes no lock, because it is told of every task.
/// Two threads may share a place: then one of them is not shown.
/// </summary>
internal sealed class CurrentTasks
{
    private const int Places = 256;

    private readonly string?[] names = new string?[Places];

    /// <summary>Takes note that this thread has started a task.</summary>
    public void Start(string name) => names[Environment.CurrentManagedThreadId % Places] = name;

    /// <summary>Takes note that this thread has ended its task.</summary>
    public void End() => names[Environment.CurrentManagedThreadId % Places] = null;

    /// <summary>Takes note that no task runs.</summary>
    public void Clear() => Array.Clear(names);

    /// <summary>Returns the names.</summary>
    public string[] Names() => [.. names.OfType<string>()];
}
