using System.Collections.Concurrent;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Execution.Coordination;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;
using Gchunk.Engine.Workers.Worker;

namespace Gchunk.Engine.Workers.Nested;

/// <summary>
/// A worker's side of the calls that its calls submit: the client runs them on all of its workers.
/// </summary>
internal sealed class ClientLink(WorkerLink link, CodeSession code, Peers peers, InputReader reader) : ICallPool
{
    private const int MostAttempts = 50;

    private readonly ConcurrentDictionary<FutureName, WeakReference<WorkerFuture>> futures = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<Fetched>> fetching = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<object?>> asked = new();
    private int lastSubmission;
    private int lastRequest;

    /// <summary>The run of the call that this thread runs, and what ends it.</summary>
    public Func<(int Run, CancellationToken Token)> CurrentRun { get; set; } = static () => (0, default);

    /// <inheritdoc/>
    public FutureCall[] Submit(IReadOnlyList<CallExpr> calls, CallOptions options)
    {
        CallExpr[] wanted = [.. calls.Select(c => c is ConstantCall ? new PassedCall([c]) : c)];
        CallGraph graph = CallGraph.Plan(wanted);
        object?[] values = Computation.ComputeArrays(graph);
        SerializedCalls serialized = SerializedCalls.Of(
            graph,
            values,
            static f => f is WorkerFuture,
            new ValueSerializer()
        );
        int[] roots = [.. graph.Roots.Where(r => graph.Nodes[r] is not FutureCall).Distinct()];
        var submitted = new SubmittedCalls(
            Interlocked.Increment(ref lastSubmission),
            CurrentRun().Run,
            options,
            serialized,
            roots
        );
        var made = new WorkerFuture[roots.Length];
        for (int i = 0; i < made.Length; i++)
        {
            var name = new FutureName(submitted.Submission, i);
            made[i] = new WorkerFuture(this, name, graph.Nodes[roots[i]].Name);
            futures[name] = new WeakReference<WorkerFuture>(made[i]);
        }
        var message = new MessageWriter(MessageKind.Submit);
        submitted.Write(message, static argument => ((WorkerFuture)argument.Future!).FutureName);
        link.Send(message);
        GC.KeepAlive(calls);
        return [.. graph.Roots.Select((r, i) => wanted[i] as FutureCall ?? made[Array.IndexOf(roots, r)])];
    }

    /// <inheritdoc/>
    public void Cancel(IEnumerable<FutureCall> cancelled)
    {
        var message = new MessageWriter(MessageKind.CancelFutures);
        foreach (WorkerFuture future in cancelled.OfType<WorkerFuture>())
            future.FutureName.Write(message);
        link.Send(message);
    }

    /// <inheritdoc/>
    public Task<object?> Ask(CoordinationRequest request, CancellationToken cancellation)
    {
        int number = Interlocked.Increment(ref lastRequest);
        var message = new MessageWriter(MessageKind.Ask);
        message.WriteCount(number);
        message.WriteByte((byte)request.Kind);
        message.WriteText(request.Name);
        message.WriteCount(request.Number);
        message.WriteRaw(request.Seconds);
        message.WriteBool(request.Value is not null);
        if (request.Value is { } value)
        {
            SerializedValue
                .Of(new ValueSerializer { Destination = "the client" }, value, $"the value of '{request.Name}'")
                .WriteWhole(message);
        }
        var answer = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked[number] = answer;
        link.Send(message);
        return answer.Task;
    }

    /// <inheritdoc/>
    public (DateTime Time, object? Value)[] Events(string topic) => throw OnlyThere("events are read");

    /// <inheritdoc/>
    public IDisposable Subscribe(string topic, Action<object?> receive) => throw OnlyThere("topics are subscribed to");

    private static GchunkException OnlyThere(string what) =>
        new($"{what} in the program that started the workers, not in a call; use a queue of the client: Client.Queue");

    private void Answered(TaskCompletionSource<object?> asker, byte[]? refused, ReceivedValue? value)
    {
        try
        {
            if (refused is not null)
                asker.TrySetException(ErrorOf(refused, isCancelled: false));
            else
                asker.TrySetResult(value!.Deserialize(code, peers));
        }
        // Deserializing runs user code.
        catch (Exception e)
        {
            asker.TrySetException(e);
        }
    }

