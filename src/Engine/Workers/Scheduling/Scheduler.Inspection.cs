using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

// What the workers hold and do.
internal sealed partial class Scheduler
{
    /// <summary>Returns who holds a result, and its bytes.</summary>
    public (string Holder, long Bytes) Look(ScheduledTask task)
    {
        lock (gate)
        {
            return task.Phase != TaskPhase.Done
                ? ("", 0)
                : (task.Place == ResultPlace.Inline ? "client" : task.Worker?.Name ?? "", task.Bytes);
        }
    }

    /// <summary>Returns the names of tasks of each worker.</summary>
    public Dictionary<string, IReadOnlyList<string>> NamesOf(Func<WorkerState, IEnumerable<ScheduledTask>> tasks)
    {
        lock (gate)
        {
            return workers
                .OrderBy(w => w.Number)
                .ToDictionary(w => w.Name, w => (IReadOnlyList<string>)[.. tasks(w).Select(t => t.Run.NameOf(t.Key))]);
        }
    }

    /// <summary>Returns the number of tasks that wait for a free worker, and the workers that could be spared.</summary>
    public (long Waiting, WorkerState[] Idle) Load()
    {
        lock (gate)
        {
            long waiting = shared.Count + restricted.Count(t => t.Run.Options.Workers.Count == 0);
            foreach (ScheduledRun run in runs)
                waiting += run.Unstarted;
            foreach (WorkerState worker in workers)
                waiting += worker.Preferred.Count + Math.Max(0, worker.Queued - worker.Threads);
            return (waiting, [.. workers.Where(IsSpare)]);
        }
    }

    /// <summary>Lets a worker leave that still does nothing and holds nothing.</summary>
    public bool LeaveIfIdle(WorkerState worker)
    {
        lock (gate)
        {
            if (!IsSpare(worker))
                return false;
            worker.IsLeaving = true;
            return true;
        }
    }

    private static bool IsSpare(WorkerState worker) =>
        worker
            is {
                IsGone: false,
                IsLeaving: false,
                HasActors: false,
                Sent.Count: 0,
                Held.Count: 0,
                Spilled.Count: 0,
                Arriving.Count: 0
            }
        && worker.Preferred.Count == 0;
}
