using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Execution.Coordination;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Nested;

/// <summary>
/// The client's side of the calls that calls on workers submit. The client holds their futures for the worker until
/// that releases them or is lost.
/// </summary>
internal sealed class NestedCalls(
    Scheduler scheduler,
    Coordinator coordinator,
    ClientArrays? arrays,
    Func<bool> isAlive,
    Action<CallOptions> check
)
{
    private readonly Lock gate = new();
    private readonly Dictionary<WorkerState, Held> held = [];

    /// <summary>Cancels futures, as the client would.</summary>
    public Action<IEnumerable<FutureCall>>? Cancel { get; set; }

    /// <summary>Handles a message; false if it is of another kind.</summary>
    public bool Receive(WorkerState worker, MessageKind kind, ref ByteReader message)
    {
        switch (kind)
        {
            case MessageKind.Submit:
                Submit(worker, ref message);
                return true;
            case MessageKind.Fetch:
                Fetch(worker, message.ReadCount(), FutureName.Read(ref message));
                return true;
            case MessageKind.Read:
                int read = message.ReadCount();
                ResultReader? pinned = null;
                lock (gate)
                {
                    if (held.TryGetValue(worker, out Held? mine))
                        mine.Pinned.Remove(read, out pinned);
                }
                if (pinned is not null)
                    scheduler.Do(pinned.Unpin);
                return true;
            case MessageKind.Release:
                Take(worker, FutureName.Read(ref message))?.Release();
                return true;
            case MessageKind.CancelFutures:
                var cancelled = new List<FutureCall>();
                while (!message.IsAtEnd)
                {
                    if (Find(worker, FutureName.Read(ref message)) is { } found)
                        cancelled.Add(found);
                }
                // Waiting for the calls to stop takes time.
                ThreadPool.UnsafeQueueUserWorkItem(_ => Cancel?.Invoke(cancelled), null);
                return true;
            case MessageKind.Retry:
                FutureName retried = FutureName.Read(ref message);
                if (Find(worker, retried) is { } again)
                {
                    again.Retry();
                    Observe(worker, retried, again);
                }
                return true;
            case MessageKind.Ask:
                Ask(worker, ref message);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Releases what a lost worker held.</summary>
    public void Lost(WorkerState worker)
    {
        coordinator.Lose(worker);
        Held? lost;
        lock (gate)
            held.Remove(worker, out lost);
        if (lost is null)
            return;
        foreach (ResultReader pinned in lost.Pinned.Values)
            scheduler.Do(pinned.Unpin);
        foreach (RemoteFuture future in lost.Futures.Values)
            future.Release();
    }

    private void Submit(WorkerState worker, ref ByteReader message)
    {
        SubmittedCalls submitted = SubmittedCalls.Read(
            ref message,
            name =>
                Find(worker, name)
                ?? throw new ProtocolException("a worker submitted a call with a future that it has released"),
            arrays
        );
        try
        {
            check(submitted.Options);
            if (submitted.Calls.LackCode)
            {
                throw new GchunkException(
                    "a call within a call uses code that the function itself loaded; load it in the program that has the client"
                );
            }
            // Before the calls that wait for them, so that few calls wait.
            CallOptions options = submitted.Options with
            {
                Priority = submitted.Options.Priority + scheduler.PriorityOf(submitted.Parent) + 1,
            };
            var run = new CallGraphRun(scheduler, submitted.Calls, failsAsOne: false, options);
            var futures = new RemoteFuture[submitted.Roots.Length];
            for (int i = 0; i < futures.Length; i++)
            {
                int root = submitted.Roots[i];
                futures[i] = new RemoteFuture(scheduler, run.TaskOf(root), submitted.Calls.Calls[root].Name, isAlive);
            }
            lock (gate)
            {
                if (!held.TryGetValue(worker, out Held? mine))
                    held[worker] = mine = new Held();
                for (int i = 0; i < futures.Length; i++)
                    mine.Futures[new FutureName(submitted.Submission, i)] = futures[i];
            }
            run.Start();
            for (int i = 0; i < futures.Length; i++)
                Observe(worker, new FutureName(submitted.Submission, i), futures[i]);
        }
        catch (GchunkException e)
        {
            for (int i = 0; i < submitted.Roots.Length; i++)
                SendEnded(worker, new FutureName(submitted.Submission, i), e);
        }
        // The worker was lost meanwhile.
        if (worker.IsGone)
            Lost(worker);
    }

    private static void Observe(WorkerState worker, FutureName name, RemoteFuture future) =>
        future.Observe(() => SendEnded(worker, name, future.Error));

    private static void SendEnded(WorkerState worker, FutureName name, Exception? error)
    {
        var message = new MessageWriter(MessageKind.Ended);
        name.Write(message);
        message.WriteBool(error is not null);
        message.WriteBool(error is OperationCanceledException);
        if (error is not null)
            message.WriteBlob(SerializedException.Serialize(error));
        worker.Link.Send(message);
    }

    // Sends where the result is. While it is being recomputed, it is nowhere.
    private void Fetch(WorkerState worker, int request, FutureName name)
    {
        if (Find(worker, name) is not { } future)
        {
            SendFailed(worker, request, new GchunkException("the result was released; submit the call again"));
            return;
        }
        scheduler.FetchFor(
            future.TaskIn(scheduler),
            worker,
            request,
            pinned =>
            {
                lock (gate)
                {
                    if (held.TryGetValue(worker, out Held? mine))
                    {
                        mine.Pinned[request] = pinned;
                        return;
                    }
                }
                pinned.Unpin();
            },
            error => SendFailed(worker, request, error)
        );
    }

    private static void SendFailed(WorkerState worker, int request, Exception error)
    {
        var message = new MessageWriter(MessageKind.Fetched);
        message.WriteCount(request);
        message.WriteBool(true);
        message.WriteBlob(SerializedException.Serialize(error));
        worker.Link.Send(message);
    }

    private void Ask(WorkerState worker, ref ByteReader message)
    {
        int number = message.ReadCount();
        var kind = (CoordinationKind)message.ReadByte();
        string name = message.ReadText();
        long count = message.ReadLong();
        double seconds = message.ReadRaw<double>();
        SerializedValue? value = message.ReadBool() ? SerializedValue.ReadWhole(ref message, null) : null;
        Task<object?> answer;
        try
        {
            if (value is { LacksCode: true })
                throw new GchunkException("a value uses code that the function itself loaded; load it in the program");
            answer = coordinator.Ask(new CoordinationRequest(kind, name, count, seconds, value), worker, default);
        }
        catch (GchunkException e)
        {
            answer = Task.FromException<object?>(e);
        }
        if (answer.IsCompleted)
            SendAnswer(worker, number, answer);
        else
            answer.ContinueWith(a => SendAnswer(worker, number, a), TaskScheduler.Default);
    }

    private void SendAnswer(WorkerState worker, int number, Task<object?> answer)
    {
        var message = new MessageWriter(MessageKind.Answer);
        message.WriteCount(number);
        SerializedValue value;
        try
        {
            object? found = answer.GetAwaiter().GetResult();
            value = found as SerializedValue ?? SerializedValue.Of(new ValueSerializer(), found, "the value");
        }
        // Serializing a published value runs user code.
        catch (Exception e)
        {
            message.WriteBool(true);
            message.WriteBlob(SerializedException.Serialize(e));
            worker.Link.Send(message);
            return;
        }
        scheduler.Do(() => value.SendCode(worker));
        message.WriteBool(false);
        value.Write(message);
        worker.Link.Send(message);
    }

    private RemoteFuture? Find(WorkerState worker, FutureName name)
    {
        lock (gate)
            return held.TryGetValue(worker, out Held? mine) ? mine.Futures.GetValueOrDefault(name) : null;
    }

    private RemoteFuture? Take(WorkerState worker, FutureName name)
    {
        lock (gate)
        {
            return held.TryGetValue(worker, out Held? mine) && mine.Futures.Remove(name, out RemoteFuture? found)
                ? found
                : null;
        }
    }

    private sealed class Held
    {
        public Dictionary<FutureName, RemoteFuture> Futures { get; } = [];

        public Dictionary<int, ResultReader> Pinned { get; } = [];
    }
}
