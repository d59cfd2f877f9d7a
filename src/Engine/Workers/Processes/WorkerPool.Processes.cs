using System.Net.Sockets;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Processes;

// The processes: how they start, connect and end.
public sealed partial class WorkerPool
{
    private const int MostFailedStarts = 3;

    // The last time that this process itself ran late: the machine was then so busy that a silent worker may be
    // healthy.
    private long lastWatch = Environment.TickCount64,
        lastLate = long.MinValue / 2;

    // Starts missing workers and dismisses surplus ones. Called under the gate.
    private void Adjust()
    {
        if (isClosed)
            return;
        if (nodes is not null)
        {
            AdjustNodes();
            return;
        }
        int there = processes.Values.Count(p => p is { Reason: null, Worker: null or { IsLeaving: false } });
        for (; there < wanted && startFailure is null; there++)
        {
            WorkerHandle process;
            try
            {
                process = WorkerProcess.Start(
                    Address,
                    secret,
                    ++lastTicket,
                    SharedArena.LengthFor(MemoryLimit, Math.Max(wanted, processes.Count + 1))
                );
            }
            catch (Exception e)
            {
                startFailure =
                    e as GchunkException
                    ?? new GchunkException($"a worker process could not be started: {e.Message}", e);
                return;
            }
            processes[process.Ticket] = process;
            process.OnEnd(() => Ended(process));
        }
        foreach (
            WorkerState worker in scheduler
                .Workers.Where(w => !w.IsLeaving)
                .OrderBy(w => w.HeldBytes)
                .ThenByDescending(w => w.Number)
                .Take(there - wanted)
        )
        {
            scheduler.Leave(worker);
        }

        Monitor.PulseAll(gate);
    }

    // Takes over the connection of a process that knows the secret.
    private void Admit(Socket socket, Hello hello)
    {
        WorkerHandle? process;
        lock (gate)
        {
            if (!processes.TryGetValue(hello.Ticket, out process) || process.HasConnected)
                process = null;
            else
                process.HasConnected = true;
        }
        if (process is null)
            Doorway.Refuse(socket, "the client did not start this worker");
        else
            new Thread(() => Serve(socket, hello, process)) { IsBackground = true, Name = "gchunk reader" }.Start();
    }

    // Serves a worker of this machine to the end of its connection.
    private void Serve(Socket socket, Hello hello, WorkerHandle process)
    {
        PeerMemory memory;
        try
        {
            memory = new PeerMemory(hello.Memory, keeps: true);
        }
        catch (GchunkException e)
        {
            Doorway.Refuse(socket, e.Message);
            return;
        }
        Serve(new WorkerLink(socket, "gchunk client"), hello, process, memory, share);
    }

    private void Serve(WorkerLink link, Hello hello, WorkerHandle process, WorkerMemory memory, long memoryLimit)
    {
        var worker = new WorkerState(
            hello.Ticket,
            hello.Memory.Process,
            ThreadsPerWorker,
            memoryLimit,
            link,
            memory,
            resources
        );
        if (!Welcome(worker, hello.Memory, process))
        {
            worker.Dispose();
            return;
        }
        Exception? error = link.Read(
            (MessageKind kind, ref ByteReader message) =>
            {
                scheduler.Hear(worker);
                if (!process.Receive(kind, ref message) && !nested.Receive(worker, kind, ref message))
                    scheduler.Receive(worker, kind, ref message);
            }
        );
        if (error is null)
            return;
        if (error is not GchunkException)
        {
            // It would happen again, so the runs fail rather than go on with another worker.
            scheduler.CloseAll(
                new GchunkException(
                    error is OutOfMemoryException
                        ? "the client's memory is full; compute less at once, or raise the limit of its heap"
                        : $"a message of a worker could not be handled: {ExceptionText.Of(error)}",
                    error
                )
            );
        }
        End(process, $"it broke the protocol: {ExceptionText.MessageOf(error)}", isBlamed: false);
    }

    // False if the process has ended in the meantime.
    private bool Welcome(WorkerState worker, PeerAddress memory, WorkerHandle process)
    {
        var welcome = new MessageWriter(MessageKind.Welcome);
        welcome.WriteCount(ThreadsPerWorker);
        welcome.WriteCount(worker.MemoryLimit);
        Hello.WriteAddress(welcome, new PeerAddress(Environment.ProcessId, arena.Descriptor, arena.Length));
        lock (gate)
        {
            if (!processes.ContainsKey(process.Ticket))
                return false;
            worker.Link.Send(welcome);
            Introduce(worker, memory);
            process.Worker = worker;
            addresses[worker] = memory;
            joins++;
            (failedStarts, killedSince) = (0, null);
            scheduler.Join(worker, SetupsOf(worker));
            Monitor.PulseAll(gate);
            return true;
        }
    }

