using Gchunk.Engine;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>
/// The scheduler and simulated workers on one thread. A seed chooses who does the next thing and what goes wrong, so that
/// a seed gives the same run again.
/// </summary>
internal sealed class SimulatedPool
{
    private const int MostSteps = 100_000;

    private readonly Scheduler scheduler = new("make room");
    private readonly TaskGraph graph;
    private readonly Faults faults;
    private readonly Random random;
    private readonly int workers,
        threads;
    private readonly long memoryLimit;
    private readonly List<SimulatedWorker> living = [],
        dead = [];
    private readonly Dictionary<SimulatedWorker, int> pausedUntil = [];
    private readonly List<(SimulatedWorker Worker, Blame Blame)> doomed = [];
    private readonly int killEvery;
    private int damages;
    private int joined,
        step,
        kills,
        blamed,
        nextKill;

    /// <param name="graph">What is computed.</param>
    /// <param name="faults">What goes wrong.</param>
    /// <param name="killEvery">
    /// After this number of tasks a worker is killed, again and again, of three that have memory enough; 0 for what the
    /// seed chooses.
    /// </param>
    /// <param name="damages">The number of messages that are damaged; the connection of each ends.</param>
    public SimulatedPool(TaskGraph graph, Faults faults, int killEvery = 0, int damages = 0)
    {
        (this.graph, this.faults, random) = (graph, faults, faults.Random);
        workers = random.Next(1, 4);
        threads = random.Next(1, 3);
        // Of the small limits, some let results be spilled.
        memoryLimit = random.Next(2) == 0 ? 1_000_000_000 : random.Next(1_000_000, 3_000_000);
        kills = random.Next(2) == 0 ? random.Next(5) : 0;
        if (killEvery > 0)
            (workers, memoryLimit, kills) = (3, 1_000_000_000, 0);
        this.killEvery = nextKill = killEvery;
        this.damages = damages;
        Log.Add($"{workers} workers of {threads} threads and {memoryLimit} bytes");
        scheduler.MustEnd = (state, _, isBlamed) =>
        {
            if (living.Find(w => ReferenceEquals(w.State, state)) is { } worker)
                doomed.Add((worker, isBlamed ? Blame.Task : Blame.None));
        };
    }

    /// <summary>What happened, for messages.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The number of tasks that workers have run.</summary>
    public int TasksRun { get; private set; }

    /// <summary>Runs the graph.</summary>
    /// <param name="sink">Receives the blocks of the only output.</param>
    /// <returns>The error of the run, or null.</returns>
    public Exception? Run(StrictSink sink)
    {
        var run = new ArrayRun(
            scheduler,
            graph,
            [sink],
            SerializedValue.Of(new ValueSerializer(), "the graph", "the graph"),
            default
        );
        scheduler.Start(run);
        Exception? error = null;
        try
        {
            while (!run.Settled.IsCompleted)
                Step(run);
            run.Wait(default);
        }
        catch (Exception e)
        {
            error = e;
        }
        sink.Over();
        scheduler.Close(run);
        // What is still on its way must not be taken for anything.
        while (living.Exists(w => w.IsBusy))
        {
            foreach (SimulatedWorker worker in living)
                worker.Drain();
        }
        foreach (SimulatedWorker worker in living)
        {
            WorkerState state = worker.State;
            if (
                !worker.IsEmpty
                || state.HeldBytes + state.ReservedBytes + state.Sent.Count + state.Held.Count + state.Spilled.Count > 0
            )
            {
                throw new InvalidOperationException(
                    $"{state.Name} still has {state.HeldBytes} bytes held, {state.ReservedBytes} reserved, {state.Sent.Count} tasks, {state.Held.Count} results, {state.Spilled.Count} spilled; empty: {worker.IsEmpty}"
                );
            }
        }
        // What a task threw last may still be read on another thread.
        if (!run.WaitForEnd(TimeSpan.FromSeconds(60)))
            throw new InvalidOperationException($"the closed run has not ended\n{string.Join("\n", Log)}");
        if (scheduler.Kept > 0)
            throw new InvalidOperationException($"the results of {scheduler.Kept} killed workers are still kept");
        foreach (SimulatedWorker worker in living)
            worker.State.Dispose();
        foreach (SimulatedWorker worker in living.Concat(dead))
            worker.Bury();
        return error;
    }

