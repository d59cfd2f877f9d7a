using System.Globalization;
using System.Text;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>The totals of a record in the text format of Prometheus (version 0.0.4).</summary>
internal static class RecordMetrics
{
    /// <summary>The type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Returns the totals.</summary>
    public static string Of(RunRecord record)
    {
        var text = new StringBuilder();
        lock (record.Gate)
        {
            Write("gchunk_tasks_total", "counter", "Tasks that ended.", record.Totals.Tasks);
            Write("gchunk_runs_total", "counter", "Runs that ended.", record.RunCount.Ended);
            Write("gchunk_runs_failed_total", "counter", "Runs that failed or were cancelled.", record.RunCount.Failed);
            Write("gchunk_read_bytes_total", "counter", "Bytes read from files, decompressed.", record.Totals.Read);
            Write("gchunk_moved_bytes_total", "counter", "Bytes read from other workers.", record.Totals.Moved);
            Write("gchunk_spilled_bytes_total", "counter", "Bytes spilled to disk.", record.Totals.Spilled);
            Write("gchunk_runs_running", "gauge", "Runs that run now.", record.Runs.Count(r => r.Length is null));
            Head("gchunk_stage_seconds_total", "counter", "Time of tasks by stage.");
            foreach (NamedWork name in record.Names.All)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"gchunk_stage_seconds_total{{stage=\"{Escaped(name.Name)}\"}} {name.Time / 1000}\n"
                );
            }
            Head("gchunk_worker_memory_bytes", "gauge", "Memory in use by worker process.");
            foreach (WatchedWorker worker in record.Workers.Where(w => w.Name.Length > 0 && w.Ending is null))
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"gchunk_worker_memory_bytes{{worker=\"{Escaped(worker.Name)}\"}} {worker.Memory}\n"
                );
            }
        }
        return text.ToString();

        void Head(string name, string type, string help) =>
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

        void Write(string name, string type, string help, long value)
        {
            Head(name, type, help);
            text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
        }
    }

    private static string Escaped(string label) =>
        label
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
