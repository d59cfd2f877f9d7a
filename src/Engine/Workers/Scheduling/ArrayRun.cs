using System.Diagnostics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// The tasks of array expressions. Workers are sent the expressions, and plan them as the client did: a task then is
/// three numbers and the places of its inputs.
/// </summary>
internal sealed class ArrayWork : Work
{
    // Blocks above this are handed on by a thread of the pool, so that the worker's reader can go on.
    private const long LongDelivery = 64 << 10;

    private readonly Scheduler scheduler;
    private readonly TaskGraph graph;
    private readonly IReadOnlyList<IBlockSink>? sinks;
    private readonly PackedCode packed;
    private readonly TaskOrder order;
    private readonly Dictionary<TaskKey, TaskState> states = [];
    private readonly bool[]?[] delivered;
    private readonly List<TaskKey> inputs = [];
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int number = RunEvents.NextRun();
    private readonly long started = Stopwatch.GetTimestamp();
    private long remaining;
    private long done;
    private int next;
    private int released;
    private Exception? failure;

    /// <summary>Makes the work of a graph.</summary>
    /// <param name="scheduler">Who hands it out.</param>
    /// <param name="graph">What is to be run.</param>
    /// <param name="sinks">Where the outputs' blocks go; null where workers are to keep them.</param>
    /// <param name="packed">The graph's expressions, packed.</param>
    /// <param name="cancellation">Ends the ordering of tasks.</param>
    public ArrayWork(
        Scheduler scheduler,
        TaskGraph graph,
        IReadOnlyList<IBlockSink>? sinks,
        PackedCode packed,
        CancellationToken cancellation
    )
    {
        (this.scheduler, this.graph, this.sinks, this.packed) = (scheduler, graph, sinks, packed);
        delivered = new bool[graph.Stages.Count][];
        foreach (int stage in graph.Outputs)
        {
            if (delivered[stage] is not null)
                continue;
            delivered[stage] = new bool[graph.Stages[stage].Tasks];
            remaining += graph.Stages[stage].Tasks;
        }
        if (remaining == 0)
            finished.TrySetResult();
        order = new TaskOrder(graph, cancellation, OrderProgressed);
        order.Begin();
    }

    /// <summary>The graph.</summary>
    public TaskGraph Graph => graph;

    /// <inheritdoc/>
    public override bool HasMore => next < order.Count;

    /// <inheritdoc/>
    public override IEnumerable<TaskState> States => states.Values;

