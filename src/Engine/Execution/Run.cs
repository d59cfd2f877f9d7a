using System.Diagnostics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution.Control;
using Gchunk.Engine.Execution.Queues;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// The state of one run: the tasks that are ready, the results that are held and the tasks that need them, and the
/// memory in use.
/// </summary>
internal sealed partial class Run : ITaskResults, IDisposable
{
    private readonly TaskGraph graph;
    private readonly IReadOnlyList<IBlockSink> sinks;
    private readonly long memoryLimit;
    private readonly int threads;
    private readonly CancellationTokenSource cancellation;
    private readonly TaskOrder order;
    private readonly HeldResults held;
    private readonly ReadyTasks ready;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly int number = RunEvents.NextRun();
    private readonly long started = Stopwatch.GetTimestamp();
    private bool isShort;
    private int running;
    private int sleeping;
    private int spilling;
    private long done;
    private long bytes;
    private Exception? failure;

    public Run(TaskGraph graph, IReadOnlyList<IBlockSink> sinks, long memoryLimit, int threads, CancellationToken token)
    {
        (this.graph, this.sinks, this.memoryLimit, this.threads) = (graph, sinks, memoryLimit, threads);
        cancellation = CancellationTokenSource.CreateLinkedTokenSource(token);
        held = new HeldResults(graph);
        MemoryBudget.CheckFits(graph, memoryLimit);
        order = new TaskOrder(graph, token, OrderProgressed);
        ready = new ReadyTasks(graph, order);
        order.Begin();
    }

    public CancellationToken Token => cancellation.Token;

    public NDArray? Get(TaskKey task) => held.Get(task);

    public NDArray? Take(TaskKey task)
    {
        lock (gate)
        {
            return
                order.Outputs[task.Stage] is null
                && order.HasCounted(task.Stage)
                && order.Consumers[task.Stage][task.Index] == 1
                ? held.Take(task)
                : null;
        }
    }

    public NDArray Allocate(Stage stage, long task)
    {
        // To copy a small block costs less than to find its place.
        const long LeastPlaced = 16 << 10;
        (Shape shape, DType dtype) = stage.Form(task);
        return shape.Size * dtype.Size >= LeastPlaced && order.Outputs[stage.Id] is { } outputs
            ? sinks[outputs[0]].Place(OriginOf(stage, task), shape) ?? NDArray.Allocate(shape, dtype)
            : NDArray.Allocate(shape, dtype);
    }

    public unsafe void Read(TaskKey task, in Region region, byte* destination) => held.Read(task, region, destination);

    /// <summary>Keeps tasks that have not been started from running, and ends long ones early.</summary>
    public void Cancel() => cancellation.Cancel();

    /// <summary>Publishes the start event.</summary>
    public void Begin()
    {
        RunControl.Add(number, Cancel);
        Publish(RunEventKind.RunStarted, "", 0, TimeSpan.Zero, null);
    }

    /// <summary>Publishes the end event and throws the error of the run, if any.</summary>
    public void End()
    {
        Exception? error = failure;
        if (error is null && Token.IsCancellationRequested)
            error = new OperationCanceledException("the computation was cancelled");
        Publish(RunEventKind.RunFinished, "", 0, Stopwatch.GetElapsedTime(started), error);
        if (error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }

    /// <summary>Releases the results that are held.</summary>
    public void Dispose()
    {
        RunControl.Remove(number);
        order.Stop();
        held.Dispose();
        cancellation.Dispose();
        wake.Dispose();
    }

    // There are more tasks, or the order is complete: results that were held only because further consumers might have
    // come can be released.
    private void OrderProgressed()
    {
        lock (gate)
        {
            if (order.IsComplete)
            {
                failure ??= order.Failure is OperationCanceledException ? null : order.Failure;
                bytes -= held.RemoveWhere(task => order.Consumers[task.Stage][task.Index] == 0);
            }
            WakeAll();
        }
    }

    internal void Spill(object victim)
    {
        try
        {
            held.Write(victim);
            lock (gate)
                bytes -= held.Release(victim);
        }
        catch (Exception e)
        {
            lock (gate)
            {
                failure ??= e;
                held.Keep(victim);
            }
            cancellation.Cancel();
        }
        lock (gate)
        {
            spilling--;
            WakeAll();
        }
    }

    private void Execute(ThreadQueue queue, in ReadyTask ready, ref TaskBurst burst)
    {
        TaskKey task = ready.Key;
        Stage stage = graph.Stages[task.Stage];
        bool isWatched = RunEvents.IsWatched;
        long start = 0;
        if (isWatched)
        {
            start = Stopwatch.GetTimestamp();
            if (burst.Stage != stage)
            {
                Tell(ref burst);
                Publish(RunEventKind.TaskStarted, stage.Name, task.Index, TimeSpan.Zero, null);
            }
        }
        NDArray result = TaskRunner.Run(stage, task.Index, this, Token);
        try
        {
            Deliver(stage, task, result);
        }
        catch
        {
            result.Dispose();
            throw;
        }
        queue.Keep(ready, result);
        if (!isWatched)
            return;
        burst.Add(stage, task.Index, start);
        if (burst.IsLong || !RunEvents.TakeBursts)
            Tell(ref burst);
    }

    private void Tell(ref TaskBurst burst)
    {
        if (burst.Stage is not { } stage)
            return;
        Publish(RunEventKind.TaskFinished, stage.Name, burst.Task, burst.Time, null, burst.Read, burst.Count);
        burst = default;
    }

    private void Deliver(Stage stage, TaskKey task, NDArray result)
    {
        if (order.Outputs[task.Stage] is not { } outputs)
            return;
        // After a failure nothing more is written.
        if (Volatile.Read(ref failure) is not null || Token.IsCancellationRequested)
            throw new OperationCanceledException(Token);
        long[] origin = OriginOf(stage, task.Index);
        foreach (int o in outputs)
            sinks[o].Write(origin, result);
    }

    private static long[] OriginOf(Stage stage, long task) =>
        stage.Node.Chunks.BlockOrigin(stage.Node.Chunks.Coordinates(task));

    private void Fail(TaskKey task, Exception error)
    {
        Exception described = ExceptionText.InTask($"{graph.Stages[task.Stage].Name}, block {task.Index}", error);
        lock (gate)
        {
            if (!(error is OperationCanceledException && Token.IsCancellationRequested))
                failure ??= described;
            WakeAll();
        }
        cancellation.Cancel();
    }

    private void Publish(
        RunEventKind kind,
        string stage,
        long task,
        TimeSpan elapsed,
        Exception? error,
        long read = 0,
        int count = 1
    )
    {
        if (!RunEvents.Wants(kind))
            return;
        RunEvents.Publish(
            new RunEvent(
                kind,
                number,
                stage,
                task,
                order.Total,
                Interlocked.Read(ref done),
                Interlocked.Read(ref bytes),
                elapsed,
                error,
                read
            )
            {
                Count = count,
                Graph = kind == RunEventKind.RunStarted ? graph : null,
            }
        );
    }
}
