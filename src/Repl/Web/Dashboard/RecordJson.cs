using System.Buffers;
using System.Text;
using System.Text.Json;
using Gchunk.Dsl;
using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Workers.Processes;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>The record as JSON, for the page.</summary>
internal static class RecordJson
{
    /// <summary>Returns everything except the tasks.</summary>
    /// <param name="record">The record.</param>
    /// <param name="client">The client, or null.</param>
    public static string State(RunRecord record, Client? client)
    {
        IReadOnlyList<WorkerInfo> infos = client?.Workers ?? [];
        IReadOnlyDictionary<string, IReadOnlyList<string>>? processing = infos.Count > 0 ? client!.Processing() : null;
        // Events come under the scheduler's lock: it must not be asked for anything under the record's.
        string title = client?.ToString().Split('\n')[0].TrimEnd() ?? "threads of this process";
        return State(record, title, infos, processing);
    }

    /// <summary>Returns everything except the tasks.</summary>
    /// <param name="record">The record.</param>
    /// <param name="title">What the tasks run on, in a line.</param>
    /// <param name="infos">The workers.</param>
    /// <param name="processing">The names of the tasks that each worker runs or has been sent.</param>
    internal static string State(
        RunRecord record,
        string title,
        IReadOnlyList<WorkerInfo> infos,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? processing
    )
    {
        foreach (WorkerInfo info in infos)
            record.SetPlace(info.Name, info.Threads, info.Node);
        MachineReading machine = MachineReading.Take();
        return Write(json =>
        {
            lock (record.Gate)
            {
                double now = record.Now;
                json.WriteNumber("now", now);
                json.WriteString("began", record.Began.ToString("O"));
                json.WriteBoolean("paused", RunControl.IsPaused);
                json.WriteString("client", title);
                WriteTotals(json, record);
                WriteMachine(json, machine);
                json.WriteStartArray("names");
                foreach (NamedWork name in record.Names.All)
                {
                    json.WriteStartArray();
                    json.WriteStringValue(name.Name);
                    json.WriteNumberValue(name.Tasks);
                    json.WriteNumberValue(Math.Round(name.Time, 3));
                    json.WriteEndArray();
                }
                json.WriteEndArray();
                WriteRuns(json, record);
                WriteWorkers(json, record, infos, processing);
                WriteMachines(json, WatchedMachine.Of(record, infos, processing), (long)(now / 1000));
                json.WriteStartArray("rates");
                foreach (SecondTotals s in record.Rates.Until((long)(now / 1000)))
                {
                    json.WriteStartArray();
                    json.WriteNumberValue(s.Tasks);
                    json.WriteNumberValue(s.Read);
                    json.WriteNumberValue(s.Moved);
                    json.WriteNumberValue(s.Spilled);
                    json.WriteEndArray();
                }
                json.WriteEndArray();
                json.WriteStartArray("messages");
                foreach ((DateTime time, string text) in record.Messages)
                {
                    json.WriteStartArray();
                    json.WriteStringValue(time.ToString("O"));
                    json.WriteStringValue(text);
                    json.WriteEndArray();
                }
                json.WriteEndArray();
            }
        });
    }

    /// <summary>Returns the tasks from a number on, as <see cref="TaskBytes"/> has them.</summary>
    /// <param name="record">The record.</param>
    /// <param name="from">The number of the first task; receives the number to go on with.</param>
    /// <param name="most">The most tasks.</param>
    public static string? Tasks(RunRecord record, ref long from, int most)
    {
        TaskBar[] bars;
        lock (record.Gate)
            bars = record.Tasks.Since(ref from, most);
        return bars.Length == 0 ? null : Write(json => json.WriteBase64String("tasks", TaskBytes.Of(bars)));
    }

    /// <summary>Returns texts as an array.</summary>
    public static string Lines(IEnumerable<string> lines) =>
        Write(json =>
        {
            json.WriteStartArray("lines");
            foreach (string line in lines)
                json.WriteStringValue(Engine.VisibleText.Of(line));
            json.WriteEndArray();
        });

    private static void WriteTotals(Utf8JsonWriter json, RunRecord record)
    {
        json.WriteStartObject("totals");
        json.WriteNumber("tasks", record.Totals.Tasks);
        json.WriteNumber("read", record.Totals.Read);
        json.WriteNumber("moved", record.Totals.Moved);
        json.WriteNumber("spilled", record.Totals.Spilled);
        json.WriteNumber("runs", record.RunCount.Ended);
        json.WriteNumber("failed", record.RunCount.Failed);
        json.WriteEndObject();
    }

