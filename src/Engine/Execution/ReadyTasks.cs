using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>The tasks of a run whose inputs are computed, in the run's order. The run's lock guards them.</summary>
internal sealed class ReadyTasks
{
    // The inputs of a task without inputs. Nobody adds to it.
    private static readonly List<TaskKey> None = [];

    private readonly TaskGraph graph;
    private readonly TaskOrder order;
    private readonly bool[][] finished;
    private readonly Dictionary<TaskKey, int> waitingFor = [];
    private readonly Dictionary<TaskKey, List<TaskKey>> waiters = [];
    private readonly Stack<TaskKey> called = new();
    private int next;
    private bool isCalled;

    public ReadyTasks(TaskGraph graph, TaskOrder order)
    {
        (this.graph, this.order) = (graph, order);
        finished = new bool[graph.Stages.Count][];
        for (int s = 0; s < finished.Length; s++)
            finished[s] = new bool[graph.Stages[s].Tasks];
    }

    /// <summary>Finds the task that should run next, without taking it.</summary>
    /// <param name="task">The task.</param>
    /// <param name="inputs">The tasks whose results it needs.</param>
    /// <returns>False if no task is ready.</returns>
    public bool TryPeek(out TaskKey task, out List<TaskKey> inputs)
    {
        isCalled = called.TryPeek(out task);
        if (isCalled)
        {
            inputs = InputsOf(task);
            return true;
        }
        for (; next < order.Count; next++)
        {
            task = order[next];
            inputs = InputsOf(task);
            if (Missing(task, inputs) == 0)
                return true;
        }
        inputs = [];
        return false;
    }

    /// <summary>Takes the task that <see cref="TryPeek"/> found.</summary>
    public void Take()
    {
        if (isCalled)
            called.Pop();
        else
            next++;
    }

    /// <summary>Marks a task as finished and calls the tasks that waited for it alone.</summary>
    public void Finish(TaskKey task)
    {
        finished[task.Stage][task.Index] = true;
        if (!waiters.Remove(task, out List<TaskKey>? waiting))
            return;
        foreach (TaskKey waiter in waiting)
        {
            if (--waitingFor[waiter] > 0)
                continue;
            waitingFor.Remove(waiter);
            called.Push(waiter);
        }
    }

    private List<TaskKey> InputsOf(TaskKey task)
    {
        Stage stage = graph.Stages[task.Stage];
        if (!stage.HasInputs)
            return None;
        var inputs = new List<TaskKey>();
        stage.InputsOf(task.Index, inputs);
        return inputs;
    }

    // Counts the inputs that are not computed yet; the task is called when they are.
    private int Missing(TaskKey task, List<TaskKey> inputs)
    {
        int missing = 0;
        foreach (TaskKey input in inputs)
        {
            if (finished[input.Stage][input.Index])
                continue;
            missing++;
            if (!waiters.TryGetValue(input, out List<TaskKey>? list))
                waiters[input] = list = [];
            list.Add(task);
        }
        if (missing > 0)
            waitingFor[task] = missing;
        return missing;
    }
}