    /// <summary>Waits until every output has been handed on or is held, or until it failed or was cancelled.</summary>
    /// <exception cref="GchunkException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Wait(CancellationToken cancellation)
    {
        Publish(RunEventKind.RunStarted, "", 0, TimeSpan.Zero, null);
        using (cancellation.UnsafeRegister(static w => ((ArrayWork)w!).Cancel(), this))
            finished.Task.Wait(CancellationToken.None);
        Exception? error = Volatile.Read(ref failure);
        Publish(RunEventKind.RunFinished, "", 0, Stopwatch.GetElapsedTime(started), error);
        if (error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>Waits until nothing of the closed work runs any more; false where that takes longer.</summary>
    public bool WaitForEnd(TimeSpan time) => ended.Task.Wait(time);

    /// <summary>The task whose result is a block of an output, which is held.</summary>
    public TaskState OutputTask(int output, long block) => StateOf(new TaskKey(graph.Outputs[output], block));

    /// <summary>Nobody reads an output any more that workers hold; with the last of them the work is over.</summary>
    public void Release()
    {
        if (Interlocked.Increment(ref released) == graph.Outputs.Count)
            scheduler.Close(this);
    }

    private void OrderProgressed() => scheduler.Progressed(this, order.IsComplete);

    private void Cancel() => scheduler.Close(this, new OperationCanceledException("the computation was cancelled"));

    /// <inheritdoc/>
    public override string NameOf(TaskKey key) => $"{graph.Stages[key.Stage].Name}, block {key.Index}";

    /// <inheritdoc/>
    public override TaskState? Pull()
    {
        if (order.Failure is { } error and not OperationCanceledException)
            scheduler.Close(this, error);
        while (next < order.Count)
        {
            TaskKey key = order[next++];
            // What workers hold already is another work's.
            if (graph.Stages[key.Stage] is not HeldStage)
                return StateOf(key);
        }
        return null;
    }

    /// <inheritdoc/>
    public override TaskState? Find(TaskKey key) => states.GetValueOrDefault(key);

    private TaskState StateOf(TaskKey key)
    {
        if (!states.TryGetValue(key, out TaskState? state))
            states[key] = state = new TaskState(this, key);
        return state;
    }

    /// <inheritdoc/>
    public override TaskState[] InputsOf(TaskState task)
    {
        Stage stage = graph.Stages[task.Key.Stage];
        if (!stage.HasInputs)
            return [];
        inputs.Clear();
        stage.InputsOf(task.Key.Index, inputs);
        var found = new TaskState[inputs.Count];
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = graph.Stages[inputs[i].Stage] is HeldStage { Held.Holder: PersistedBlocks blocks }
                ? blocks.TaskOf(inputs[i].Index)
                : StateOf(inputs[i]);
        }

        return found;
    }

    /// <inheritdoc/>
    public override void UseInputs(TaskState task)
    {
        foreach (TaskState input in task.Inputs)
        {
            if (ReferenceEquals(input.Work, this))
                Interlocked.Increment(ref order.Consumers[input.Key.Stage][input.Key.Index]);
        }
    }

    /// <inheritdoc/>
    public override void ReleaseInputs(TaskState task, List<TaskState> unused)
    {
        foreach (TaskState input in task.Inputs)
        {
            if (
                ReferenceEquals(input.Work, this)
                && Interlocked.Decrement(ref order.Consumers[input.Key.Stage][input.Key.Index]) == 0
            )
            {
                unused.Add(input);
            }
        }

        task.Inputs = [];
    }

    /// <inheritdoc/>
    public override bool IsNeeded(TaskState task) =>
        order.Consumers[task.Key.Stage][task.Key.Index] > 0 || !order.HasCounted(task.Key.Stage);

    /// <inheritdoc/>
    public override void Forget(TaskState task) => states.Remove(task.Key);

    /// <inheritdoc/>
    public override (long Output, long Scratch) BytesOf(TaskKey key)
    {
        Stage stage = graph.Stages[key.Stage];
        return (stage.OutputBytes(key.Index), stage.ScratchBytes(key.Index));
    }

    /// <inheritdoc/>
    public override string? CheckResult(TaskState task, ResultPlace place, long bytes)
    {
        long expected = graph.Stages[task.Key.Stage].OutputBytes(task.Key.Index);
        return bytes == expected ? null : $"the result has {bytes} bytes, where {expected} were expected";
    }

    /// <inheritdoc/>
    public override Exception Unpack(TaskState task, byte[] error)
    {
        Exception thrown = PackedException.Unpack(error, Code.CodeSession.Local);
        return thrown is GchunkException or OutOfMemoryException
            ? thrown
            : new GchunkException($"{NameOf(task.Key)}: {thrown.Message}", thrown);
    }

    /// <inheritdoc/>
    public override void Open(WorkerState worker)
    {
        packed.SendCode(worker);
        var message = new MessageWriter(MessageKind.OpenGraph);
        message.WriteCount(Id);
        long tasks = 0;
        foreach (Stage stage in graph.Stages)
            tasks += stage.Tasks;
        message.WriteCount(graph.Stages.Count);
        message.WriteCount(tasks);
        message.WriteBlob(packed.Bytes);
        worker.Link.Send(message);
    }

    /// <inheritdoc/>
    public override void WriteTask(MessageWriter message, TaskState task, WorkerState worker) { }

    /// <inheritdoc/>
    public override void Finished(TaskState task, WorkerState worker, double seconds, long read, List<Action> after)
    {
        done++;
        Stage stage = graph.Stages[task.Key.Stage];
        if (RunEvents.IsWatched)
        {
            Publish(
                RunEventKind.TaskFinished,
                stage.Name,
                task.Key.Index,
                TimeSpan.FromSeconds(seconds),
                null,
                read,
                worker.Name
            );
        }

        if (delivered[task.Key.Stage] is not { } mine || mine[task.Key.Index])
            return;
        mine[task.Key.Index] = true;
        task.Holds++;
        if (sinks is null)
        {
            if (--remaining == 0)
                finished.TrySetResult();
            return;
        }
        ResultReader reader = ResultReader.Pin(task);
        if (task.Bytes <= LongDelivery)
        {
            after.Add(() => Deliver(task, reader));
        }
        else
        {
            after.Add(() =>
                ThreadPool.UnsafeQueueUserWorkItem(
                    static w => w.Work.Deliver(w.Task, w.Reader),
                    (Work: this, Task: task, Reader: reader),
                    preferLocal: false
                )
            );
        }
    }

    private void Deliver(TaskState task, ResultReader reader)
    {
        Exception? error = null;
        try
        {
            Stage stage = graph.Stages[task.Key.Stage];
            (Shape shape, DType dtype) = stage.Form(task.Key.Index);
            long[] origin = stage.Node.Chunks.BlockOrigin(stage.Node.Chunks.Coordinates(task.Key.Index));
            using NDArray block = reader.Array(shape, dtype);
            foreach (int output in order.Outputs[task.Key.Stage]!)
                sinks![output].Write(origin, block);
        }
        catch (Exception e)
        {
            error = e;
        }
        scheduler.Do(() =>
        {
            reader.Unpin();
            if (error is null && --remaining == 0)
                finished.TrySetResult();
        });
        scheduler.Hold(task, -1);
        if (error is not null)
        {
            scheduler.Close(
                this,
                error is GchunkException or OutOfMemoryException
                    ? error
                    : new GchunkException($"{NameOf(task.Key)}: {error.Message}", error)
            );
        }
    }

    /// <inheritdoc/>
    public override bool FallsWith(TaskState task) => true;

    /// <inheritdoc/>
    public override void Abandoned(Exception error)
    {
        Volatile.Write(ref failure, error);
        finished.TrySetResult();
    }

    /// <inheritdoc/>
    public override void Ended()
    {
        order.Stop();
        ended.TrySetResult();
    }

    private void Publish(
        RunEventKind kind,
        string stage,
        long task,
        TimeSpan elapsed,
        Exception? error,
        long read = 0,
        string worker = ""
    )
    {
        if (!RunEvents.IsWatched)
            return;
        long held = 0;
        foreach (WorkerState each in scheduler.Workers)
            held += each.HeldBytes + each.ReservedBytes;
        RunEvents.Publish(
            new RunEvent(kind, number, stage, task, order.Total, done, held, elapsed, error, read) { Worker = worker }
        );
    }
}
