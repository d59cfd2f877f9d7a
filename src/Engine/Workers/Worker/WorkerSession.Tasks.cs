using System.Diagnostics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Worker;

// The threads that run tasks.
internal sealed partial class WorkerSession
{
    // The task that this thread runs.
    [ThreadStatic]
    private static ReceivedTask? running;

    /// <inheritdoc/>
    protected override void Leave()
    {
        if (queue.Leave())
            StartThread();
        SayWaiting(1);
    }

    /// <inheritdoc/>
    protected override void Return()
    {
        queue.Return();
        SayWaiting(-1);
    }

    private void SayWaiting(int more)
    {
        lock (lanes)
        {
            waiting += more;
            var message = new MessageWriter(MessageKind.Waiting);
            message.WriteCount(waiting);
            link.Send(message);
        }
    }

    private void StartThread() => new Thread(Work) { IsBackground = true, Name = "task" }.Start();

    private void Work() =>
        RunInSlot(() =>
        {
            while (queue.Take() is { } task)
                Run(task, inSlot: true);
        });

    private void Run(ReceivedTask task, bool inSlot)
    {
        long start = Stopwatch.GetTimestamp();
        running = task;
        try
        {
            if (task.Graph.IsCalls)
                Call(task, start);
            else
                Compute(task, start);
        }
        catch (MissingInputException e)
        {
            Fail(task, e.Input + 1, e, task.Inputs[e.Input].Peer);
        }
        catch (Exception e)
        {
            Fail(task, 0, e);
        }
        running = null;
        if (queue.Finish(task.Graph, inSlot))
            Close(task.Graph);
    }

    private void Compute(ReceivedTask task, long start)
    {
        TaskGraph plan = task.Graph.Plan!.Value;
        Stage stage = plan.Stages[task.Name.Task.Stage];
        using var inputs = new TaskInputs(task, plan, reader);
        NDArray result = TaskRunner.Run(stage, task.Name.Task.Index, inputs, task.Graph.Token);
        Publish(task, result, start, stage.ReadBytes(task.Name.Task.Index));
    }

    // Copies a result of a worker that ends. If it cannot be copied, it is recomputed when it is needed.
    private void TakeOver(ReceivedTask task)
    {
        WorkerStore.Held? held = null;
        try
        {
            InputPlace there = task.Inputs[0];
            (Shape shape, DType dtype) = task.Graph.IsCalls
                ? (new Shape(there.Bytes), DType.UInt8)
                : task.Graph.Plan!.Value.Stages[task.Name.Task.Stage].Form(task.Name.Task.Index);
            held = store.Add(task.Name, reader.OpenWhole(there, shape, dtype));
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"a result of worker-{task.Inputs[0].Peer} could not be taken over: {e.Message}");
        }
        link.Send(ResultMessages.TakenOver(task.Name, held));
        if (queue.Finish(task.Graph, inSlot: false))
            Close(task.Graph);
    }

    private void Call(ReceivedTask task, long start)
    {
        CallExpr function = task.Graph.Function(task.Function);
        var arguments = new object?[task.Arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            CallArgument argument = task.Arguments[i];
            arguments[i] = argument.Value is { } serialized
                ? serialized.Deserialize(code, peers)
                : Input(task, argument.Input);
        }
        object? value = function.Evaluate(arguments);
        ReadOnlySpan<byte> bytes = new ValueSerializer { Destination = "the client" }.Serialize(
            value,
            $"the result of {function.Name}"
        );
        if (bytes.Length <= ResultMessages.MostInline)
            link.Send(ResultMessages.Inline(task.Name, Microseconds(start), bytes));
        else
            Publish(task, NDArray.From(bytes), start, 0);
    }

    private object? Input(ReceivedTask task, int number)
    {
        try
        {
            using NDArray bytes = reader.OpenBytes(task.Inputs[number]);
            return new ValueDeserializer(code, peers).Deserialize(bytes.Span<byte>());
        }
        catch (GchunkException e)
        {
            throw new MissingInputException(number, e.Message, e);
        }
    }

    private void Publish(ReceivedTask task, NDArray result, long start, long read)
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

    private void Fail(ReceivedTask task, int missing, Exception error, int holder = 0)
    {
        var message = new MessageWriter(MessageKind.Failed);
        task.Name.Write(message);
        message.WriteCount(missing);
        if (missing > 0)
            message.WriteCount(holder);
        message.WriteBlob(missing > 0 ? [] : SerializedException.Serialize(error));
        link.Send(message);
    }

    private static long Microseconds(long start) => (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
}
