using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>A task that has ended.</summary>
/// <param name="Name">Its name: the text of the function, or the operation.</param>
/// <param name="Worker">The worker process that ran it; empty for a thread of this process.</param>
/// <param name="End">When its end became known, in UTC.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TaskRecord(string Name, string Worker, DateTime End, TimeSpan Elapsed);

/// <summary>The tasks that end while it is open, from <c>Client.TaskStream</c>.</summary>
public sealed class TaskStream : IDisposable, IRunObserver
{
    private readonly Lock gate = new();
    private readonly List<TaskRecord> records = [];
    private readonly IDisposable subscription;

    internal TaskStream() => subscription = RunEvents.Subscribe(this);

    /// <summary>The tasks, in the order in which they ended.</summary>
    public IReadOnlyList<TaskRecord> Records
    {
        get
        {
            lock (gate)
                return [.. records];
        }
    }

    /// <inheritdoc/>
    void IRunObserver.OnEvent(in RunEvent e)
    {
        if (e.Kind != RunEventKind.TaskFinished)
            return;
        lock (gate)
            records.Add(new TaskRecord(e.Stage, e.Worker, DateTime.UtcNow, e.Elapsed));
    }

    /// <summary>Stops recording. The records stay.</summary>
    public void Dispose() => subscription.Dispose();
}
