using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

// Tasks that not every worker may run at any time: they name workers, need resources or belong to an actor.
internal sealed partial class Scheduler
{
    // Queues a ready task for any worker that may run it.
    private void Queue(ScheduledTask task)
    {
        if (!task.Run.IsRestricted)
        {
            shared.Push(task);
            return;
        }
        restricted.Add(task);
        FailIfNobody(task);
    }

    // Keeps a ready task for a worker that cannot take it now.
    private void Keep(ScheduledTask task, WorkerState worker)
    {
        if (task.Run.IsRestricted)
            restricted.Add(task);
        else
            Prefer(worker, task);
    }

    // The priority of the first run with tasks that were not started yet.
    private int MostUrgentRun()
    {
        foreach (ScheduledRun run in runs)
        {
            if (run.HasMore)
                return run.Priority;
        }
        return int.MinValue;
    }

    private int MostUrgentReady(WorkerState worker) =>
        Math.Max(worker.Preferred.MostUrgent ?? int.MinValue, shared.MostUrgent ?? int.MinValue);

    // Takes the most urgent, oldest task that only some workers may run and that this one may run now.
    private ScheduledTask? TakeRestricted(WorkerState worker)
    {
        int found = -1;
        for (int i = 0; i < restricted.Count; i++)
        {
            ScheduledTask task = restricted[i];
            if (
                task.Run.Options.Lane.TakesSlot
                && worker.Takes(task)
                && (found < 0 || task.Run.Priority > restricted[found].Run.Priority)
            )
            {
                found = i;
            }
        }
        if (found < 0)
            return null;
        ScheduledTask taken = restricted[found];
        restricted.RemoveAt(found);
        return taken;
    }

    // Sends tasks that have threads of their own, however busy their worker is.
    private void DispatchAside()
    {
        foreach (ScheduledTask task in restricted.Where(t => !t.Run.Options.Lane.TakesSlot).ToArray())
        {
            restricted.Remove(task);
            if (!IsStillReady(task, null))
                continue;
            if (workers.Find(w => !w.IsGone && w.IsNamedBy(task)) is not { } worker)
            {
                FailIfNobody(task);
                continue;
            }
            task.Reserved = 0;
            var message = new MessageWriter(MessageKind.Tasks);
            if (!Write(message, task, worker))
                continue;
            Assign(worker, task);
            worker.Link.Send(message);
        }
    }

    // Fails the tasks that no worker may run any more.
    private void FailWithoutWorkers()
    {
        foreach (ScheduledTask task in restricted.ToArray())
            FailIfNobody(task);
    }

    private void FailIfNobody(ScheduledTask task)
    {
        IReadOnlyList<string> names = task.Run.Options.Workers;
        if (names.Count == 0 || workers.Exists(w => w is { IsGone: false, IsLeaving: false } && w.IsNamedBy(task)))
            return;
        restricted.Remove(task);
        string gone = string.Join(", ", names);
        Fail(
            task,
            new GchunkException(
                task.Run.Options.Lane.TakesSlot
                    ? $"{task.Run.NameOf(task.Key)} may run on {gone} only, which {(names.Count == 1 ? "is" : "are")} gone; name workers of client.Workers, or none"
                    : $"{task.Run.NameOf(task.Key)} needs {gone}, which is gone with what it held{Fates(names)}"
            )
        );
    }

    private string Fates(IReadOnlyList<string> names) =>
        names.Count == 1 && fates.TryGetValue(names[0], out string? how) ? ": " + how : "";
}