    private void Step(ArrayRun run)
    {
        if (step > MostSteps)
            throw new InvalidOperationException("the run does not end");
        if (step == faults.CancelAt)
        {
            Log.Add($"{step}: cancelled");
            faults.Cancelled();
            scheduler.Close(run, new OperationCanceledException("the run was cancelled"));
            return;
        }
        if (living.Count < workers && (living.Count == 0 || random.Next(8) == 0))
        {
            living.Add(new SimulatedWorker(++joined, scheduler, graph, threads, memoryLimit, living));
            Log.Add($"{step}: worker-{joined} joins");
            return;
        }
        if (killEvery > 0 && TasksRun >= nextKill)
        {
            nextKill = TasksRun + killEvery;
            Kill(living[random.Next(living.Count)], Blame.Kill);
            return;
        }
        if (kills > 0 && living.Count > 0 && random.Next(40) == 0)
        {
            kills--;
            // A task is guilty after three ends.
            Blame blame = blamed < 2 ? (Blame)random.Next(4) : Blame.Kill;
            blamed += blame == Blame.Task ? 1 : 0;
            Kill(living[random.Next(living.Count)], blame);
            return;
        }
        if (Act(run))
            return;
        // Nobody can do anything, so those that wait go on. A worker says that it has memory again.
        if (pausedUntil.Count > 0)
        {
            pausedUntil.Clear();
            return;
        }
        int before = living.Sum(w => w.State.Sent.Count);
        foreach (SimulatedWorker worker in living)
            worker.Pulse(0);
        if (
            living.Count == workers
            && !living.Exists(w => w.IsBusy)
            && !SpinWait.SpinUntil(() => run.Settled.IsCompleted, 10_000)
        )
        {
            throw new InvalidOperationException($"nothing happens any more, with {before} tasks at the workers");
        }
    }

    // One worker that can do something does it.
    private bool Act(ArrayRun run)
    {
        step++;
        if (doomed.Count > 0)
        {
            (SimulatedWorker worker, Blame blame) = doomed[0];
            doomed.RemoveAt(0);
            if (living.Contains(worker))
                Kill(worker, blame);
            return true;
        }
        SimulatedWorker[] able = [.. living.Where(w => w.IsBusy && pausedUntil.GetValueOrDefault(w) <= step)];
        if (able.Length == 0)
            return false;
        SimulatedWorker chosen = able[random.Next(able.Length)];
        if (damages > 0 && chosen.HasLeaving && random.Next(15) == 0)
        {
            damages--;
            try
            {
                chosen.SendDamaged(random);
            }
            // What ends the connection of a real worker.
            catch (Exception e) when (e is InvalidDataException or GchunkException) { }
            if (living.Contains(chosen))
                Kill(chosen, Blame.Kill);
            return true;
        }
        switch (random.Next(60))
        {
            case 0:
                pausedUntil[chosen] = step + random.Next(100);
                return true;
            case 1:
                if (chosen.HasLeaving)
                {
                    Log.Add($"{step}: {chosen.State.Name} sends {chosen.SendTwice()} twice");
                }
                return true;
            case 2:
                chosen.Pulse((long)(random.NextDouble() * memoryLimit));
                return true;
        }
        int kinds = random.Next(3);
        if (kinds == 0 && chosen.HasArrived || !chosen.HasTasks && !chosen.HasLeaving)
        {
            chosen.Take();
        }
        else if (kinds == 1 && chosen.HasTasks || !chosen.HasLeaving)
        {
            if (chosen.HasTasks)
            {
                chosen.Run();
                TasksRun++;
            }
            else
            {
                chosen.Take();
            }
        }
        else if (chosen.SendsFailure)
        {
            chosen.Send();
            // What a task threw is read on another thread.
            SpinWait.SpinUntil(() => run.Settled.IsCompleted, 100);
        }
        else
        {
            chosen.Send();
        }
        return true;
    }

    private void Kill(SimulatedWorker worker, Blame blame)
    {
        Log.Add($"{step}: {worker.State.Name} ends ({blame})");
        living.Remove(worker);
        dead.Add(worker);
        worker.Die(random.Next(4));
        scheduler.Lose(worker.State, "it was killed", blame);
        // Messages that were read before and are handled after its end.
        if (random.Next(2) == 0)
        {
            while (worker.HasLeaving)
                worker.Send();
        }
        worker.State.Dispose();
    }
}
