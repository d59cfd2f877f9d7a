using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Scheduling;

// Results on the books of their workers, until nobody needs them.
internal sealed partial class Scheduler
{
    private void FreeIfUnneeded(ScheduledTask task)
    {
        if (task.Phase != TaskPhase.Done || task.Holds > 0 || task.Pins > 0 || task.Run.IsNeeded(task))
            return;
        if (task.Place is ResultPlace.Memory or ResultPlace.File && task.Worker is { IsGone: false } worker)
        {
            SendFree(task, worker);
        }
        DropResult(task);
        task.Phase = TaskPhase.Idle;
        task.Run.Forget(task);
    }

    private void SendFree(ScheduledTask task, WorkerState worker) => SendFree(task.Name, worker);

    private void SendFree(ResultName result, WorkerState worker)
    {
        free.Begin(MessageKind.Free);
        result.Write(free);
        worker.Link.Send(free);
    }

    // Puts a result on the books of the worker that holds it.
    private static void Attach(ScheduledTask task, WorkerState worker, in ReportedPlace there)
    {
        (task.Place, task.Inline, task.Offset, task.Descriptor, task.Bytes) = (
            there.Place,
            there.Inline,
            there.Offset,
            there.Descriptor,
            there.Bytes
        );
        if (there.Place != ResultPlace.Inline)
            task.Worker = worker;
        if (there.Place == ResultPlace.Memory)
        {
            task.Node = worker.Held.AddLast(task);
            worker.HeldBytes += task.Bytes;
        }
        else if (there.Place == ResultPlace.File)
        {
            worker.Spilled.Add(task);
        }
    }

    // Takes a result off its worker's books.
    private static void Detach(ScheduledTask task)
    {
        WorkerState? worker = task.Worker;
        if (task.Place == ResultPlace.Memory && worker is not null)
        {
            worker.HeldBytes -= task.Bytes;
            if (task.Node is { } node)
                worker.Held.Remove(node);
        }
        else if (task.Place == ResultPlace.File)
        {
            worker?.Spilled.Remove(task);
        }
        task.Node = null;
    }

    // Forgets where a result is, and takes it off its worker's books.
    private void DropResult(ScheduledTask task)
    {
        EndMove(task);
        Detach(task);
        WorkerState? worker = task.Worker;
        (ResultPlace place, long offset, long bytes) = (task.Place, task.Offset, task.Bytes);
        (task.Place, task.Inline, task.Worker, task.Node, task.Bytes, task.IsSpilling) = (
            ResultPlace.None,
            null,
            null,
            null,
            0,
            false
        );
        if (worker is { IsKept: true } && place is ResultPlace.Memory or ResultPlace.File)
            Dropped(worker, place, offset, bytes, isRead: task.Pins > 0);
    }
}
