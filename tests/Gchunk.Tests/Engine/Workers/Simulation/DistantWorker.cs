using Gchunk.Engine;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;
using Gchunk.Engine.Workers.Worker;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>A worker of a simulated cluster, and its connection to the client: messages take time, and are in order.</summary>
internal sealed class DistantWorker : IMessageChannel
{
    private readonly SimulatedCluster cluster;
    private readonly Scheduler scheduler;
    private readonly Dictionary<int, ReceivedGraph> graphs = [];
    private readonly List<ReceivedTask> waiting = [];
    private readonly HashSet<ReceivedTask> running = [];
    private readonly Dictionary<ResultName, Held> store = [];
    private readonly Dictionary<long, ulong> values = [];
    private readonly Queue<Action> arriving = [],
        leaving = [];
    private long lastOffset,
        arrivesAt,
        leavesAt;

    private sealed record Held(ulong Value, long Bytes, long Offset)
    {
        public bool IsSpilled { get; set; }
    }

    private sealed class NotHeldException() : GchunkException("the result is not held");

    public DistantWorker(SimulatedCluster cluster, Scheduler scheduler, int number, int node, int threads, long limit)
    {
        (this.cluster, this.scheduler, Node) = (cluster, scheduler, node);
        State = new WorkerState(number, number, threads, limit, this, new DistantMemory(ReadByClient, node));
        scheduler.Join(State);
        Pulse();
    }

    public WorkerState State { get; }

    public int Node { get; }

    /// <summary>False once the process has ended, whether or not the client knows.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>True if messages go through in the end.</summary>
    public bool IsConnected { get; private set; } = true;

    public int Slowness { get; set; } = 1;

    public bool SendsTwice { get; set; }

    public bool HoldsNothing => store.Count == 0;

    /// <summary>Ends the process.</summary>
    public void Die() => (IsAlive, IsConnected) = (false, false);

    /// <summary>Ends the connection with what is on its way. The worker ends when it notices.</summary>
    public void Cut()
    {
        IsConnected = false;
        cluster.After(cluster.Random.Next(5000), Die);
    }

    public ulong Read(long offset) =>
        IsAlive && values.TryGetValue(offset, out ulong value)
            ? value
            : throw new GchunkException("the result cannot be read");

    private ulong ReadByClient(long offset)
    {
        try
        {
            if (cluster.IsApart(0, Node))
                throw new GchunkException("the node cannot be reached");
            return Read(offset);
        }
        catch (GchunkException e)
        {
            throw new LostBlockException(e.Message, e);
        }
    }

    void IMessageChannel.Send(MessageWriter message)
    {
        byte[] bytes = message.Finish().ToArray();
        arrivesAt = Math.Max(arrivesAt, cluster.Now + cluster.Delay());
        cluster.OnWay(arriving, arrivesAt, Node, () => IsConnected, () => SimulatedWorker.Read(bytes, Handle));
    }

    void IDisposable.Dispose() { }

    private void Say(MessageWriter message)
    {
        byte[] bytes = message.Finish().ToArray();
        int times = SendsTwice ? 2 : 1;
        SendsTwice = false;
        leavesAt = Math.Max(leavesAt, cluster.Now + cluster.Delay());
        for (int i = 0; i < times; i++)
            cluster.OnWay(leaving, leavesAt, Node, () => IsConnected, () => Deliver(bytes));
    }

    private void Deliver(byte[] message) =>
        SimulatedWorker.Read(
            message,
            (MessageKind kind, ref ByteReader fields) => scheduler.Receive(State, kind, ref fields)
        );

    /// <summary>Says how much memory it uses.</summary>
    public void SayMemory(long bytes)
    {
        if (!IsAlive)
            return;
        var message = new MessageWriter(MessageKind.Pulse);
        message.WriteCount(bytes);
        Say(message);
    }

    private void Pulse()
    {
        if (!IsAlive)
            return;
        SayMemory(1000);
        cluster.After(WorkerSilence.WatchMilliseconds, Pulse);
    }

    private void Handle(MessageKind kind, ref ByteReader message)
    {
        if (!IsAlive)
            return;
        switch (kind)
        {
            case MessageKind.OpenGraph:
                int id = message.ReadCount();
                graphs.Add(id, new ReceivedGraph(id, isCalls: false));
                break;
            case MessageKind.Tasks:
                while (!message.IsAtEnd)
                    waiting.Add(ReceivedTask.Read(ref message, graphs));
                Begin();
                break;
            case MessageKind.TakeOver:
                while (!message.IsAtEnd)
                {
                    ReceivedTask task = ReceivedTask.ReadResult(ref message, graphs);
                    cluster.After(cluster.Random.Next(1, 300), () => TakeOver(task));
                }
                break;
            case MessageKind.Free:
                while (!message.IsAtEnd)
                    Free(ResultName.Read(ref message));
                break;
            case MessageKind.Spill:
                while (!message.IsAtEnd)
                    Spill(ResultName.Read(ref message));
                break;
            case MessageKind.Revoke or MessageKind.CancelTask:
                Say(SimulatedWorker.Revoked(waiting, ref message));
                break;
            case MessageKind.CloseGraph:
                Close(message.ReadCount());
                break;
            case MessageKind.Stop:
                cluster.After(cluster.Random.Next(100), () => cluster.End(this, Blame.None));
                break;
            case MessageKind.PeerGone:
                break;
            default:
                throw new InvalidOperationException($"a simulated worker does not know {kind}");
        }
    }

