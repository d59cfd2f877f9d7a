using System.Globalization;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Nested;
using Gchunk.Engine.Workers.Processes;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>
/// The state of a worker process. It handles the client's messages on one thread and runs tasks on others; all
/// decisions are the client's.
/// </summary>
internal sealed partial class WorkerSession : CallSlots
{
    private const int PulseMilliseconds = 250;

    private readonly Dictionary<int, ReceivedGraph> graphs = [];
    private readonly WorkerLink link;
    private readonly SharedArena arena;
    private readonly CodeSession code;
    private readonly string name;
    private readonly WorkerStore store;
    private readonly Peers peers = new();
    private readonly InputReader reader;
    private readonly TaskQueue queue = new();
    private readonly CallLanes lanes = new();
    private readonly ClientLink client;
    private int waiting;

    public WorkerSession(WorkerLink link, SharedArena arena, SpillFile file, CodeSession code, string name)
    {
        (this.link, this.arena, this.code, this.name) = (link, arena, code, name);
        store = new WorkerStore(arena, file);
        reader = new InputReader(store, peers);
        client = new ClientLink(link, code, peers, reader)
        {
            CurrentRun = static () =>
                running switch
                {
                    null => default,
                    // The thread that reads the messages cannot wait for one.
                    { Lane.Number: 2 } => throw new GchunkException(
                        "the setup of a plugin cannot use the client; use it in the calls"
                    ),
                    var task => (task.Graph.Id, task.Graph.Token),
                },
        };
    }

    /// <summary>True once the client has told this worker to end.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Handles a message, on the thread that reads the connection.</summary>
    public void Receive(MessageKind kind, ref ByteReader message)
    {
        switch (kind)
        {
            case MessageKind.Welcome:
                Begin(ref message);
                break;
            case MessageKind.Refused:
                throw new ProtocolException($"the client refused this worker: {message.ReadText()}");
            case MessageKind.Peer:
                peers.Add(message.ReadCount(), Hello.ReadAddress(ref message));
                break;
            case MessageKind.RemotePeer:
                peers.Add(message.ReadCount(), NodeInfo.Read(ref message), message.ReadUnsigned());
                break;
            case MessageKind.Cluster:
                string cluster = message.ReadText();
                if (!ClusterFolder.IsPlace(cluster))
                    throw ByteReader.Damaged("the folder of a cluster is not absolute");
                peers.Enter(cluster);
                break;
            case MessageKind.PeerGone:
                peers.Remove(message.ReadCount());
                break;
            case MessageKind.Code:
                code.Add(
                    message.ReadHash(),
                    message.ReadText(),
                    message.ReadBlob().ToArray(),
                    message.ReadBlob().ToArray()
                );
                break;
            case MessageKind.Libraries:
                for (int n = message.ReadCount(1); n > 0; n--)
                    code.Libraries.AddAssembly(ReadPath(ref message));
                for (int n = message.ReadCount(1); n > 0; n--)
                    code.Libraries.AddNative(ReadPath(ref message));
                break;
            case MessageKind.OpenGraph:
                OpenGraph(ref message);
                break;
            case MessageKind.OpenFunction:
                OpenFunction(ref message);
                break;
            case MessageKind.CloseGraph:
                if (graphs.Remove(message.ReadCount(), out ReceivedGraph? closed) && queue.Close(closed))
                    Close(closed);
                break;
            case MessageKind.Tasks:
                while (!message.IsAtEnd)
                    Add(ReceivedTask.Read(ref message, graphs));
                break;
            case MessageKind.TakeOver:
                while (!message.IsAtEnd)
                {
                    ReceivedTask result = ReceivedTask.ReadResult(ref message, graphs);
                    queue.Begin(result);
                    lanes.Add(CallLane.TakingOver, () => TakeOver(result));
                }
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
                Revoke(ref message);
                break;
            case MessageKind.Stop:
                IsStopped = true;
                link.Dispose();
                break;
            default:
                if (client.Receive(kind, ref message))
                    break;
                throw new ProtocolException(
                    $"the client sent a message of kind {(byte)kind}, which clients do not send"
                );
        }
    }

