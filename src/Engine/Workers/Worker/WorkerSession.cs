using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>
/// What a worker knows and does: it takes the client's messages on one thread, runs tasks on others, and decides
/// nothing.
/// </summary>
internal sealed class WorkerSession(WorkerLink link, SharedArena arena, SpillFile file, CodeSession code)
{
    private const int PulseMilliseconds = 250;

    private readonly Dictionary<int, WorkerGraph> graphs = [];
    private readonly WorkerStore store = new(arena, file);
    private readonly Peers peers = new();
    private readonly TaskQueue queue = new();

    /// <summary>Takes a message; on the reader's thread.</summary>
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
            case MessageKind.PeerGone:
                peers.Remove(message.ReadCount());
                break;
            case MessageKind.Code:
                code.Add(message.ReadHash(), message.ReadText(), message.ReadBlob().ToArray(), message.ReadBlob().ToArray());
                break;
            case MessageKind.OpenGraph:
                OpenGraph(ref message);
                break;
            case MessageKind.OpenFunction:
                OpenFunction(ref message);
                break;
            case MessageKind.CloseGraph:
                if (graphs.Remove(message.ReadCount(), out WorkerGraph? closed) && queue.Close(closed))
                    Close(closed);
                break;
            case MessageKind.Tasks:
                while (!message.IsAtEnd)
                    queue.Add(WorkerTask.Read(ref message, graphs));
                break;
            case MessageKind.Free:
                while (!message.IsAtEnd)
                    store.Free(WorkerTask.ReadName(ref message));
                break;
            case MessageKind.Spill:
                while (!message.IsAtEnd)
                    Spill(WorkerTask.ReadName(ref message));
                break;
            case MessageKind.Revoke:
                Revoke(ref message);
                break;
            case MessageKind.CancelTask:
                Revoke(ref message);
                break;
            case MessageKind.Stop:
                link.Dispose();
                break;
            default:
                throw new ProtocolException(
                    $"the client sent a message of kind {(byte)kind}, which is not a client's to send"
                );
        }
    }

    private void Begin(ref ByteReader message)
    {
        int threads = message.ReadCount();
        long memory = message.ReadLong();
        peers.Add(0, Hello.ReadAddress(ref message));
        // The rooms beside the engine make their operations known when they are loaded, which most tasks do not need.
        BlockOps.Learn = static () =>
        {
            foreach (string room in (string[])["Gchunk.Dsl", "Gchunk.Ml"])
                RuntimeHelpers.RunModuleConstructor(Assembly.Load(room).ManifestModule.ModuleHandle);
        };
        RunOptions.Default = new RunOptions { Executor = new ThreadsExecutor(threads), MemoryLimit = memory / 2 };
        for (int i = 0; i < threads; i++)
            new Thread(Work) { IsBackground = true, Name = $"task {i + 1}" }.Start();
        new Thread(Pulse)
        {
            IsBackground = true,
            Name = "pulse",
            Priority = ThreadPriority.Highest,
        }.Start();
    }

    private void OpenGraph(ref ByteReader message)
    {
        int id = message.ReadCount(),
            stages = message.ReadCount();
        long tasks = message.ReadLong();
        byte[] packed = message.ReadBlob().ToArray();
        graphs[id] = new WorkerGraph(id, isCalls: false)
        {
            Plan = new Lazy<TaskGraph>(() =>
            {
                var expressions = (ArrayExpr[])new ValueUnpacker(code, peers).Read(packed)!;
                TaskGraph plan = Planner.Plan(expressions);
                if (plan.Stages.Count != stages || plan.Stages.Sum(s => s.Tasks) != tasks)
                {
                    throw new InvalidOperationException(
                        "the worker's plan of the expressions is another than the client's"
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
        byte[] packed = message.ReadBlob().ToArray();
        if (!graphs.TryGetValue(id, out WorkerGraph? graph))
            graphs[id] = graph = new WorkerGraph(id, isCalls: true);
        graph.Add(number, new Lazy<CallExpr>(() => (CallExpr)new ValueUnpacker(code, peers).Read(packed)!));
    }

    private void Work()
    {
        while (true)
        {
            WorkerTask task = queue.Take();
            long start = Stopwatch.GetTimestamp();
            try
            {
                if (task.Graph.IsCalls)
                    Call(task, start);
                else
                    Compute(task, start);
            }
            catch (MissingInputException e)
            {
                Fail(task, e.Input + 1, e);
            }
            catch (Exception e)
            {
                Fail(task, 0, e);
            }
            if (queue.Finish(task.Graph))
                Close(task.Graph);
        }
    }

    private void Compute(WorkerTask task, long start)
    {
        TaskGraph plan = task.Graph.Plan!.Value;
        Stage stage = plan.Stages[task.Name.Task.Stage];
        using var inputs = new TaskInputs(task, plan, store, peers);
        NDArray result = TaskRunner.Run(stage, task.Name.Task.Index, inputs, task.Graph.Token);
        Publish(task, result, start, stage.ReadBytes(task.Name.Task.Index));
    }

    private void Call(WorkerTask task, long start)
    {
        CallExpr operation = task.Graph.Operation(task.Operation);
        var arguments = new object?[task.Arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            CallArgument argument = task.Arguments[i];
            arguments[i] = argument.Packed is { } packed
                ? new ValueUnpacker(code, peers).Read(packed)
                : Input(task, argument.Input);
        }
        object? value = operation.Evaluate(arguments);
        ReadOnlySpan<byte> bytes = new ValuePacker { Destination = "the client" }.Pack(
            value,
            $"the result of {operation.Name}"
        );
        if (bytes.Length <= ResultMessages.MostInline)
            link.Send(ResultMessages.Inline(task.Name, Microseconds(start), bytes));
        else
            Publish(task, NDArray.From(bytes), start, 0);
    }

    private object? Input(WorkerTask task, int number)
    {
        InputPlace place = task.Inputs[number];
        try
        {
            using NDArray bytes = CallInputs.Open(place, store, peers);
            return new ValueUnpacker(code, peers).Read(bytes.Span<byte>());
        }
        catch (GchunkException e)
        {
            throw new MissingInputException(number, e.Message, e);
        }
    }

    private void Publish(WorkerTask task, NDArray result, long start, long read)
    {
        if (result.NBytes <= ResultMessages.MostInline)
        {
            using (result)
                link.Send(ResultMessages.Inline(task.Name, Microseconds(start), result, read));
            return;
        }
        WorkerStore.Held held = store.Add(task.Name, result);
        link.Send(ResultMessages.Held(task.Name, Microseconds(start), held, read));
    }

    private void Fail(WorkerTask task, int missing, Exception error)
    {
        var message = new MessageWriter(MessageKind.Failed);
        ResultMessages.WriteName(message, task.Name);
        message.WriteCount(missing);
        message.WriteBlob(missing > 0 ? [] : PackedException.Pack(error));
        link.Send(message);
    }

    private void Spill(ResultName name)
    {
        var message = new MessageWriter(MessageKind.Spilled);
        ResultMessages.WriteName(message, name);
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
            ResultName name = WorkerTask.ReadName(ref message);
            if (queue.Remove(name))
                given.Add(name);
        }
        var reply = new MessageWriter(MessageKind.Revoked);
        reply.WriteCount(given.Count);
        foreach (ResultName name in given)
            ResultMessages.WriteName(reply, name);
        link.Send(reply);
    }

    private void Close(WorkerGraph graph)
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
            link.Send(message);
            Thread.Sleep(PulseMilliseconds);
        }
    }

    private static long Microseconds(long start) => (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;

    // What the process takes beside memory that it shares.
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
