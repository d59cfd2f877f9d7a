using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

// Workers that join, leave and are lost.
internal sealed partial class Scheduler
{
    // A task that ran on this many workers when they died is taken to be the reason.
    private const int MostDeaths = 3;

    /// <summary>Adds a worker.</summary>
    public void Join(WorkerState worker) => Do(() => workers.Add(worker));

    /// <summary>Sends a worker no more tasks. Its results are still read from it until it is gone.</summary>
    public void Leave(WorkerState worker) =>
        Do(() =>
        {
            worker.IsLeaving = true;
            ShareReadyTasks(worker);
        });

    /// <summary>
    /// True if a leaving worker has no tasks left. The results that only it holds are recomputed when they are needed.
    /// </summary>
    public bool IsIdle(WorkerState worker)
    {
        lock (gate)
            return worker.Sent.Count == 0;
    }

    /// <summary>Removes a worker that has died: its tasks run elsewhere, and its results are recomputed.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="how">How it ended, for error messages.</param>
    /// <param name="isBlamed">True if the tasks that it ran may have been the reason.</param>
    public void Lose(WorkerState worker, string how, bool isBlamed) =>
        Do(() =>
        {
            if (worker.IsGone)
                return;
            worker.IsGone = true;
            workers.Remove(worker);
            foreach (WorkerState other in workers)
            {
                var gone = new MessageWriter(MessageKind.PeerGone);
                gone.WriteCount(worker.Number);
                other.Link.Send(gone);
            }
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
            ScheduledTask[] held = [.. worker.Held, .. worker.Spilled];
            for (int i = 0; i < sent.Length; i++)
            {
                // It was running the oldest tasks; it had not started the others.
                Resend(sent[i], isBlamed && i < worker.Threads ? how : null);
            }
            foreach (ScheduledTask task in held)
            {
                DropResult(task);
                task.Phase = TaskPhase.Idle;
                if (task.Holds > 0)
                    Require(task, counted: false);
            }
            foreach (ScheduledRun run in byId.Values.ToArray())
            {
                run.Opened.Remove(worker);
                if (run.Closing.Remove(worker) && run.Closing.Count == 0)
                    EndRun(run);
            }
        });

    private void ShareReadyTasks(WorkerState worker)
    {
        while (worker.Preferred.TryPopOldest(out ScheduledTask? task))
            shared.Push(task);
    }

    // Queues a task of a lost worker for the others, unless it has cost too many workers.
    private void Resend(ScheduledTask task, string? death)
    {
        TakeBack(task);
        task.Phase = TaskPhase.Ready;
        if (death is not null)
        {
            (task.Deaths ??= []).Add(death);
            if (task.Deaths.Count >= MostDeaths)
            {
                Fail(
                    task,
                    new GchunkException(
                        $"{task.Run.NameOf(task.Key)} ended {MostDeaths} worker processes and is not tried again: {string.Join("; ", task.Deaths.Distinct())}"
                    )
                );
                return;
            }
        }
        shared.Push(task);
    }
}
