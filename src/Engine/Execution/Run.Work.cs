using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Execution.Queues;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

// How the threads of a run take tasks and hand in results.
internal sealed partial class Run
{
    private readonly List<ThreadQueue> queues = [];
    private bool waitsForMemory;

    /// <summary>The threads that this run may use and for which there is no task that is ready.</summary>
    public int SpareThreads
    {
        get
        {
            while (threads > 1)
            {
                TaskKey claimed;
                lock (gate)
                {
                    if (ready.TryPeekReturned(out _))
                        return 0;
                    if (!ready.TryClaim(out claimed))
                        return Math.Max(0, threads - running - spilling);
                }
                ReadyTask task = ReadyTask.Describe(graph, claimed);
                lock (gate)
                {
                    if (!ready.IsReady(task))
                        continue;
                    ready.Return(task);
                    Wake(1);
                    return 0;
                }
            }
            return 0;
        }
    }

    /// <summary>Runs tasks until none are left; many threads may do so at once.</summary>
    public void Work()
    {
        ThreadQueue queue = Join();
        var burst = new TaskBurst();
        while (Fill(queue, ref burst))
            RunTasks(queue, ref burst);
        Tell(ref burst);
    }

    /// <summary>Returns the queue of one more thread.</summary>
    internal ThreadQueue Join()
    {
        var queue = new ThreadQueue();
        lock (gate)
            queues.Add(queue);
        return queue;
    }

    /// <summary>Runs the tasks of a queue, unless others wait for their results or no more are wanted.</summary>
    internal void RunTasks(ThreadQueue queue, ref TaskBurst burst)
    {
        while (queue.TryTake(out ReadyTask task))
        {
            try
            {
                Execute(queue, task, ref burst);
            }
            catch (Exception e)
            {
                Fail(task.Key, e);
                return;
            }
            if (queue.Count == 0 || AreAwaited(queue) || RunControl.IsPaused || Token.IsCancellationRequested)
                return;
        }
    }

    // Others may go on with the results, or take tasks of the queue.
    private bool AreAwaited(ThreadQueue queue) => Volatile.Read(ref sleeping) > 0 || queue.IsLate;

    // Waits until the queue has tasks; returns false if there will be none.
    private bool Fill(ThreadQueue queue, ref TaskBurst burst)
    {
        while (true)
        {
            if (RunControl.IsPaused)
            {
                HandIn(queue);
                Tell(ref burst);
                RunControl.WaitWhilePaused(Token);
            }
            switch (Take(queue, out object? victim))
            {
                case Taken.Finished:
                    return false;
                case Taken.Tasks:
                    return true;
                case Taken.Claims when Admit(queue, queue.Describe(graph)):
                    return true;
                case Taken.Claims:
                    break;
                default:
                    Tell(ref burst);
                    if (!SpillOrSleep(victim))
                        return false;
                    break;
            }
        }
    }

    private void HandIn(ThreadQueue queue)
    {
        lock (gate)
            Accept(queue);
    }

    /// <summary>Hands in results, and takes or claims tasks.</summary>
    /// <param name="queue">The queue of the thread.</param>
    /// <param name="victim">
    /// Without tasks and if memory is short: the result that is needed last. It is spilled, so that no core is idle.
    /// </param>
    internal Taken Take(ThreadQueue queue, out object? victim)
    {
        victim = null;
        lock (gate)
        {
            Accept(queue);
            if (failure is not null || Token.IsCancellationRequested || (order.IsComplete && done == order.Count))
            {
                WakeAll();
                return Taken.Finished;
            }
            isShort = false;
            if (queue.Count > 0 || TakeReturned(queue) || (!Claim(queue) && Steal(queue)))
            {
                Begin(queue);
                return Taken.Tasks;
            }
            if (queue.Claims.Count > 0)
                return Taken.Claims;
            victim = isShort ? held.TakeVictim() : null;
            if (victim is null)
                sleeping++;
            else
                spilling++;
            waitsForMemory |= isShort;
            return Taken.None;
        }
    }

    // What was handed in frees memory and calls the tasks that waited for it.
    private void Accept(ThreadQueue queue)
    {
        if (queue.IsBusy)
            running--;
        int released = 0;
        long before = bytes;
        foreach ((ReadyTask task, NDArray result) in queue.Results)
            released += Accept(task, result);
        queue.HandedIn();
        if (bytes < before && waitsForMemory)
            WakeAll();
        // This thread takes one of the tasks by itself.
        Wake(released + queue.Count - 1);
    }

