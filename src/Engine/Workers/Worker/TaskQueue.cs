namespace Gchunk.Engine.Workers.Worker;

/// <summary>The tasks that a worker has not begun, in the order they came.</summary>
internal sealed class TaskQueue
{
    private readonly object gate = new();
    private readonly LinkedList<WorkerTask> waiting = [];
    private readonly Dictionary<ResultName, LinkedListNode<WorkerTask>> places = [];

    public void Add(WorkerTask task)
    {
        lock (gate)
        {
            places[task.Name] = waiting.AddLast(task);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>The oldest task, which now runs; waits for one.</summary>
    public WorkerTask Take()
    {
        lock (gate)
        {
            while (waiting.First is null)
                Monitor.Wait(gate);
            WorkerTask task = waiting.First.Value;
            waiting.RemoveFirst();
            places.Remove(task.Name);
            task.Graph.Running++;
            return task;
        }
    }

    /// <summary>Takes a task back; false where it has begun or is not there.</summary>
    public bool Remove(ResultName name)
    {
        lock (gate)
        {
            if (!places.Remove(name, out LinkedListNode<WorkerTask>? place))
                return false;
            waiting.Remove(place);
            return true;
        }
    }

    /// <summary>A task has ended; true where it was the last of a graph that is closed.</summary>
    public bool Finish(WorkerGraph graph)
    {
        lock (gate)
            return --graph.Running == 0 && graph.IsClosed;
    }

    /// <summary>Closes a graph: its tasks go, those that run are told to stop. True where none runs.</summary>
    public bool Close(WorkerGraph graph)
    {
        bool ended;
        lock (gate)
        {
            for (LinkedListNode<WorkerTask>? node = waiting.First; node is not null; )
            {
                LinkedListNode<WorkerTask>? following = node.Next;
                if (ReferenceEquals(node.Value.Graph, graph))
                {
                    waiting.Remove(node);
                    places.Remove(node.Value.Name);
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
