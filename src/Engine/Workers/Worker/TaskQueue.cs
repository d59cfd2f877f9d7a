using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>The tasks that a worker has not started, in the order of arrival.</summary>
internal sealed class TaskQueue
{
    private readonly object gate = new();
    private readonly LinkedList<ReceivedTask> waiting = [];
    private readonly Dictionary<ResultName, LinkedListNode<ReceivedTask>> nodes = [];

    public void Add(ReceivedTask task)
    {
        lock (gate)
        {
            nodes[task.Name] = waiting.AddLast(task);
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Takes the oldest task to run it; waits for one.</summary>
    public ReceivedTask Take()
    {
        lock (gate)
        {
            while (waiting.First is null)
                Monitor.Wait(gate);
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
    public bool Finish(ReceivedGraph graph)
    {
        lock (gate)
            return --graph.Running == 0 && graph.IsClosed;
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