    private int Accept(in ReadyTask task, NDArray result)
    {
        (int stage, long index) = task.Key;
        done++;
        bytes -= task.Scratch;
        if (order.Consumers[stage][index] > 0 || !order.HasCounted(stage))
        {
            held.Add(task.Key, result);
        }
        else
        {
            result.Dispose();
            bytes -= task.Output;
        }
        foreach (TaskKey input in task.Inputs)
        {
            held.Unpin(input);
            if (
                Interlocked.Decrement(ref order.Consumers[input.Stage][input.Index]) == 0
                && order.HasCounted(input.Stage)
            )
            {
                bytes -= held.Remove(input);
            }
        }
        return ready.Finish(task.Key);
    }

    private bool TakeReturned(ThreadQueue queue)
    {
        if (!ready.TryPeekReturned(out ReadyTask task) || !TryAdmit(task, isFirst: true))
            return false;
        ready.TakeReturned();
        queue.Begin();
        queue.Add(task);
        return true;
    }

    // Short tasks are claimed many at a time, but enough are left for the other threads.
    private bool Claim(ThreadQueue queue)
    {
        if (ready.TryPeekReturned(out _))
            return false;
        int most = Math.Clamp(ready.Unclaimed / (2 * threads), 1, queue.Length);
        while (queue.Claims.Count < most && ready.TryClaim(out TaskKey task))
            queue.Claims.Add(task);
        return queue.Claims.Count > 0;
    }

    private bool Steal(ThreadQueue thief)
    {
        foreach (ThreadQueue queue in queues)
        {
            for (int most = (queue.Spare + 1) / 2; most > 0 && queue.TrySteal(out ReadyTask task); most--)
            {
                if (thief.Count == 0)
                    thief.Begin();
                thief.Add(task);
            }
            if (thief.Count > 0)
                return true;
        }
        return false;
    }

    private void Begin(ThreadQueue queue)
    {
        running++;
        queue.Begin();
        BlockPool.Fit(memoryLimit - bytes);
    }

    /// <summary>Admits those claims of a queue that are ready, as far as they fit.</summary>
    /// <returns>False if none of them may run now.</returns>
    internal bool Admit(ThreadQueue queue, List<ReadyTask> claims)
    {
        lock (gate)
        {
            int kept = 0;
            for (int i = 0; i < claims.Count; i++)
            {
                ReadyTask task = claims[i];
                if (!ready.IsReady(task))
                    continue;
                if (kept == 0 && TryAdmit(task, isFirst: queue.Count == 0))
                {
                    if (queue.Count == 0)
                        queue.Begin();
                    queue.Add(task);
                    continue;
                }
                claims[kept++] = task;
            }
            waitsForMemory |= kept > 0;
            // The first of them is the next to be taken.
            while (kept-- > 0)
                ready.Return(claims[kept]);
            if (queue.Count == 0)
                return false;
            Begin(queue);
            // Whoever found nothing while these were claimed may steal some.
            Wake(queue.Count - 1);
            return true;
        }
    }

    // A task is admitted if its bytes fit beside those that are held, or if nothing is running or being spilled, since
    // waiting would not help then.
    private bool TryAdmit(in ReadyTask task, bool isFirst)
    {
        long needs = task.Output + task.Scratch;
        if (bytes + needs > memoryLimit)
        {
            // The task's own inputs may be spilled too: it then reads the parts that it needs from disk.
            isShort = true;
            if (!isFirst || running > 0 || spilling > 0 || held.HasVictim)
                return false;
        }
        foreach (TaskKey input in task.Inputs)
            held.Pin(input);
        bytes += needs;
        return true;
    }

    private bool SpillOrSleep(object? victim)
    {
        if (victim is not null)
        {
            Spill(victim);
            return true;
        }
        try
        {
            wake.Wait(Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void WakeAll()
    {
        waitsForMemory = false;
        Wake(sleeping);
    }

    private void Wake(int most)
    {
        int woken = Math.Min(most, sleeping);
        if (woken <= 0)
            return;
        sleeping -= woken;
        wake.Release(woken);
    }

    /// <summary>What a thread has got.</summary>
    internal enum Taken
    {
        /// <summary>Nothing now.</summary>
        None,

        /// <summary>Nothing, and there will be nothing.</summary>
        Finished,

        /// <summary>Tasks that are admitted.</summary>
        Tasks,

        /// <summary>Claims, which <see cref="Admit"/> has to admit.</summary>
        Claims,
    }
}
