using Gchunk.Engine.Execution;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>Whether the tasks that a worker ran may be the reason for its end.</summary>
internal enum Blame : byte
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>It was killed from outside, so that they probably are not.</summary>
    Kill,

    /// <summary>They may be.</summary>
    Task,

    /// <summary>It was told to end after its tasks, and did: its results are kept.</summary>
    Retired,
}

// Workers that join, leave and are lost.
internal sealed partial class Scheduler
{
    // The workers that were killed while they ran no suspect: somebody outside kills them.
    private long killsOfOthers;

    // How the workers that are gone ended.
    private readonly Dictionary<string, string> fates = [];

    // The time for which this process has run, in milliseconds. While it stands still, no message can be heard.
    private long awake;

    /// <summary>Takes note that time has passed in which messages were read.</summary>
    public void Pass(long milliseconds) => Interlocked.Add(ref awake, milliseconds);

    /// <summary>Takes note that a worker was heard.</summary>
    public void Hear(WorkerState worker) => worker.LastHeard = Volatile.Read(ref awake);

    /// <summary>Returns for how long a worker was not heard, in milliseconds, while this process ran.</summary>
    public long Silence(WorkerState worker) => Volatile.Read(ref awake) - worker.LastHeard;

    /// <summary>Adds a worker.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="setups">The runs whose tasks it is sent before any other.</param>
    public void Join(WorkerState worker, params IReadOnlyList<ScheduledRun> setups) =>
        Do(() =>
        {
            broken = null;
            workers.Add(worker);
            worker.Booked = booked;
            worker.Machine = inputBytes.NumberOf(worker.Memory.Machine);
            Reopen(worker);
            Hear(worker);
            foreach (WorkerState killed in kept)
                Lead(worker, killed);
            RunEvents.Publish(RunEventKind.WorkerJoined, worker.Name, "", 0);
            foreach (ScheduledRun run in setups)
            {
                byId[run.Id] = run;
                foreach (ScheduledTask task in run.Tasks)
                    Require(task, counted: true);
            }
        });

    /// <summary>Lets runs start again, which wait for workers.</summary>
    public void Mend() => Do(() => broken = null);

    /// <summary>Sends a worker no more tasks. Its results are still read from it until it is gone.</summary>
    public void Leave(WorkerState worker) =>
        Do(() =>
        {
            worker.IsLeaving = true;
            ShareReadyTasks(worker);
            FailWithoutWorkers();
        });

    /// <summary>Removes a worker that has died: its tasks run elsewhere, and results that are lost with it are recomputed.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="how">How it ended, for error messages.</param>
    /// <param name="blame">Whether the tasks that it ran may have been the reason.</param>
    public void Lose(WorkerState worker, string how, Blame blame) =>
        Do(() =>
        {
            if (worker.IsGone)
                return;
            worker.IsGone = true;
            fates[worker.Name] = how;
            RunEvents.Publish(RunEventKind.WorkerLost, worker.Name, how, 0);
            workers.Remove(worker);
            worker.Booked = null;
            ScheduledTask[] lost = Keep(worker, blame);
            ShareReadyTasks(worker);
            foreach (
                ScheduledTask task in stopping
                    .Where(s => ReferenceEquals(s.Value.Worker, worker))
                    .Select(s => s.Key)
                    .ToArray()
            )
            {
                HasStopped(task);
            }

            ScheduledTask[] sent = [.. worker.Sent];
            if (blame == Blame.Retired)
                blame = Blame.None;
            // It was running the oldest tasks; it had not started the others.
            int running = Math.Min(sent.Length, worker.Threads + worker.Aside);
            if (blame == Blame.Kill && !sent.Take(running).Any(t => t.IsSuspect))
                killsOfOthers++;
            for (int i = 0; i < sent.Length; i++)
                Resend(sent[i], how, i < running ? blame : Blame.None, wasAlone: running == 1);
            Lose(lost);
            // Their holders are still there.
            foreach (ScheduledTask task in worker.Arriving.ToArray())
                EndMove(task);
            foreach (ScheduledRun run in byId.Values.ToArray())
            {
                run.Opened.Remove(worker);
                if (run.Closing.Remove(worker) && run.Closing.Count == 0)
                    EndRun(run);
            }
            FailWithoutWorkers();
        });

    // Takes note that a worker may take more tasks.
    private void Reopen(WorkerState worker)
    {
        if (worker.IsGone)
            return;
        if (!worker.IsOpen)
            open.Add(worker);
        worker.IsOpen = true;
        if (worker.IsDry || worker.Queued >= worker.Threads)
            return;
        worker.IsDry = true;
        dry.Add(worker);
    }

    private void Prefer(WorkerState worker, ScheduledTask task)
    {
        if (!worker.IsPreferring)
            preferring.Add(worker);
        worker.IsPreferring = true;
        worker.Preferred.Push(task);
        if (IsBacklogged(worker) && !backlogged.Contains(worker))
            backlogged.Add(worker);
    }

    private static bool IsBacklogged(WorkerState worker) => worker.Preferred.Count > Backlog * worker.Capacity;

    private void ShareReadyTasks(WorkerState worker)
    {
        while (worker.Preferred.TryPopOldest(out ScheduledTask? task))
            shared.Push(task);
    }

    /// <summary>Takes note that a worker was killed from outside before it joined.</summary>
    public void SeeKilledStart() => Do(() => killsOfOthers++);

    // Queues a task of a lost worker for the others, unless it is the reason.
    private void Resend(ScheduledTask task, string how, Blame blame, bool wasAlone)
    {
        TakeBack(task);
        task.Phase = TaskPhase.Ready;
        if (blame != Blame.None)
        {
            // A suspect is sent to a worker that runs nothing else.
            wasAlone |= task.IsSuspect;
            task.Suspicion ??= new Suspicion();
            if (wasAlone)
                task.Suspicion.Add(how, blame == Blame.Kill, killsOfOthers);
            if (task.Suspicion.Verdict is { } verdict)
            {
                Fail(task, new GchunkException($"{task.Run.NameOf(task.Key)} {verdict}"));
                return;
            }
        }
        Queue(task);
    }
}
