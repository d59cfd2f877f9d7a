using System.Collections.Concurrent;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;
using Gchunk.Engine.Workers.Worker;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>
/// A worker that does one thing when it is told to: it takes a message, runs a task, or lets a message go. It has the
/// parts of a real one, except for threads, a socket and a process of its own.
/// </summary>
internal sealed class SimulatedWorker : IMessageChannel
{
    private readonly TaskGraph plan;
    private readonly Scheduler scheduler;
    private readonly SpillFile file = new();
    private readonly Peers peers = new();
    private readonly WorkerStore store;
    private readonly InputReader reader;
    private readonly Dictionary<int, ReceivedGraph> graphs = [];
    private readonly ConcurrentQueue<byte[]> arrived = [];
    private readonly List<ReceivedTask> tasks = [];
    private readonly Queue<byte[]> leaving = [];
    private readonly List<int> met = [];
    private readonly HashSet<byte[]> thrown = [];

    /// <summary>Makes a worker, which joins.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="plan">The only graph that it gets, planned.</param>
    /// <param name="threads">The tasks that it may run at once by the scheduler's books.</param>
    /// <param name="memoryLimit">Its memory limit in bytes.</param>
    /// <param name="others">The other workers.</param>
    public SimulatedWorker(
        int number,
        Scheduler scheduler,
        TaskGraph plan,
        int threads,
        long memoryLimit,
        IReadOnlyList<SimulatedWorker> others
    )
    {
        (this.plan, this.scheduler) = (plan, scheduler);
        SharedArena arena = SharedArena.Start();
        var address = new PeerAddress(Environment.ProcessId, arena.Descriptor, arena.Length);
        store = new WorkerStore(arena, file);
        reader = new InputReader(store, peers);
        State = new WorkerState(
            number,
            Environment.ProcessId,
            threads,
            memoryLimit,
            this,
            new PeerMemory(address, keeps: true)
        );
        foreach (SimulatedWorker other in others)
        {
            Meet(other.State.Number, address);
            other.Meet(number, address);
        }
        scheduler.Join(State);
    }

    private void Meet(int number, PeerAddress address)
    {
        peers.Add(number, address);
        met.Add(number);
    }

    public WorkerState State { get; }

    /// <summary>What it can do now: take a message, run a task, send a message.</summary>
    public bool HasArrived => !arrived.IsEmpty;

    public bool HasTasks => tasks.Count > 0;

    public bool HasLeaving => leaving.Count > 0;

    /// <summary>True if it can do anything.</summary>
    public bool IsBusy => HasArrived || HasTasks || HasLeaving;

    /// <summary>Takes and sends every message.</summary>
    public void Drain()
    {
        while (HasArrived)
            Take();
        while (HasLeaving)
            Send();
    }

    /// <summary>True if its next message says that a task threw.</summary>
    public bool SendsFailure => HasLeaving && thrown.Contains(leaving.Peek());

    /// <summary>True if it holds nothing of any run.</summary>
    public bool IsEmpty => graphs.Count == 0;

    void IMessageChannel.Send(MessageWriter message) => arrived.Enqueue(message.Finish().ToArray());

    /// <summary>Takes the next message of the scheduler.</summary>
    public void Take()
    {
        if (arrived.TryDequeue(out byte[]? message))
            Read(message, Handle);
    }

    /// <summary>Sends the next message to the scheduler.</summary>
    public void Send() => Deliver(leaving.Dequeue());

    /// <summary>Sends the next message to the scheduler twice.</summary>
    /// <returns>Its kind.</returns>
    public MessageKind SendTwice()
    {
        var kind = (MessageKind)leaving.Peek()[4];
        Deliver(leaving.Peek());
        Deliver(leaving.Dequeue());
        return kind;
    }

    /// <summary>Sends the next message to the scheduler with other bytes, or only its beginning.</summary>
    public void SendDamaged(Random random)
    {
        byte[] message = [.. leaving.Dequeue()];
        for (int strokes = random.Next(1, 4); strokes > 0; strokes--)
            message[random.Next(4, message.Length)] = (byte)random.Next(random.Next(2) == 0 ? 40 : 256);
        Deliver(random.Next(4) == 0 ? message[..random.Next(5, message.Length + 1)] : message);
    }

    /// <summary>Reports how much memory it uses.</summary>
    public void Pulse(long bytes)
    {
        var message = new MessageWriter(MessageKind.Pulse);
        message.WriteCount(bytes);
        Deliver(message.Finish().ToArray());
    }

    /// <summary>Runs the next task.</summary>
    public void Run()
    {
        ReceivedTask task = tasks[0];
        tasks.RemoveAt(0);
        try
        {
            Stage stage = plan.Stages[task.Name.Task.Stage];
            using var inputs = new TaskInputs(task, plan, reader);
            NDArray result = TaskRunner.Run(stage, task.Name.Task.Index, inputs, task.Graph.Token);
            if (result.NBytes <= ResultMessages.MostInline)
            {
                using (result)
                    Say(ResultMessages.Inline(task.Name, 5, result, 0));
                return;
            }
            Say(ResultMessages.Held(task.Name, 5, store.Add(task.Name, result), 0));
        }
        catch (MissingInputException e)
        {
            Say(Failed(task.Name, e.Input + 1, task.Inputs[e.Input].Peer, []));
        }
        catch (Exception e)
        {
            Say(Failed(task.Name, 0, 0, SerializedException.Serialize(e)));
            thrown.Add(leaving.Last());
        }
    }