    private readonly Dictionary<WorkerState, PeerAddress> addresses = [];

    private void Introduce(WorkerState worker, PeerAddress address)
    {
        foreach ((WorkerState other, PeerAddress at) in addresses)
        {
            Tell(other, worker, address);
            Tell(worker, other, at);
        }

        void Tell(WorkerState whom, WorkerState of, PeerAddress where)
        {
            if (TellRemote(whom, of))
                return;
            int number = of.Number;
            var message = new MessageWriter(MessageKind.Peer);
            message.WriteCount(number);
            Hello.WriteAddress(message, where);
            whom.Link.Send(message);
        }
    }

    // Handles the end of a process: its tasks go to other workers, and a new process replaces it.
    private void Ended(WorkerHandle process)
    {
        // The programs that it started may hold its outputs open.
        process.EndGroup();
        process.WaitForOutput();
        WorkerState? worker = process.Worker;
        if (worker is not null)
        {
            scheduler.Lose(
                worker,
                process.Ending(),
                process.HasRetired ? Blame.Retired
                    : !process.IsBlamed || worker.IsLeaving ? Blame.None
                    : process.WasKilledFromOutside ? Blame.Kill
                    : Blame.Task
            );
            nested.Lost(worker);
        }
        else if (process.WasKilledFromOutside)
        {
            scheduler.SeeKilledStart();
        }
        lock (gate)
        {
            processes.Remove(process.Ticket);
            if (worker is not null)
                addresses.Remove(worker);
            else if (!isClosed && process.Reason is null)
                startFailure ??= FailedStart(process);
            Adjust();
            Monitor.PulseAll(gate);
        }
        if (startFailure is { } failure && !isClosed && processes.Count == 0)
            scheduler.Break(failure);
        worker?.Dispose();
        process.Dispose();
    }

    // A worker that ends by itself while it starts will do so again. One that was killed is started again, for some time.
    private GchunkException? FailedStart(WorkerHandle process)
    {
        if (!process.WasKilledFromOutside)
        {
            return ++failedStarts < MostFailedStarts
                ? null
                : new GchunkException($"worker processes do not start: {process.Ending()}");
        }
        killedSince ??= Environment.TickCount64;
        return Environment.TickCount64 - killedSince < StartTime.TotalMilliseconds
            ? null
            : new GchunkException(
                $"every worker process of the last {StartTime.TotalSeconds:0} s was killed while it started: {process.Ending()}"
            );
    }

    private void End(WorkerState worker, string why, bool isBlamed)
    {
        WorkerHandle? process;
        lock (gate)
            processes.TryGetValue(worker.Number, out process);
        if (process is not null)
            End(process, why, isBlamed);
    }

    private static void End(WorkerHandle process, string why, bool isBlamed)
    {
        process.Reason ??= why;
        process.IsBlamed = isBlamed;
        process.Kill();
    }

    // Ends workers that are silent, and those that have finished their tasks and are to leave.
    private void Watch()
    {
        if (!IsInUse)
        {
            Dispose();
            return;
        }
        long now = Environment.TickCount64;
        if (WorkerSilence.IsLate(now - lastWatch))
            lastLate = now;
        scheduler.Pass(WorkerSilence.Awake(now - lastWatch));
        lastWatch = now;
        if (adaptive is not null)
            Follow();
        bool isBusy = now - lastLate < WorkerSilence.LateMilliseconds || MachineLoad.IsHigh();
        foreach (WorkerState worker in scheduler.Workers)
        {
            WorkerHandle? process;
            lock (gate)
                processes.TryGetValue(worker.Number, out process);
            if (process is null)
                continue;
            long silence = scheduler.Silence(worker);
            if (WorkerSilence.IsTooLong(silence, process.IsStopped || (!isBusy && worker.HasSpoken)))
            {
                End(process, $"it sent nothing for {silence / 1000.0:0.#} s", isBlamed: worker.HasSpoken);
            }
            else if (worker.IsLeaving && !process.IsDismissed && scheduler.MayEnd(worker))
            {
                (process.IsBlamed, process.IsDismissed) = (false, true);
                worker.Link.Send(new MessageWriter(MessageKind.Stop));
            }
        }
    }
}
