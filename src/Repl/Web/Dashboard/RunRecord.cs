using System.Runtime.InteropServices;
using Gchunk.Engine;
using Gchunk.Engine.Execution;

namespace Gchunk.Repl.Web.Dashboard;

/// <summary>
/// What the dashboard knows: the last tasks, the totals of each name, the last runs, workers and messages. Each part has
/// a fixed capacity, so that it does not grow however long it records.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class RunRecord(TimeProvider? clock = null) : IRunObserver
{
    /// <summary>The most tasks that are kept.</summary>
    public const int MostTasks = 100_000;

    private const int MostRuns = 50;
    private const int MostWorkers = 200;
    private const int MostMessages = 100;
    private const int MostLinks = 1000;

    private readonly TimeProvider time = clock ?? TimeProvider.System;
    private readonly long started = (clock ?? TimeProvider.System).GetTimestamp();
    private readonly List<WatchedRun> runs = [];
    private readonly CurrentTasks current = new();
    private readonly Queue<(DateTime Time, string Text)> messages = [];
    private readonly OrderedDictionary<string, WatchedWorker> workers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), WatchedLink> links = [];
    private WatchedWorker? lastWorker;
    private WatchedRun? lastRun;
    private int lanes;

    /// <summary>Guards the parts. Hold it while reading them.</summary>
    public Lock Gate { get; } = new();

    /// <summary>When the record began.</summary>
    public DateTime Began { get; } = (clock ?? TimeProvider.System).GetUtcNow().UtcDateTime;

    /// <summary>The last tasks.</summary>
    public TaskRing Tasks { get; } = new(MostTasks);

    /// <summary>The names of stages and calls.</summary>
    public NameTable Names { get; } = new();

    /// <summary>The totals of the last seconds.</summary>
    public RateRing Rates { get; } = new();

    /// <summary>The totals since the record began.</summary>
    public SecondTotals Totals { get; private set; }

    /// <summary>The number of runs that ended since the record began, and of those that failed.</summary>
    public (long Ended, long Failed) RunCount { get; private set; }

    /// <summary>The last runs, the oldest first.</summary>
    public IReadOnlyList<WatchedRun> Runs => runs;

    /// <summary>The workers.</summary>
    public IReadOnlyCollection<WatchedWorker> Workers => workers.Values;

    /// <summary>What machines have read from each other.</summary>
    public IReadOnlyCollection<WatchedLink> Links => links.Values;

    /// <summary>The last messages: errors, lost workers, steps of fits.</summary>
    public IReadOnlyCollection<(DateTime Time, string Text)> Messages => messages;

    /// <summary>The names of the tasks that threads of this process run now.</summary>
    public string[] Current => current.Names();

    /// <summary>The milliseconds since the record began.</summary>
    public double Now => time.GetElapsedTime(started).TotalMilliseconds;

    /// <inheritdoc/>
    public bool TakesBursts => true;

    /// <inheritdoc/>
    public void OnEvent(in RunEvent e)
    {
        // Most events are of this kind, and they need no lock.
        if (e.Kind == RunEventKind.TaskStarted)
        {
            current.Start(e.Stage);
            return;
        }
        string? error = e.Error is null ? null : Described(e.Error); // may call user code: not under the lock
        lock (Gate)
        {
            switch (e.Kind)
            {
                case RunEventKind.TaskFinished:
                    Finish(e);
                    break;
                case RunEventKind.RunStarted:
                    RunOf(e);
                    break;
                case RunEventKind.RunFinished:
                    End(e, error);
                    break;
                case RunEventKind.BlockMoved:
                    Move(e);
                    break;
                case RunEventKind.BlockSpilled:
                    WorkerOf(e.Worker).Spilled += e.Bytes;
                    Count(new SecondTotals(0, 0, 0, e.Bytes));
                    break;
                case RunEventKind.WorkerMemory:
                    WorkerOf(e.Worker).Memory = e.Bytes;
                    break;
                case RunEventKind.WorkerJoined:
                    WorkerOf(e.Worker).Ending = null;
                    Say($"{e.Worker} has joined");
                    break;
                case RunEventKind.WorkerLost:
                    WorkerOf(e.Worker).Ending = NameTable.Shown(e.Stage);
                    Say($"{e.Worker} is lost: {e.Stage}");
                    break;
                case RunEventKind.StepFinished when e.Stage.Length > 0:
                    Say(e.Stage);
                    break;
            }
        }
    }

    /// <summary>Says how many tasks a worker runs at once, and on which node.</summary>
    public void SetPlace(string worker, int threads, string node)
    {
        lock (Gate)
        {
            WatchedWorker watched = WorkerOf(worker);
            (watched.Threads, watched.Node) = (Math.Clamp(threads, 1, 256), node);
        }
    }

    // Workers of one machine share its memory: only what goes from one machine to another goes over a link.
    private void Move(in RunEvent e)
    {
        double now = Now;
        Count(new SecondTotals(0, 0, e.Bytes, 0), now);
        if (
            !workers.TryGetValue(e.Worker, out WatchedWorker? reader)
            || !workers.TryGetValue(e.From, out WatchedWorker? holder)
        )
        {
            return;
        }
        if (reader.Node == holder.Node || reader.Node.Length == 0 || holder.Node.Length == 0)
            return;
        (string, string) ends = (holder.Node, reader.Node);
        if (!links.TryGetValue(ends, out WatchedLink? link))
        {
            if (links.Count >= MostLinks)
                links.Remove(links.MinBy(l => l.Value.Bytes).Key);
            links[ends] = link = new WatchedLink(holder.Node, reader.Node);
        }
        link.Add(e.Bytes, (long)(now / 1000));
    }

    private void Finish(in RunEvent e)
    {
        if (e.Worker.Length == 0)
            current.End();
        NamedWork name = Names[e.Stage];
        double length = e.Elapsed.TotalMilliseconds;
        name.Tasks += e.Count;
        name.Time += length;
        RunOf(e).Finish(e, name);
        WatchedWorker worker = WorkerOf(e.Worker);
        worker.Tasks += e.Count;
        double now = Now;
        Lane lane = LaneOf(worker, now - length);
        double start = Math.Max(lane.End, now - length);
        lane.End = start + length;
        Tasks.Add(new TaskBar(name.Number, lane.Number, e.Run, e.Count, start, (float)length));
        Count(new SecondTotals(e.Count, e.Read, 0, 0), now);
    }

    private void End(in RunEvent e, string? error)
    {
        WatchedRun run = RunOf(e);
        if (run.Length is not null)
            return;
        run.End(e, error);
        RunCount = (RunCount.Ended + 1, RunCount.Failed + (error is null ? 0 : 1));
        if (runs.TrueForAll(r => r.Length is not null))
            current.Clear();
        if (error is not null)
            Say($"run {e.Run}: {error}");
    }

    // A page that is opened late sees a run from the middle.
    private WatchedRun RunOf(in RunEvent e)
    {
        if (lastRun is { } same && same.Number == e.Run)
            return same;
        int number = e.Run;
        WatchedRun? run = runs.FindLast(r => r.Number == number);
        if (run is null)
        {
            if (runs.Count >= MostRuns)
                Forget();
            runs.Add(run = new WatchedRun(e, Now - (e.Kind == RunEventKind.RunStarted ? 0 : 1), Names));
        }
        return lastRun = run;
    }

    // Submitted functions are runs of one task: many of them must not drive out those of arrays.
    private void Forget()
    {
        int oldest = runs.FindIndex(r => r is { Length: not null, Tasks: <= 1, Error: null });
        runs.RemoveAt(Math.Max(0, oldest >= 0 ? oldest : runs.FindIndex(r => r.Length is not null)));
    }

    private WatchedWorker WorkerOf(string name)
    {
        if (lastWorker is { } same && ReferenceEquals(same.Name, name))
            return same;
        if (workers.TryGetValue(name, out WatchedWorker? worker))
            return lastWorker = worker;
        if (workers.Count >= MostWorkers)
            workers.RemoveAt(Math.Max(0, workers.Values.ToList().FindIndex(w => w.Ending is not null)));
        worker = new WatchedWorker(name) { Threads = name.Length == 0 ? 64 : 1 };
        workers[name] = worker;
        return lastWorker = worker;
    }

    // The first lane that was free then, a new one, or the one that is free first: workers report several tasks at once.
    private Lane LaneOf(WatchedWorker worker, double start)
    {
        Span<Lane> all = CollectionsMarshal.AsSpan(worker.Lanes);
        Lane? first = null;
        foreach (Lane lane in all)
        {
            if (lane.End <= start)
                return lane;
            if (first is null || lane.End < first.End)
                first = lane;
        }
        if (first is not null && all.Length >= worker.Threads)
            return first;
        var added = new Lane(lanes++, worker, all.Length + 1);
        worker.Lanes.Add(added);
        return added;
    }

    private void Count(in SecondTotals more, double? at = null)
    {
        Totals += more;
        Rates.Add((long)((at ?? Now) / 1000), more);
    }

    private void Say(string text)
    {
        if (messages.Count >= MostMessages)
            messages.Dequeue();
        messages.Enqueue(
            (time.GetUtcNow().UtcDateTime, VisibleText.Of(text.Length > 2000 ? text[..2000] + "…" : text))
        );
    }

    private static string Described(Exception error) =>
        error is OperationCanceledException ? "the computation was cancelled" : ErrorLines.Of(error);
}