    /// <summary>Ends at once. Its memory can still be read by those that know of it, as that of a process can.</summary>
    /// <param name="sent">The number of messages that still leave it before.</param>
    public void Die(int sent)
    {
        for (; sent > 0 && HasLeaving; sent--)
            Send();
        arrived.Clear();
        tasks.Clear();
        foreach (int number in met)
            peers.Remove(number);
        met.Clear();
    }

    /// <summary>Frees what it holds, once nobody can read it.</summary>
    public void Bury()
    {
        foreach ((int graph, ReceivedGraph closed) in graphs)
        {
            store.FreeGraph(graph);
            closed.Dispose();
        }
        graphs.Clear();
        foreach (int number in met)
            peers.Remove(number);
        file.Dispose();
    }

    // The channel has nothing to close.
    void IDisposable.Dispose() { }

    /// <summary>The reply of a worker that gives back those of its tasks that have not begun.</summary>
    public static MessageWriter Revoked(List<ReceivedTask> waiting, ref ByteReader message)
    {
        var given = new List<ResultName>();
        while (!message.IsAtEnd)
        {
            ResultName name = ResultName.Read(ref message);
            if (waiting.RemoveAll(t => t.Name == name) > 0)
                given.Add(name);
        }
        var reply = new MessageWriter(MessageKind.Revoked);
        reply.WriteCount(given.Count);
        foreach (ResultName name in given)
            name.Write(reply);
        return reply;
    }

    /// <summary>The reply of a worker whose task failed.</summary>
    public static MessageWriter Failed(ResultName task, int missing, int holder, byte[] error)
    {
        var message = new MessageWriter(MessageKind.Failed);
        task.Write(message);
        message.WriteCount(missing);
        if (missing > 0)
            message.WriteCount(holder);
        message.WriteBlob(error);
        return message;
    }

    private void Say(MessageWriter message) => leaving.Enqueue(message.Finish().ToArray());

    private void Deliver(byte[] message) =>
        Read(message, (MessageKind kind, ref ByteReader fields) => scheduler.Receive(State, kind, ref fields));

    public static unsafe void Read(byte[] message, MessageHandler handler)
    {
        fixed (byte* fields = message.AsSpan(MessageWriter.HeaderLength))
        {
            var reader = new ByteReader(fields, message.Length - MessageWriter.HeaderLength);
            handler((MessageKind)message[4], ref reader);
        }
    }

    // As WorkerSession does.
    private void Handle(MessageKind kind, ref ByteReader message)
    {
        switch (kind)
        {
            case MessageKind.Peer:
                Meet(message.ReadCount(), Hello.ReadAddress(ref message));
                break;
            case MessageKind.PeerGone:
                peers.Remove(message.ReadCount());
                break;
            case MessageKind.OpenGraph:
                int id = message.ReadCount();
                graphs.Add(id, new ReceivedGraph(id, isCalls: false));
                break;
            case MessageKind.Tasks:
                while (!message.IsAtEnd)
                    tasks.Add(ReceivedTask.Read(ref message, graphs));
                break;
            case MessageKind.Free:
                while (!message.IsAtEnd)
                    store.Free(ResultName.Read(ref message));
                break;
            case MessageKind.Spill:
                while (!message.IsAtEnd)
                    Spill(ResultName.Read(ref message));
                break;
            case MessageKind.Revoke or MessageKind.CancelTask:
                Say(Revoked(tasks, ref message));
                break;
            case MessageKind.CloseGraph:
                Close(message.ReadCount());
                break;
            default:
                throw new InvalidOperationException($"a simulated worker does not know {kind}");
        }
    }

    private void Spill(ResultName name)
    {
        var message = new MessageWriter(MessageKind.Spilled);
        name.Write(message);
        try
        {
            if (store.Spill(name) is not { } held)
                return;
            message.WriteCount(held.Bytes);
            message.WriteBool(false);
            message.WriteCount(held.Descriptor);
            message.WriteCount(held.Offset);
        }
        catch (GchunkException e)
        {
            message.WriteCount(store.Find(name)?.Bytes ?? 0);
            message.WriteBool(true);
            message.WriteText(e.Message);
        }
        Say(message);
    }

    private void Close(int graph)
    {
        if (!graphs.Remove(graph, out ReceivedGraph? closed))
            return;
        tasks.RemoveAll(t => t.Name.Graph == graph);
        store.FreeGraph(graph);
        closed.Dispose();
        var message = new MessageWriter(MessageKind.GraphClosed);
        message.WriteCount(graph);
        Say(message);
    }
}
