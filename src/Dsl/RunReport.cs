using System.Globalization;
using System.Text;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>
/// Counts what runs do from its making to its end: tasks, the time in each kind of them, bytes read, the most bytes
/// held.
/// </summary>
/// <example><code>
/// using var report = new RunReport();
/// x.Mean().Compute();
/// Print(report);
/// </code></example>
public sealed class RunReport : IRunObserver, IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (long Tasks, TimeSpan Time)> kinds = [];
    private readonly IDisposable subscription;

    /// <summary>Watches every run from now on.</summary>
    public RunReport() => subscription = RunEvents.Subscribe(this);

    /// <summary>The number of runs that ended.</summary>
    public int Runs { get; private set; }

    /// <summary>The number of tasks that were done.</summary>
    public long Tasks { get; private set; }

    /// <summary>Bytes that tasks read from files, decompressed.</summary>
    public long BytesRead { get; private set; }

    /// <summary>
    /// The most bytes that a run held at once: results that were still needed, and the room of running tasks.
    /// </summary>
    public long PeakBytes { get; private set; }

    /// <summary>How long runs took, from their beginning to their end.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>
    /// For each kind of task, how many were done and the time that they took, on all threads together.
    /// </summary>
    public IReadOnlyDictionary<string, (long Tasks, TimeSpan Time)> Kinds
    {
        get
        {
            lock (gate)
                return new Dictionary<string, (long, TimeSpan)>(kinds);
        }
    }

    /// <inheritdoc/>
    public void OnEvent(in RunEvent e)
    {
        lock (gate)
        {
            PeakBytes = Math.Max(PeakBytes, e.Bytes);
            if (e.Kind == RunEventKind.TaskFinished)
            {
                (long tasks, TimeSpan time) = kinds.GetValueOrDefault(e.Stage);
                kinds[e.Stage] = (tasks + 1, time + e.Elapsed);
                Tasks++;
                BytesRead += e.Read;
            }
            else if (e.Kind == RunEventKind.RunFinished)
            {
                Runs++;
                Elapsed += e.Elapsed;
            }
        }
    }

    /// <summary>A table: a line for each kind of task, the most expensive first.</summary>
    public override string ToString()
    {
        (string Name, long Tasks, TimeSpan Time)[] lines =
        [
            .. Kinds.Select(k => (k.Key, k.Value.Tasks, k.Value.Time)).OrderByDescending(k => k.Time),
        ];
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Tasks} tasks in {Runs} run{(Runs == 1 ? "" : "s")}, {Elapsed.TotalSeconds:0.000} s; {MemoryBudget.Format(BytesRead)} read, at most {MemoryBudget.Format(PeakBytes)} held"
        );
        int width = lines.Length == 0 ? 0 : lines.Max(l => l.Name.Length);
        foreach ((string name, long tasks, TimeSpan time) in lines)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n  {name.PadRight(width)}  {tasks, 7} tasks  {time.TotalSeconds, 9:0.000} s  {time.TotalMicroseconds / tasks, 10:0.0} µs each"
            );
        }

        return text.ToString();
    }

    /// <summary>Stops watching; what was counted stays.</summary>
    public void Dispose() => subscription.Dispose();
}
