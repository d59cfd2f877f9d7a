using System.Diagnostics.Metrics;

namespace Gchunk.Engine.Execution.Control;

/// <summary>
/// The metrics of runs for whoever collects those of .NET programs, such as OpenTelemetry or <c>dotnet-counters</c>: the
/// meter <c>Gchunk</c>. Nothing is counted until somebody collects.
/// </summary>
internal static class RunMeter
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Gchunk";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Tasks = Meter.CreateCounter<long>(
        "gchunk.tasks",
        "{task}",
        "Tasks that ended"
    );
    private static readonly Counter<double> Time = Meter.CreateCounter<double>(
        "gchunk.task.time",
        "s",
        "Time of tasks"
    );
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("gchunk.runs", "{run}", "Runs that ended");
    private static readonly Counter<long> Read = Meter.CreateCounter<long>(
        "gchunk.read",
        "By",
        "Bytes read from files"
    );
    private static readonly Counter<long> Moved = Meter.CreateCounter<long>(
        "gchunk.moved",
        "By",
        "Bytes read from other workers"
    );
    private static readonly Counter<long> Spilled = Meter.CreateCounter<long>(
        "gchunk.spilled",
        "By",
        "Bytes spilled to disk"
    );
    private static readonly Gauge<long> Memory = Meter.CreateGauge<long>(
        "gchunk.worker.memory",
        "By",
        "Memory in use by worker process"
    );

    /// <summary>Whether somebody collects.</summary>
    public static bool IsEnabled =>
        Tasks.Enabled
        || Time.Enabled
        || Runs.Enabled
        || Read.Enabled
        || Moved.Enabled
        || Spilled.Enabled
        || Memory.Enabled;

    /// <summary>Counts an event.</summary>
    public static void Count(in RunEvent e)
    {
        switch (e.Kind)
        {
            case RunEventKind.TaskFinished:
                var stage = new KeyValuePair<string, object?>("gchunk.stage", e.Stage);
                Tasks.Add(e.Count, stage);
                Time.Add(e.Elapsed.TotalSeconds, stage);
                Read.Add(e.Read);
                break;
            case RunEventKind.RunFinished:
                string outcome = e.Error switch
                {
                    null => "done",
                    OperationCanceledException => "cancelled",
                    _ => "failed",
                };
                Runs.Add(1, new KeyValuePair<string, object?>("gchunk.outcome", outcome));
                break;
            case RunEventKind.BlockMoved:
                Moved.Add(e.Bytes);
                break;
            case RunEventKind.BlockSpilled:
                Spilled.Add(e.Bytes);
                break;
            case RunEventKind.WorkerMemory:
                Memory.Record(e.Bytes, new KeyValuePair<string, object?>("gchunk.worker", e.Worker));
                break;
        }
    }
}