    private void Begin()
    {
        while (running.Count < State.Threads && waiting.Count > 0)
        {
            ReceivedTask task = waiting[0];
            waiting.RemoveAt(0);
            running.Add(task);
            cluster.After(cluster.Random.Next(1, 40) * Slowness, () => Finish(task));
        }
    }

    private void Finish(ReceivedTask task)
    {
        if (!IsAlive || !running.Remove(task))
            return;
        GraphPlan plan = cluster.PlanOf(task.Name.Graph);
        int number = (int)task.Name.Task.Index;
        if (number == plan.Deadly)
        {
            cluster.End(this, Blame.Task);
            return;
        }
        if (ReadInputs(task) is { } inputs)
        {
            if (number == plan.Failing)
                SayFailed(task.Name, 0, 0);
            else
                SayDone(task.Name, GraphPlan.Value(number, inputs), plan.Bytes[number]);
        }
        CloseIfOver(task.Graph);
        Begin();
    }

    private ulong[]? ReadInputs(ReceivedTask task)
    {
        ulong[] inputs = new ulong[task.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            try
            {
                inputs[i] = ReadInput(task.Inputs[i]);
            }
            catch (GchunkException e)
            {
                // Of a task that was taken back, inputs may be freed.
                if (e is NotHeldException && cluster.IsSent(task.Name, this))
                {
                    throw new InvalidOperationException(
                        $"{State.Name} is said to hold {task.Inputs[i].Name} for {task.Name}, which it does not"
                    );
                }
                SayFailed(task.Name, i + 1, task.Inputs[i].Peer);
                return null;
            }
        }
        return inputs;
    }

    private ulong ReadInput(in InputPlace place) =>
        place.Place switch
        {
            ResultPlace.Inline => BitConverter.ToUInt64(place.Inline!),
            ResultPlace.None => store.TryGetValue(place.Name, out Held? held)
                ? held.Value
                : throw new NotHeldException(),
            _ => cluster.ReadFrom(this, place.Peer, place.Offset),
        };

    private void SayDone(ResultName name, ulong value, long bytes)
    {
        var message = new MessageWriter(MessageKind.Done);
        name.Write(message);
        message.WriteCount(5000);
        message.WriteCount(0);
        if (bytes == sizeof(ulong))
        {
            message.WriteByte((byte)ResultPlace.Inline);
            message.WriteBlob(BitConverter.GetBytes(value));
        }
        else
        {
            WritePlace(message, Add(name, value, bytes));
        }
        Say(message);
    }

    // As WorkerStore does: a result of the same name stays where it is.
    private Held Add(ResultName name, ulong value, long bytes)
    {
        if (store.TryGetValue(name, out Held? there))
            return there;
        var held = new Held(value, bytes, ++lastOffset);
        values[held.Offset] = value;
        return store[name] = held;
    }

    private static void WritePlace(MessageWriter message, Held held)
    {
        message.WriteByte((byte)(held.IsSpilled ? ResultPlace.File : ResultPlace.Memory));
        if (held.IsSpilled)
            message.WriteCount(7);
        message.WriteCount(held.Offset);
        message.WriteCount(held.Bytes);
    }

    private void SayFailed(ResultName name, int missing, int holder) =>
        Say(SimulatedWorker.Failed(name, missing, holder, []));

    private void TakeOver(ReceivedTask task)
    {
        if (!IsAlive || !graphs.ContainsKey(task.Name.Graph))
            return;
        var message = new MessageWriter(MessageKind.TakenOver);
        task.Name.Write(message);
        try
        {
            ulong value = ReadInput(task.Inputs[0]);
            WritePlace(message, Add(task.Name, value, task.Inputs[0].Bytes));
        }
        catch (GchunkException)
        {
            message.WriteByte((byte)ResultPlace.None);
        }
        Say(message);
    }

    private void Free(ResultName name)
    {
        if (store.Remove(name, out Held? held))
            values.Remove(held.Offset);
    }

    private void Spill(ResultName name)
    {
        if (!store.TryGetValue(name, out Held? held))
            return;
        if (!held.IsSpilled)
        {
            values.Remove(held.Offset);
            store[name] = held = held with { Offset = ++lastOffset };
            held.IsSpilled = true;
            values[held.Offset] = held.Value;
        }
        var message = new MessageWriter(MessageKind.Spilled);
        name.Write(message);
        message.WriteCount(held.Bytes);
        message.WriteBool(false);
        message.WriteCount(7);
        message.WriteCount(held.Offset);
        Say(message);
    }

    private void Close(int graph)
    {
        waiting.RemoveAll(t => t.Name.Graph == graph);
        if (graphs.Remove(graph, out ReceivedGraph? closed))
        {
            closed.IsClosed = true;
            CloseIfOver(closed);
        }
    }

    private void CloseIfOver(ReceivedGraph graph)
    {
        if (!graph.IsClosed || running.Any(t => ReferenceEquals(t.Graph, graph)))
            return;
        foreach (ResultName name in store.Keys.Where(n => n.Graph == graph.Id).ToArray())
            Free(name);
        var message = new MessageWriter(MessageKind.GraphClosed);
        message.WriteCount(graph.Id);
        Say(message);
    }
}