    private static string ReadPath(ref ByteReader message) =>
        message.ReadText() is var path && Path.IsPathFullyQualified(path)
            ? path
            : throw ByteReader.Damaged("the path of a library is not absolute");

    private void Begin(ref ByteReader message)
    {
        int threads = message.ReadCount();
        long memory = message.ReadLong();
        peers.MostKept = memory / 16;
        peers.Add(0, Hello.ReadAddress(ref message));
        RunOptions.Default = new RunOptions { Executor = new ThreadsExecutor(threads), MemoryLimit = memory / 2 };
        (CurrentWorker.Calls, CurrentWorker.Name) = (client, name);
        queue.Open(threads);
        for (int i = 0; i < threads; i++)
            StartThread();
        new Thread(Pulse)
        {
            IsBackground = true,
            Name = "pulse",
            Priority = ThreadPriority.Highest,
        }.Start();
    }

    private void Add(ReceivedTask task)
    {
        if (!task.Graph.IsCalls || task.Lane.TakesSlot)
        {
            queue.Add(task);
            return;
        }
        queue.Begin(task);
        if (task.Lane == CallLane.BeforeOthers)
            Run(task, inSlot: false);
        else
            lanes.Add(task.Lane, () => Run(task, inSlot: false));
    }

    private void OpenGraph(ref ByteReader message)
    {
        int id = message.ReadCount(),
            stages = message.ReadCount();
        long tasks = message.ReadLong();
        var serialized = ReceivedValue.Read(ref message);
        graphs[id] = new ReceivedGraph(id, isCalls: false)
        {
            Plan = new Lazy<TaskGraph>(() =>
            {
                var expressions = (ArrayExpr[])serialized.Deserialize(code, peers)!;
                TaskGraph plan = Planner.Plan(expressions);
                if (plan.Stages.Count != stages || plan.Stages.Sum(s => s.Tasks) != tasks)
                {
                    throw new InvalidOperationException(
                        "the worker planned the expressions differently than the client"
                    );
                }

                return plan;
            }),
        };
    }

    private void OpenFunction(ref ByteReader message)
    {
        int id = message.ReadCount(),
            number = message.ReadCount();
        var serialized = ReceivedValue.Read(ref message);
        if (!graphs.TryGetValue(id, out ReceivedGraph? graph))
            graphs[id] = graph = new ReceivedGraph(id, isCalls: true);
        graph.Add(number, new Lazy<CallExpr>(() => (CallExpr)serialized.Deserialize(code, peers)!));
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
        link.Send(message);
    }

    private void Revoke(ref ByteReader message)
    {
        var given = new List<ResultName>();
        while (!message.IsAtEnd)
        {
            ResultName name = ResultName.Read(ref message);
            if (queue.Remove(name))
                given.Add(name);
        }
        var reply = new MessageWriter(MessageKind.Revoked);
        reply.WriteCount(given.Count);
        foreach (ResultName name in given)
            name.Write(reply);
        link.Send(reply);
    }

    private void Close(ReceivedGraph graph)
    {
        store.FreeGraph(graph.Id);
        graph.Dispose();
        var message = new MessageWriter(MessageKind.GraphClosed);
        message.WriteCount(graph.Id);
        link.Send(message);
    }

    private void Pulse()
    {
        var message = new MessageWriter(MessageKind.Pulse);
        while (true)
        {
            message.Begin(MessageKind.Pulse);
            message.WriteCount(OwnBytes() + arena.UsedBytes);
            message.WriteCount((long)(100 * MachineLoad.Now()));
            link.Send(message);
            Thread.Sleep(PulseMilliseconds);
        }
    }

    // The memory of the process, without what it shares.
    private static long OwnBytes()
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/self/status"))
            {
                if (line.StartsWith("RssAnon:", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan(8).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture)
                        * 1024;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException) { }
        return 0;
    }
}
