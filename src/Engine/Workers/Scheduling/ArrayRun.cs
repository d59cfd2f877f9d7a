using System.Runtime.ExceptionServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Cluster;
using Gchunk.Engine.Workers.Scheduling.Placement;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// A run of array expressions. Workers receive the expressions and plan them as the client did, so that a task in a
/// message is three numbers and the locations of its inputs.
/// </summary>
internal sealed class ArrayRun : ScheduledRun
{
    // Larger blocks are delivered on the thread pool, so that they do not hold up the thread that reads messages.
    private const long LongDelivery = 64 << 10;

    private readonly Scheduler scheduler;
    private readonly TaskGraph graph;
    private readonly IReadOnlyList<IBlockSink>? sinks;
    private readonly bool sinksWait;
    private readonly SerializedValue serialized;
    private readonly TaskOrder order;
    private readonly Dictionary<TaskKey, ScheduledTask> tasks = [];
    private readonly bool[]?[] delivered;
    private readonly List<TaskKey> inputs = [];
    private readonly Deliveries deliveries;
    private readonly OrderParts parts;
    private int released;

    /// <summary>Prepares a run.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="graph">The task graph.</param>
    /// <param name="sinks">The sinks of the outputs' blocks, or null if the workers are to keep these.</param>
    /// <param name="serialized">The expressions of the graph.</param>
    /// <param name="cancellation">Ends the ordering of tasks.</param>
    public ArrayRun(
        Scheduler scheduler,
        TaskGraph graph,
        IReadOnlyList<IBlockSink>? sinks,
        SerializedValue serialized,
        CancellationToken cancellation
    )
    {
        (this.scheduler, this.graph, this.sinks, this.serialized) = (scheduler, graph, sinks, serialized);
        sinksWait = sinks?.Any(s => s.Waits) ?? false;
        delivered = new bool[graph.Stages.Count][];
        long blocks = 0;
        foreach (int stage in graph.Outputs)
        {
            if (delivered[stage] is not null)
                continue;
            delivered[stage] = DoneBefore(stage);
            blocks += delivered[stage]!.Count(static d => !d);
        }
        deliveries = new Deliveries(blocks);
        order = new TaskOrder(graph, cancellation, OrderProgressed, (stage, block) => delivered[stage]![block]);
        parts = new OrderParts(AreInputsKnown, position => graph.Stages[order[position].Stage].HasInputs);
        order.Begin();
    }

    // The blocks of a stage that all sinks of its outputs have already.
    private bool[] DoneBefore(int stage)
    {
        bool[] done = new bool[graph.Stages[stage].Tasks];
        if (sinks is null)
            return done;
        IBlockSink[] its = [.. sinks.Where((_, output) => graph.Outputs[output] == stage)];
        if (sinksWait)
            Parallel.For(0, done.Length, block => done[block] = Array.TrueForAll(its, s => s.Has(block)));
        return done;
    }

    /// <summary>The graph.</summary>
    public TaskGraph Graph => graph;

    /// <inheritdoc/>
    public override bool HasMore => parts.Given < order.Count;

    /// <inheritdoc/>
    public override long Unstarted => order.Count - parts.Given;

    /// <inheritdoc/>
    public override bool IsExhausted => order.IsComplete && !HasMore;

    /// <inheritdoc/>
    public override IEnumerable<ScheduledTask> Tasks => tasks.Values;

    /// <inheritdoc/>
    public override bool FailsAsOne => true;

    /// <summary>Completes when the run has succeeded or failed, and nothing of it writes to a sink any more.</summary>
    public Task Settled => deliveries.Ended;

