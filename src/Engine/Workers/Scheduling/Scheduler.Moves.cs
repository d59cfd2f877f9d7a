using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Scheduling;

// The results of a retired worker whose memory does not outlive it here, because it is on another machine. Before it
// ends, workers that stay take them over.
internal sealed partial class Scheduler
{
    private const int FirstPause = 1000,
        MostDoublings = 5;

    // Has results of a leaving worker taken over. False if there are none left. What could not move stays until it can,
    // or is not needed any more, or its worker is lost.
    private bool Moves(WorkerState leaving)
    {
        if (leaving.Held.Count + leaving.Spilled.Count == 0)
            return false;
        WorkerState[] staying = [.. workers.Where(w => w is { IsGone: false, IsLeaving: false })];
        // Others will replace those that are gone.
        if (staying.Length == 0)
            return true;
        long now = Volatile.Read(ref awake);
        var messages = new Dictionary<WorkerState, MessageWriter>();
        foreach (ScheduledTask task in leaving.Held.Concat(leaving.Spilled).ToArray())
        {
            // What is being spilled moves at any moment.
            if (task.MovesTo is not null || task.IsSpilling)
                continue;
            bool hasFailed = leaving.FailedMoves.TryGetValue(task, out FailedMove failed);
            if (hasFailed && now < failed.Again)
                continue;
            // Another one may succeed.
            WorkerState to =
                staying.Where(w => !hasFailed || !ReferenceEquals(w, failed.Last)).MaxBy(RoomOf) ?? staying[0];
            if (RoomOf(to) < task.Bytes)
            {
                Spill(to, task.Bytes - RoomOf(to) - to.SpillingBytes);
                // If nothing can be spilled, waiting would not help.
                if (to.SpillingBytes > 0)
                    break;
            }
            BeginMove(task, to, messages);
        }
        foreach ((WorkerState to, MessageWriter message) in messages)
            to.Link.Send(message);
        return true;

        static long RoomOf(WorkerState worker) =>
            (long)(BookedShare * worker.MemoryLimit) - worker.HeldBytes - worker.ReservedBytes;
    }

    private void BeginMove(ScheduledTask task, WorkerState to, Dictionary<WorkerState, MessageWriter> messages)
    {
        if (!messages.TryGetValue(to, out MessageWriter? message))
            messages[to] = message = new MessageWriter(MessageKind.TakeOver);
        int mark = message.Length;
        try
        {
            MakeKnown(task, to);
            task.Name.Write(message);
            WritePlace(message, task, to);
        }
        catch (Exception e) when (e is GchunkException or OutOfMemoryException)
        {
            message.Truncate(mark);
            FailMove(task, to);
            return;
        }
        task.MovesTo = to;
        to.Arriving.Add(task);
        to.ReservedBytes += task.Bytes;
    }

    // Takes note that a result does not move any more: it has moved, cannot, or is not needed.
    private static void EndMove(ScheduledTask task)
    {
        if (task.MovesTo is not { } to)
            return;
        task.MovesTo = null;
        to.Arriving.Remove(task);
        to.ReservedBytes -= task.Bytes;
    }

    // The pauses grow: what keeps it from moving may last, such as a full disk.
    private void FailMove(ScheduledTask task, WorkerState to)
    {
        Dictionary<ScheduledTask, FailedMove> failed = task.Worker!.FailedMoves;
        int before = failed.GetValueOrDefault(task).Times;
        long pause = (long)FirstPause << Math.Min(before, MostDoublings);
        failed[task] = new FailedMove(before + 1, Volatile.Read(ref awake) + pause, to);
    }

    private void TakenOver(WorkerState worker, ref ByteReader message)
    {
        var name = ResultName.Read(ref message);
        ScheduledTask? task = TaskOf(name);
        ReportedPlace there = ReportedPlace.Read(ref message);
        if (there.Place == ResultPlace.Inline)
            throw new ProtocolException("a worker took over a result and sent it instead");
        bool failed = there.Place == ResultPlace.None;
        if (task is null || !ReferenceEquals(task.MovesTo, worker))
        {
            // It is not needed any more, unless the worker computes it or has computed it meanwhile. When a run is
            // closed, its workers free all of its results anyway.
            bool isOpen = byId.TryGetValue(name.Graph, out ScheduledRun? run) && !run.IsClosed;
            if (!failed && isOpen && (task is null || !ReferenceEquals(task.Worker, worker)))
                SendFree(name, worker);
            return;
        }
        EndMove(task);
        if (failed)
        {
            FailMove(task, worker);
            return;
        }
        if (there.Bytes != task.Bytes)
            throw new ProtocolException($"{worker.Name} took over {there.Bytes} bytes of a result of {task.Bytes}");
        Detach(task);
        Attach(task, worker, there);
    }
}
