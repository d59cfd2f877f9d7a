using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution.Queues;

/// <summary>
/// The tasks of a run that no thread has taken: those whose inputs have just been computed first, then the others in the
/// run's order. The run's lock guards them.
/// </summary>
internal sealed class ReadyTasks
{
    private readonly TaskOrder order;
    private readonly bool[][] finished;
    private readonly Dictionary<TaskKey, int> waitingFor = [];
    private readonly Dictionary<TaskKey, List<TaskKey>> waiters = [];
    private readonly Stack<TaskKey> called = new();
    private readonly Stack<ReadyTask> returned = new();
    private int next;

    /// <summary>Prepares the tasks of a graph.</summary>
    public ReadyTasks(TaskGraph graph, TaskOrder order)
    {
        this.order = order;
        finished = new bool[graph.Stages.Count][];
        for (int s = 0; s < finished.Length; s++)
            finished[s] = new bool[graph.Stages[s].Tasks];
    }

    /// <summary>The tasks that can be claimed; some of them may have to wait for inputs.</summary>
    public int Unclaimed => called.Count + order.Count - next;

    /// <summary>Claims a task. Whoever claims it describes it and asks whether it <see cref="IsReady"/>.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryClaim(out TaskKey task)
    {
        if (called.TryPop(out task))
            return true;
        if (next == order.Count)
            return false;
        task = order[next++];
        return true;
    }

    /// <summary>
    /// Returns whether all inputs of a claimed task are computed. If they are not, it can be claimed again when they are.
    /// </summary>
    public bool IsReady(in ReadyTask task)
    {
        int missing = 0;
        foreach (TaskKey input in task.Inputs)
        {
            if (finished[input.Stage][input.Index])
                continue;
            missing++;
            if (!waiters.TryGetValue(input, out List<TaskKey>? list))
                waiters[input] = list = [];
            list.Add(task.Key);
        }
        if (missing > 0)
            waitingFor[task.Key] = missing;
        return missing == 0;
    }

    /// <summary>Gives a task back that is ready and was not admitted. It is the next to be taken.</summary>
    public void Return(in ReadyTask task) => returned.Push(task);

    /// <summary>Finds the last task that was given back.</summary>
    public bool TryPeekReturned(out ReadyTask task) => returned.TryPeek(out task);

    /// <summary>Takes the task that <see cref="TryPeekReturned"/> found.</summary>
    public void TakeReturned() => returned.Pop();

    /// <summary>Marks a task as finished.</summary>
    /// <returns>The number of tasks that waited for it alone and can be claimed now.</returns>
    public int Finish(TaskKey task)
    {
        finished[task.Stage][task.Index] = true;
        if (!waiters.Remove(task, out List<TaskKey>? waiting))
            return 0;
        int released = 0;
        foreach (TaskKey waiter in waiting)
        {
            if (--waitingFor[waiter] > 0)
                continue;
            waitingFor.Remove(waiter);
            called.Push(waiter);
            released++;
        }
        return released;
    }
}
