using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>
/// The scheduler with simulated machines, a network and a clock, on one thread. A seed chooses everything that happens,
/// so that a seed gives the same run again. It takes the part of the client's pool: it notices workers that are silent,
/// replaces those that are lost, and reads results.
/// </summary>
internal sealed class SimulatedCluster
{
    // Whatever goes wrong, no run takes an hour.
    private const long MostMilliseconds = 3_600_000;

    private readonly Scheduler scheduler;
    private readonly PriorityQueue<Action, (long, long)> events = new();
    private readonly Dictionary<int, GraphRun> runs = [];
    private readonly List<DistantWorker> workers = [];
    private readonly Dictionary<int, DistantWorker> byNumber = [];
    private readonly HashSet<DistantWorker> dismissed = [];
    private readonly Dictionary<(int, int), long> apartUntil = [];
    private readonly SortedDictionary<int, int> nodes = []; // workers of each node that is up
    private readonly int threads;
    private readonly long limit;
    private readonly int faultEvery;
    private int faultsLeft,
        lastNode,
        lastWorker,
        starting;
    private long sequence,
        lastLook,
        lastLate = long.MinValue / 2;

    public SimulatedCluster(int seed)
    {
        Random = new Random(seed);
        scheduler = new Scheduler("make room") { Elsewhere = act => After(Random.Next(3), act) };
        scheduler.MustEnd = (state, _, isBlamed) =>
        {
            if (byNumber.GetValueOrDefault(state.Number) is { } worker)
                After(Random.Next(20), () => End(worker, isBlamed ? Blame.Task : Blame.None));
        };
        threads = Random.Next(1, 4);
        limit = Random.Next(3) == 0 ? Random.Next(900_000, 3_000_000) : 1_000_000_000;
        faultsLeft = Random.Next(40);
        faultEvery = Random.Next(20, 1000);
        for (int n = Random.Next(1, 6); n > 0; n--)
            StartNode();
    }

    public Random Random { get; }

    /// <summary>The time in milliseconds.</summary>
    public long Now { get; private set; }

    /// <summary>What happened, for messages.</summary>
    public List<string> Log { get; } = [];

    /// <summary>How many faults there were.</summary>
    public int Faults { get; private set; }

    /// <summary>How many workers ended in a way for which their tasks may be the reason.</summary>
    public int Blamed { get; private set; }

    public void After(long milliseconds, Action act) => events.Enqueue(act, (Now + milliseconds, ++sequence));

    /// <summary>How long a message takes.</summary>
    public int Delay() => Random.Next(20) == 0 ? Random.Next(200) : Random.Next(3);

    /// <summary>Lets something arrive at a node or from there, in order, unless the connection ends before.</summary>
    public void OnWay(Queue<Action> link, long at, int node, Func<bool> isConnected, Action arrive)
    {
        link.Enqueue(arrive);
        events.Enqueue(Arrive, (at, ++sequence));

        void Arrive()
        {
            if (!isConnected())
                return;
            // What is held up goes on when the network is whole again.
            if (apartUntil.GetValueOrDefault((0, node)) is var until && until > Now)
                events.Enqueue(Arrive, (until, ++sequence));
            else
                link.Dequeue()();
        }
    }

    /// <summary>True if the network is split between two nodes; the client is 0.</summary>
    public bool IsApart(int one, int other) =>
        apartUntil.GetValueOrDefault((Math.Min(one, other), Math.Max(one, other))) > Now;

    public GraphPlan PlanOf(int run) => runs[run].Plan;

    /// <summary>True if a worker has been sent a task by the scheduler's books.</summary>
    public bool IsSent(ResultName name, DistantWorker worker) =>
        runs[name.Graph].Find(name.Task) is { Phase: TaskPhase.Sent } task && task.Worker == worker.State;

    /// <summary>Reads a result of another worker, for a worker.</summary>
    public ulong ReadFrom(DistantWorker reader, int holder, long offset) =>
        byNumber.GetValueOrDefault(holder) is { } worker && !IsApart(reader.Node, worker.Node)
            ? worker.Read(offset)
            : throw new GchunkException("the result cannot be read");

    /// <summary>Runs graphs, each of which reads results of the one before, to the end.</summary>
    /// <returns>The runs.</returns>
    public List<GraphRun> Run(IReadOnlyList<GraphPlan> plans)
    {
        Watch();
        After(Random.Next(faultEvery), Fault);
        var all = new List<GraphRun>();
        foreach (GraphPlan plan in plans)
        {
            GraphRun? before = all.LastOrDefault();
            ScheduledTask[] its = before is null ? [] : [.. before.Plan.Outputs.Select(o => before.TaskOf(o))];
            var run = new GraphRun(plan, its, (r, t) => After(Random.Next(50), () => Deliver(r, t)));
            runs[run.Id] = run;
            all.Add(run);
            scheduler.Start(run);
            Until(() => run.IsSettled, "the run does not end");
            if (run.Failure is not null)
                break;
        }
        // What is cancelled, closed or freed while faults go on.
        foreach (GraphRun run in Enumerable.Reverse(all))
            scheduler.Close(run, run.Failure);
        Until(() => all.TrueForAll(r => r.HasEnded), "a closed run does not end");
        faultsLeft = 0;
        long quiet = Now + 30_000;
        Until(() => Now >= quiet, "nothing");
        Check(all);
        return all;
    }