    private static void WriteMachine(Utf8JsonWriter json, in MachineReading machine)
    {
        json.WriteStartObject("machine");
        json.WriteNumber("load", machine.Load);
        json.WriteNumber("cores", Environment.ProcessorCount);
        json.WriteNumber("memory", machine.MemoryTotal);
        json.WriteNumber("free", machine.MemoryFree);
        json.WriteNumber("process", Environment.WorkingSet);
        json.WriteEndObject();
    }

    private static void WriteRuns(Utf8JsonWriter json, RunRecord record)
    {
        ICollection<int> running = RunControl.Running;
        json.WriteStartArray("runs");
        foreach (WatchedRun run in record.Runs)
        {
            json.WriteStartObject();
            json.WriteNumber("number", run.Number);
            json.WriteNumber("start", Math.Round(run.Start, 1));
            if (run.Length is { } length)
                json.WriteNumber("length", Math.Round(length, 2));
            json.WriteBoolean("cancellable", run.Length is null && running.Contains(run.Number));
            json.WriteNumber("tasks", run.Tasks);
            json.WriteNumber("done", run.Done);
            json.WriteNumber("held", run.Held);
            json.WriteNumber("peak", run.Peak);
            json.WriteNumber("read", run.Read);
            json.WriteString("error", run.Error);
            json.WriteBoolean("cancelled", run.IsCancelled);
            json.WriteStartArray("stages");
            foreach (WatchedStage stage in run.Stages)
            {
                json.WriteStartArray();
                json.WriteNumberValue(stage.Name.Number);
                json.WriteNumberValue(stage.Tasks);
                json.WriteNumberValue(stage.Done);
                json.WriteNumberValue(Math.Round(stage.Time, 2));
                json.WriteStartArray();
                foreach (int input in stage.Inputs)
                    json.WriteNumberValue(input);
                json.WriteEndArray();
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteWorkers(
        Utf8JsonWriter json,
        RunRecord record,
        IReadOnlyList<WorkerInfo> infos,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? processing
    )
    {
        json.WriteStartArray("workers");
        foreach (WatchedWorker worker in record.Workers)
        {
            WorkerInfo? info = infos.FirstOrDefault(i => i.Name == worker.Name);
            IEnumerable<string> runs =
                worker.Name.Length == 0 ? record.Current
                : processing is not null && processing.TryGetValue(worker.Name, out IReadOnlyList<string>? all) ? all
                : [];
            json.WriteStartObject();
            json.WriteString("name", worker.Name);
            json.WriteNumber("pid", info?.Pid ?? (worker.Name.Length == 0 ? Environment.ProcessId : 0));
            json.WriteString(
                "state",
                worker.Ending is not null ? "ended"
                    : worker.Name.Length == 0 ? (record.Current.Length > 0 ? "running" : "idle")
                    : info?.State ?? "ended"
            );
            json.WriteString("ending", worker.Ending);
            json.WriteNumber(
                "memory",
                worker.Name.Length == 0 ? Environment.WorkingSet : Math.Max(worker.Memory, info?.Memory ?? 0)
            );
            json.WriteNumber("limit", info?.MemoryLimit ?? 0);
            json.WriteNumber("spilled", worker.Spilled);
            json.WriteNumber("tasks", worker.Tasks);
            WriteRunning(json, runs);
            json.WriteStartArray("lanes");
            foreach (Lane lane in worker.Lanes)
            {
                json.WriteNumberValue(lane.Number);
                json.WriteStringValue(lane.Label);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteMachines(Utf8JsonWriter json, IReadOnlyList<WatchedMachine> machines, long second)
    {
        json.WriteStartArray("machines");
        foreach (WatchedMachine machine in machines)
        {
            json.WriteStartObject();
            json.WriteString("name", NameTable.Shown(machine.Name));
            json.WriteNumber("workers", machine.Workers);
            json.WriteNumber("cores", machine.Cores);
            json.WriteNumber("load", machine.Load);
            json.WriteNumber("memory", machine.Memory);
            json.WriteNumber("limit", machine.Limit);
            json.WriteNumber("spilled", machine.Spilled);
            json.WriteNumber("received", machine.Links.Sum(link => link.Bytes));
            json.WriteNumber("rate", machine.Links.Sum(link => link.Rate(second)));
            json.WriteStartArray("links");
            foreach (WatchedLink link in machine.Links.Take(8))
            {
                json.WriteStartArray();
                json.WriteStringValue(NameTable.Shown(link.From));
                json.WriteNumberValue(link.Bytes);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            WriteRunning(json, machine.Runs);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRunning(Utf8JsonWriter json, IEnumerable<string> names)
    {
        json.WriteStartArray("runs");
        foreach ((string name, int count) in names.CountBy(static name => name).Take(8))
            json.WriteStringValue(NameTable.Shown(name) + (count > 1 ? $" × {count}" : ""));
        json.WriteEndArray();
    }

    private static string Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
