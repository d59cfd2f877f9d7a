using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Scheduling;

namespace Gchunk.Engine.Workers.Processes;

// What the workers hold and do, and what users do to single workers.
public sealed partial class WorkerPool
{
    /// <summary>
    /// Returns who holds the result of a call, and its bytes: a worker, <c>client</c>, or nobody yet (empty).
    /// </summary>
    public (string Holder, long Bytes) Look(FutureCall future) =>
        future is RemoteFuture remote ? scheduler.Look(remote.TaskIn(scheduler)) : ("client", 0);

    /// <summary>Returns the names of the results that each worker holds.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Held() =>
        scheduler.NamesOf(w => w.Held.Concat(w.Spilled));

    /// <summary>Returns the names of the tasks that each worker runs or has been sent, the oldest first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Processing() => scheduler.NamesOf(w => w.Sent);

    /// <summary>Returns the last lines that each worker has written.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Logs()
    {
        lock (gate)
        {
            return processes
                .Values.Where(p => p.Worker is not null)
                .OrderBy(p => p.Ticket)
                .ToDictionary(p => p.Worker!.Name, p => p.Log);
        }
    }

    /// <summary>Waits until at least as many workers are connected.</summary>
    /// <exception cref="TimeoutException">They were not in that time.</exception>
    public void WaitForWorkers(int number, TimeSpan? timeout)
    {
        CheckOpen();
        long end = timeout is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : long.MaxValue;
        lock (gate)
        {
            while (Connected < number)
            {
                if (startFailure is not null)
                    throw startFailure;
                long left = end - Environment.TickCount64;
                if (left <= 0)
                {
                    throw new TimeoutException(
                        $"{Connected} of {number} workers were connected within {timeout!.Value.TotalSeconds:0.###} s"
                    );
                }

                Monitor.Wait(gate, (int)Math.Min(left, 200));
            }
        }
    }

    /// <summary>
    /// Ends workers after the tasks that they have been sent. Their results are kept in memory, or on disk if they are too
    /// much; those of another machine move to workers that stay.
    /// </summary>
    /// <exception cref="GchunkException">There is no such worker, or none would be left.</exception>
    public void Retire(IReadOnlyList<string> names)
    {
        CheckOpen();
        WorkerState[] leaving = Find(names);
        lock (gate)
        {
            if (wanted - leaving.Length < 1)
                throw new GchunkException("a client keeps at least one worker; retire fewer, or shut the client down");
            wanted -= leaving.Length;
            foreach (WorkerState worker in leaving)
            {
                if (worker.Memory is RemoteMemory { Node: var node })
                    retired[node] = retired.GetValueOrDefault(node) + 1;
                scheduler.Leave(worker);
            }
        }
    }

    /// <summary>Kills workers and waits until others have replaced them. Their tasks run again elsewhere.</summary>
    /// <exception cref="GchunkException">There is no such worker.</exception>
    public void Restart(IReadOnlyList<string> names)
    {
        CheckOpen();
        WorkerState[] old = Find(names);
        foreach (WorkerState worker in old)
            End(worker, "it was restarted", isBlamed: false);
        lock (gate)
        {
            while (processes.Values.Any(p => p.Worker is not null && old.Contains(p.Worker)))
                Monitor.Wait(gate, 100);
        }
        Reach(wanted);
    }

    private WorkerState[] Find(IReadOnlyList<string> names)
    {
        WorkerState[] all = [.. scheduler.Workers.Where(w => !w.IsLeaving)];
        return
        [
            .. names
                .Distinct()
                .Select(n =>
                    Array.Find(all, w => w.Name == n)
                    ?? throw new GchunkException(
                        $"there is no worker {n}; there are {string.Join(", ", all.Select(w => w.Name))}"
                    )
                ),
        ];
    }
}