    private void Until(Func<bool> holds, string what)
    {
        while (!holds())
        {
            if (Now > MostMilliseconds)
            {
                throw new InvalidOperationException(
                    $"{what}: {string.Join(", ", scheduler.Workers.Select(w => $"{w.Name} {w.Condition}"))}; {string.Join(", ", runs.Values.SelectMany(r => r.Tasks.Where(t => t.Phase is not (TaskPhase.Done or TaskPhase.Idle)).Select(t => $"{t.Name} {t.Phase} waits for {t.Missing}: {string.Join(" ", t.Inputs.Select(i => $"{i.Name} {i.Phase} {i.IsSpilling} {i.Worker?.Name}"))}")))}; {string.Join(", ", runs.Values.Select(r => $"{r.Delivered.Count} of {r.Plan.Outputs.Length}: {string.Join(" ", r.Plan.Outputs.Where(o => !r.Delivered.ContainsKey(o)).Select(o => $"{o} {r.TaskOf(o).Phase} {r.TaskOf(o).IsSpilling} {r.TaskOf(o).Worker?.Name}"))}"))}"
                );
            }
            events.TryDequeue(out Action? act, out (long At, long) key);
            Now = Math.Max(Now, key.At);
            act!();
        }
    }

    // As the pool does.
    private void Watch()
    {
        long passed = Now - lastLook;
        if (WorkerSilence.IsLate(passed))
            lastLate = Now;
        scheduler.Pass(WorkerSilence.Awake(passed));
        lastLook = Now;
        CheckBooks();
        if (workers.Count == 0 && starting == 0)
            StartNode();
        bool isBusy = Now - lastLate < WorkerSilence.LateMilliseconds;
        foreach (DistantWorker worker in workers.ToArray())
        {
            WorkerState state = worker.State;
            if (WorkerSilence.IsTooLong(scheduler.Silence(state), !isBusy && state.HasSpoken))
            {
                End(worker, Blame.None);
            }
            else if (state.IsLeaving && !dismissed.Contains(worker) && scheduler.MayEnd(state))
            {
                dismissed.Add(worker);
                state.Link.Send(new MessageWriter(MessageKind.Stop));
            }
        }
        After(WorkerSilence.WatchMilliseconds, Watch);
    }

    private void StartNode()
    {
        int node = ++lastNode;
        nodes[node] = Random.Next(1, 4);
        for (int n = nodes[node]; n > 0; n--)
            StartWorker(node, Random.Next(100));
    }

    private void StartWorker(int node, int delay)
    {
        starting++;
        After(
            delay,
            () =>
            {
                starting--;
                if (!nodes.ContainsKey(node))
                    return;
                if (IsApart(0, node))
                {
                    StartWorker(node, 200);
                    return;
                }
                var worker = new DistantWorker(this, scheduler, ++lastWorker, node, threads, limit);
                byNumber[worker.State.Number] = worker;
                workers.Add(worker);
            }
        );
    }

    /// <summary>Ends a worker, as the client sees it; another one replaces it unless it was retired.</summary>
    public void End(DistantWorker worker, Blame blame)
    {
        if (!workers.Remove(worker))
            return;
        if (worker.IsConnected)
            worker.Die();
        Log.Add($"{Now}: {worker.State.Name} of node {worker.Node} is lost ({blame})");
        bool wasLeaving = worker.State.IsLeaving;
        if (wasLeaving)
            blame = Blame.None;
        if (blame != Blame.None)
            Blamed++;
        scheduler.Lose(worker.State, "it ended", blame);
        worker.State.Dispose();
        byNumber.Remove(worker.State.Number);
        if (wasLeaving && workers.Count > 0 && nodes.TryGetValue(worker.Node, out int left))
            nodes[worker.Node] = left - 1;
        else
            StartWorker(worker.Node, Random.Next(50, 300));
    }