    /// <summary>Handles a message of the client; false if it is of another kind.</summary>
    public bool Receive(MessageKind kind, ref ByteReader message)
    {
        switch (kind)
        {
            case MessageKind.Ended:
                FutureName name = FutureName.Read(ref message);
                bool failed = message.ReadBool(),
                    cancelled = message.ReadBool();
                byte[] error = failed ? message.ReadBlob().ToArray() : [];
                // Deserializing runs user code.
                if (
                    futures.TryGetValue(name, out WeakReference<WorkerFuture>? found)
                    && found.TryGetTarget(out WorkerFuture? future)
                )
                {
                    ThreadPool.UnsafeQueueUserWorkItem(
                        _ => future.End(failed ? ErrorOf(error, cancelled) : null),
                        null
                    );
                }
                return true;
            case MessageKind.Fetched:
                int request = message.ReadCount();
                Fetched fetched = message.ReadBool()
                    ? new Fetched(default, message.ReadBlob().ToArray())
                    : new Fetched(InputPlace.Read(ref message), null);
                if (fetching.TryRemove(request, out TaskCompletionSource<Fetched>? waiting))
                    waiting.TrySetResult(fetched);
                return true;
            case MessageKind.Answer:
                int asking = message.ReadCount();
                byte[]? refused = message.ReadBool() ? message.ReadBlob().ToArray() : null;
                ReceivedValue? value = refused is null ? ReceivedValue.Read(ref message) : null;
                if (asked.TryRemove(asking, out TaskCompletionSource<object?>? asker))
                    ThreadPool.UnsafeQueueUserWorkItem(_ => Answered(asker, refused, value), null);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Waits for a task, until the run of the call that waits is closed.</summary>
    public void WaitFor(Task task, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, CurrentRun().Token);
        Task.WaitAny([task], either.Token);
    }

    /// <summary>Reads a result that exists. If it is lost meanwhile, the client recomputes it.</summary>
    public object? Fetch(FutureName name, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            int request = Interlocked.Increment(ref lastRequest);
            var reply = new TaskCompletionSource<Fetched>(TaskCreationOptions.RunContinuationsAsynchronously);
            fetching[request] = reply;
            var message = new MessageWriter(MessageKind.Fetch);
            message.WriteCount(request);
            name.Write(message);
            link.Send(message);
            if (!reply.Task.IsCompleted)
                CallSlots.Wait(() => WaitFor(reply.Task, cancellation));
            Fetched fetched = reply.Task.Result;
            if (fetched.Error is { } error)
                throw ErrorOf(error, isCancelled: false);
            try
            {
                using NDArray bytes = reader.OpenBytes(fetched.Place);
                return new ValueDeserializer(code, peers).Deserialize(bytes.Span<byte>());
            }
            // Its holder has died; the client takes note of that soon.
            catch (GchunkException) when (attempt < MostAttempts)
            {
                CallSlots.Wait(() => cancellation.WaitHandle.WaitOne(100));
            }
            finally
            {
                var read = new MessageWriter(MessageKind.Read);
                read.WriteCount(request);
                link.Send(read);
            }
        }
    }

    /// <summary>Lets the client free a result.</summary>
    public void Release(FutureName name)
    {
        futures.TryRemove(name, out _);
        var message = new MessageWriter(MessageKind.Release);
        name.Write(message);
        link.Send(message);
    }

    /// <summary>Has the client run a call again.</summary>
    public void Retry(FutureName name)
    {
        var message = new MessageWriter(MessageKind.Retry);
        name.Write(message);
        link.Send(message);
    }

    private Exception ErrorOf(byte[] error, bool isCancelled)
    {
        Exception exception = SerializedException.Deserialize(error, code);
        return isCancelled && exception is not OperationCanceledException
            ? new OperationCanceledException(exception.Message, exception)
            : exception;
    }

    private readonly record struct Fetched(InputPlace Place, byte[]? Error);
}