    /// <summary>
    /// Waits until every output has been delivered or is held by a worker. However it ends, nothing of the run writes to
    /// a sink afterwards.
    /// </summary>
    /// <exception cref="GchunkException">A task failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Wait(CancellationToken cancellation)
    {
        PublishStart(Cancel, graph);
        try
        {
            using (cancellation.UnsafeRegister(static r => ((ArrayRun)r!).Cancel(), this))
                Settled.Wait(CancellationToken.None);
        }
        finally
        {
            // The prompt may have aborted the thread.
            if (!Settled.IsCompleted)
            {
                Cancel();
                Settled.Wait(CancellationToken.None);
            }
        }
        Exception? error = deliveries.Failure;
        PublishEnd(error);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>Returns the task that computes a block of an output.</summary>
    public ScheduledTask OutputTask(int output, long block) => TaskOf(new TaskKey(graph.Outputs[output], block));

    /// <summary>Takes note that a held output is no longer read; the last one closes the run.</summary>
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
    public override ScheduledTask? Pull(int machine, bool isIdle)
    {
        if (order.Failure is { } error and not OperationCanceledException)
            scheduler.Close(this, error);
        while (parts.Next(machine, isIdle, order) is var position and >= 0)
        {
            TaskKey key = order[position];
            // Held blocks belong to another run.
            if (graph.Stages[key.Stage] is not HeldStage)
                return TaskOf(key);
        }
        return null;
    }

    // True if the inputs of the task at a position have been requested.
    private bool AreInputsKnown(int position)
    {
        TaskKey key = order[position];
        Stage stage = graph.Stages[key.Stage];
        if (!stage.HasInputs)
            return true;
        inputs.Clear();
        stage.InputsOf(key.Index, inputs);
        foreach (TaskKey input in inputs)
        {
            if (
                graph.Stages[input.Stage] is not HeldStage
                && tasks.GetValueOrDefault(input) is not { Phase: not TaskPhase.Idle }
            )
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override ScheduledTask? Find(TaskKey key) => tasks.GetValueOrDefault(key);

    private ScheduledTask TaskOf(TaskKey key)
    {
        if (!tasks.TryGetValue(key, out ScheduledTask? task))
            tasks[key] = task = new ScheduledTask(this, key);
        return task;
    }

    /// <inheritdoc/>
    public override ScheduledTask[] InputsOf(ScheduledTask task)
    {
        Stage stage = graph.Stages[task.Key.Stage];
        if (!stage.HasInputs)
            return [];
        inputs.Clear();
        stage.InputsOf(task.Key.Index, inputs);
        var found = new ScheduledTask[inputs.Count];
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = graph.Stages[inputs[i].Stage] is HeldStage { Held.Holder: PersistedBlocks blocks }
                ? blocks.TaskOf(inputs[i].Index)
                : TaskOf(inputs[i]);
        }

        return found;
    }

    /// <inheritdoc/>
    public override void UseInputs(ScheduledTask task)
    {
        foreach (ScheduledTask input in task.Inputs)
        {
            if (ReferenceEquals(input.Run, this))
                Interlocked.Increment(ref order.Consumers[input.Key.Stage][input.Key.Index]);
        }
    }

    /// <inheritdoc/>
    public override void ReleaseInputs(ScheduledTask task, List<ScheduledTask> unused)
    {
        foreach (ScheduledTask input in task.Inputs)
        {
            if (
                ReferenceEquals(input.Run, this)
                && Interlocked.Decrement(ref order.Consumers[input.Key.Stage][input.Key.Index]) == 0
            )
            {
                unused.Add(input);
            }
        }

        task.Inputs = [];
    }

    /// <inheritdoc/>
    public override bool IsNeeded(ScheduledTask task) =>
        order.Consumers[task.Key.Stage][task.Key.Index] > 0 || !order.HasCounted(task.Key.Stage);

    /// <inheritdoc/>
    public override void Forget(ScheduledTask task) => tasks.Remove(task.Key);

    /// <inheritdoc/>
    public override (long Output, long Scratch) BytesOf(TaskKey key)
    {
        Stage stage = graph.Stages[key.Stage];
        return (stage.OutputBytes(key.Index), stage.ScratchBytes(key.Index));
    }

    /// <inheritdoc/>
    public override string? CheckResult(ScheduledTask task, long bytes)
    {
        long expected = graph.Stages[task.Key.Stage].OutputBytes(task.Key.Index);
        return bytes == expected ? null : $"the result has {bytes} bytes, where {expected} were expected";
    }

    /// <inheritdoc/>
    public override Exception ErrorOf(ScheduledTask task, byte[] error) =>
        ExceptionText.InTask(NameOf(task.Key), SerializedException.Deserialize(error, Code.CodeSession.Local));

    /// <inheritdoc/>
    public override void Open(WorkerState worker)
    {
        serialized.SendCode(worker);
        var message = new MessageWriter(MessageKind.OpenGraph);
        message.WriteCount(Id);
        long tasks = 0;
        foreach (Stage stage in graph.Stages)
            tasks += stage.Tasks;
        message.WriteCount(graph.Stages.Count);
        message.WriteCount(tasks);
        serialized.Write(message);
        worker.Link.Send(message);
    }

    /// <inheritdoc/>
    public override void Finished(ScheduledTask task, WorkerState worker, double seconds, long read, List<Action> after)
    {
        DoneCount++;
        PublishTask(graph.Stages[task.Key.Stage].Name, task, worker, seconds, read);
        if (delivered[task.Key.Stage] is not { } mine || mine[task.Key.Index])
            return;
        mine[task.Key.Index] = true;
        task.Holds++;
        if (sinks is null)
        {
            deliveries.Stays();
            return;
        }
        ResultReader reader = ResultReader.Pin(task);
        if (task.Bytes <= LongDelivery && reader.IsHere && !sinksWait)
        {
            after.Add(() => Deliver(task, reader));
        }
        else
        {
            after.Add(() =>
                ThreadPool.UnsafeQueueUserWorkItem(
                    static d => d.Run.Deliver(d.Task, d.Reader),
                    (Run: this, Task: task, Reader: reader),
                    preferLocal: false
                )
            );
        }
    }

    private void Deliver(ScheduledTask task, ResultReader reader)
    {
        Exception? error = null;
        bool begun = deliveries.Begin();
        try
        {
            if (begun)
                Write(task, reader);
        }
        catch (LostBlockException)
        {
            error = DeliverAgain(task);
        }
        catch (Exception e)
        {
            error = ExceptionText.InTask(NameOf(task.Key), e);
        }
        scheduler.Do(reader.Unpin);
        scheduler.Hold(task, -1);
        if (begun)
            deliveries.End(error);
        if (error is not null)
            scheduler.Close(this, error);
    }

    // A result of another machine that could not be read is recomputed.
    private Exception? DeliverAgain(ScheduledTask task)
    {
        try
        {
            scheduler.Fetch(
                task,
                found =>
                {
                    Write(task, found);
                    return true;
                },
                CancellationToken.None
            );
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void Write(ScheduledTask task, ResultReader reader)
    {
        Stage stage = graph.Stages[task.Key.Stage];
        (Shape shape, DType dtype) = stage.Form(task.Key.Index);
        long[] origin = stage.Node.Chunks.BlockOrigin(stage.Node.Chunks.Coordinates(task.Key.Index));
        using NDArray block = reader.Array(shape, dtype);
        foreach (int output in order.Outputs[task.Key.Stage]!)
            sinks![output].Write(origin, block);
    }

    /// <inheritdoc/>
    public override void Abandoned(Exception error) => deliveries.Fail(error);

    /// <inheritdoc/>
    public override void Ended()
    {
        order.Stop();
        serialized.Dispose();
        base.Ended();
    }

    /// <inheritdoc/>
    protected override long TaskCount => order.Total;

    /// <inheritdoc/>
    protected override long HeldBytes => scheduler.Booked;
}