    private void Fault()
    {
        After(1 + Random.Next(faultEvery), Fault);
        if (faultsLeft == 0 || workers.Count == 0 || nodes.Count == 0)
            return;
        faultsLeft--;
        Faults++;
        DistantWorker worker = workers[Random.Next(workers.Count)];
        int node = worker.Node,
            other = nodes.Keys.ElementAt(Random.Next(nodes.Count));
        long time = Random.Next(3) == 0 ? Random.Next(20_000) : Random.Next(2000);
        int kind = Random.Next(12);
        Log.Add($"{Now}: fault {kind} at {worker.State.Name} of node {node}, {other}, {time} ms");
        switch (kind)
        {
            case 0: // a worker is killed
                worker.Die();
                After(Random.Next(30), () => End(worker, Blame.Kill));
                break;
            case 1: // a node dies, and is noticed by its connections or by its silence
                nodes.Remove(node);
                bool isSilent = Random.Next(2) == 0;
                foreach (DistantWorker dead in workers.Where(w => w.Node == node).ToArray())
                {
                    dead.Die();
                    if (!isSilent)
                        After(Random.Next(100), () => End(dead, Blame.None));
                }
                After(time, StartNode);
                break;
            case 2: // a connection ends with what is on its way
                worker.Cut();
                After(Random.Next(30), () => End(worker, Blame.Kill));
                break;
            case 3: // the client is split from a node
                apartUntil[(0, node)] = Now + time;
                break;
            case 4: // two nodes are split
                if (node != other)
                    apartUntil[(Math.Min(node, other), Math.Max(node, other))] = Now + time;
                break;
            case 5:
                worker.SendsTwice = true;
                break;
            case 6:
                worker.Slowness = Random.Next(1, 60);
                break;
            case 7: // the client stands still, and the clock goes on
                Now += 3 * time;
                break;
            case 8: // a worker is retired
                if (workers.Count(w => !w.State.IsLeaving) > 1 && !worker.State.IsLeaving)
                    scheduler.Leave(worker.State);
                break;
            case 9: // a node joins late
                if (nodes.Count < 8)
                    StartNode();
                break;
            case 10: // memory is short for a while
                worker.SayMemory((long)(Random.NextDouble() * limit));
                break;
            default: // results are spilled
                worker.SayMemory((long)(0.85 * limit));
                break;
        }
    }

    // The client reads a result, and again if it was lost meanwhile.
    private void Deliver(GraphRun run, ScheduledTask task) =>
        scheduler.Observe(
            task,
            () =>
            {
                ResultReader? reader = null;
                (byte[]? inline, long offset) = (null, 0);
                scheduler.Do(() =>
                {
                    reader = task.IsReadable ? ResultReader.Pin(task) : null;
                    (inline, offset) = (task.Inline, task.Offset);
                });
                if (reader is null)
                {
                    if (task.Phase != TaskPhase.Failed)
                        After(10, () => Deliver(run, task));
                    return;
                }
                After(Random.Next(30), () => Read(run, task, reader, inline, offset));
            }
        );

    private void Read(GraphRun run, ScheduledTask task, ResultReader reader, byte[]? inline, long offset)
    {
        try
        {
            ulong value = inline is null
                ? ((DistantMemory)reader.Holder!.Memory).Read(offset)
                : BitConverter.ToUInt64(inline);
            if (!run.Delivered.TryAdd(task.Key.Index, value))
                throw new InvalidOperationException($"task {task.Key.Index} was delivered twice");
        }
        catch (LostBlockException)
        {
            if (!reader.Holder!.IsGone)
                scheduler.MustEnd!(reader.Holder, "a result that it holds cannot be read", false);
            After(50, () => Deliver(run, task));
        }
        scheduler.Do(reader.Unpin);
    }

    private void CheckBooks()
    {
        long booked = scheduler.Workers.Sum(w => w.HeldBytes + w.ReservedBytes);
        if (scheduler.Booked != booked)
            throw new InvalidOperationException($"{booked} bytes are booked, and {scheduler.Booked} by the total");
    }

    private void Check(List<GraphRun> all)
    {
        CheckBooks();
        foreach (DistantWorker worker in workers)
        {
            WorkerState state = worker.State;
            long left =
                Math.Abs(state.HeldBytes)
                + Math.Abs(state.ReservedBytes)
                + Math.Abs(state.SpillingBytes)
                + state.Sent.Count
                + state.Held.Count
                + state.Spilled.Count
                + state.Arriving.Count;
            if (left > 0 || !worker.HoldsNothing)
            {
                throw new InvalidOperationException(
                    $"{state.Name} still has {state.HeldBytes} bytes held, {state.ReservedBytes} reserved, {state.SpillingBytes} being spilled, {state.Sent.Count} tasks, {state.Held.Count} results, {state.Spilled.Count} spilled, {state.Arriving.Count} arriving; empty: {worker.HoldsNothing}"
                );
            }
        }
        (long waiting, _) = scheduler.Load();
        int pins = all.SelectMany(r => r.Tasks).Sum(t => t.Pins);
        if (scheduler.Kept + waiting + pins != 0)
            throw new InvalidOperationException($"{scheduler.Kept} kept, {waiting} waiting, {pins} pins are left");
    }
}
