using System.Globalization;
using System.Text;
using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl;

/// <summary>
/// Counts the work of all runs until it is disposed: tasks, the time of each kind of task, bytes read, and the largest
/// number of bytes held.
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

    /// <summary>The number of finished runs.</summary>
    public int Runs { get; private set; }

    /// <summary>The number of finished tasks.</summary>
    public long Tasks { get; private set; }

    /// <summary>The bytes that tasks read from files, counted after decompression.</summary>
    public long BytesRead { get; private set; }

    /// <summary>
    /// The largest number of bytes that a run held at once: results that are still needed, and the memory of running
    /// tasks.
    /// </summary>
    public long PeakBytes { get; private set; }

    /// <summary>The total time of the runs.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>
    /// For each kind of task, the number of tasks and the time that they took, summed over all threads.
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
                kinds[e.Stage] = (tasks + e.Count, time + e.Elapsed);
                Tasks += e.Count;
                BytesRead += e.Read;
            }
            else if (e.Kind == RunEventKind.RunFinished)
            {
                Runs++;
                Elapsed += e.Elapsed;
            }
        }
    }

    /// <summary>Returns a table with one line for each kind of task, the most expensive first.</summary>
    public override string ToString()
    {
        (string Name, long Tasks, TimeSpan Time)[] lines =
        [
            .. Kinds.Select(k => (k.Key, k.Value.Tasks, k.Value.Time)).OrderByDescending(k => k.Time),
        ];
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Quantity.Of(Tasks, "task")} in {Quantity.Of(Runs, "run")}, {Elapsed.TotalSeconds:0.000} s; {MemoryBudget.Format(BytesRead)} read, at most {MemoryBudget.Format(PeakBytes)} held"
        );
        int width = lines.Length == 0 ? 0 : lines.Max(l => l.Name.Length);
        foreach ((string name, long tasks, TimeSpan time) in lines)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n  {name.PadRight(width)}  {tasks, 7} {(tasks == 1 ? "task " : "tasks")}  {time.TotalSeconds, 9:0.000} s  {Each(time / tasks), 9} each"
            );
        }

        return text.ToString();
    }

    /// <summary>Stops watching. The counts remain.</summary>
    public void Dispose() => subscription.Dispose();

    private static string Each(TimeSpan time) =>
        time.TotalSeconds switch
        {
            >= 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
            >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0.0} µs"),
        };
}
