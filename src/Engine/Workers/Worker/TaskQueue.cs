using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>The tasks that a worker has not started: by priority, then in the order of arrival.</summary>
internal sealed class TaskQueue
{
    private readonly object gate = new();
    private readonly LinkedList<ReceivedTask> waiting = [];
    private readonly Dictionary<ResultName, LinkedListNode<ReceivedTask>> nodes = [];

    private int slots;
    private int active;
    private int idle;

    // All threads that wait are equal, so one of them is enough.
    private void Wake()
    {
        if (idle > 0 && waiting.First is not null && active < slots)
            Monitor.Pulse(gate);
    }

    /// <summary>Sets how many tasks run at once.</summary>
    public void Open(int number)
    {
        lock (gate)
        {
            slots = number;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Leaves the slot of a task that waits to another one. True if no thread is free to run that.</summary>
    public bool Leave()
    {
        lock (gate)
        {
            active--;
            Wake();
            return idle == 0;
        }
    }

    /// <summary>Takes the slot of a task that has waited again.</summary>
    public void Return()
    {
        lock (gate)
            active++;
    }

    /// <summary>Takes note of a task that runs on a thread of its own.</summary>
    public void Begin(ReceivedTask task)
    {
        lock (gate)
            task.Graph.Running++;
    }

    public void Add(ReceivedTask task)
    {
        lock (gate)
        {
            LinkedListNode<ReceivedTask>? before = waiting.Last;
            while (before is not null && before.Value.Priority < task.Priority)
                before = before.Previous;
            nodes[task.Name] = before is null ? waiting.AddFirst(task) : waiting.AddAfter(before, task);
            Wake();
        }
    }

    /// <summary>
    /// Takes the oldest task to run it; waits for one and for a slot. Null if there are more threads than are needed.
    /// </summary>
    public ReceivedTask? Take()
    {
        lock (gate)
        {
            if (idle >= slots)
                return null;
            idle++;
            while (waiting.First is null || active >= slots)
                Monitor.Wait(gate);
            idle--;
            active++;
            ReceivedTask task = waiting.First.Value;
            waiting.RemoveFirst();
            nodes.Remove(task.Name);
            task.Graph.Running++;
            return task;
        }
    }

    /// <summary>Removes a task. False if it has been started or is not there.</summary>
    public bool Remove(ResultName name)
    {
        lock (gate)
        {
            if (!nodes.Remove(name, out LinkedListNode<ReceivedTask>? node))
                return false;
            waiting.Remove(node);
            return true;
        }
    }

    /// <summary>Takes note that a task has ended. True if it was the last running one of a closed graph.</summary>
    public bool Finish(ReceivedGraph graph, bool inSlot)
    {
        lock (gate)
        {
            if (inSlot)
            {
                active--;
                Wake();
            }
            return --graph.Running == 0 && graph.IsClosed;
        }
    }

    /// <summary>
    /// Closes a graph: removes its tasks and cancels those that are running. True if none is running.
    /// </summary>
    public bool Close(ReceivedGraph graph)
    {
        bool ended;
        lock (gate)
        {
            for (LinkedListNode<ReceivedTask>? node = waiting.First; node is not null; )
            {
                LinkedListNode<ReceivedTask>? following = node.Next;
                if (ReferenceEquals(node.Value.Graph, graph))
                {
                    waiting.Remove(node);
                    nodes.Remove(node.Value.Name);
                }
                node = following;
            }
            graph.IsClosed = true;
            ended = graph.Running == 0;
        }
        graph.Cancel();
        return ended;
    }
}
