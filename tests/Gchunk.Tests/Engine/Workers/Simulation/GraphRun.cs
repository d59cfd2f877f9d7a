using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Tests.Engine.Workers.Simulation;

/// <summary>A graph of tasks whose results are numbers, and what a task by task evaluation says of it.</summary>
/// <param name="Inputs">The inputs of each task, which are before it; -1 - n for output n of the run before.</param>
/// <param name="Bytes">How many bytes each result takes; 8 for one that travels in messages.</param>
/// <param name="Outputs">The tasks whose results the client reads.</param>
/// <param name="Failing">The task that throws, or -1.</param>
/// <param name="Deadly">The task that ends its worker, or -1.</param>
internal sealed record GraphPlan(int[][] Inputs, long[] Bytes, int[] Outputs, int Failing, int Deadly)
{
    public int Tasks => Inputs.Length;

    /// <summary>A graph that a seed chooses.</summary>
    public static GraphPlan Random(Random random, int before)
    {
        int tasks = random.Next(20, 120),
            reach = random.Next(3, 40);
        var inputs = new int[tasks][];
        long[] bytes = new long[tasks];
        bool[] isRead = new bool[tasks];
        for (int i = 0; i < tasks; i++)
        {
            var mine = new HashSet<int>();
            for (int n = random.Next(i == 0 ? 1 : 5); n > 0; n--)
            {
                bool isEarlier = before > 0 && random.Next(8) == 0;
                mine.Add(isEarlier ? -1 - random.Next(before) : random.Next(Math.Max(0, i - reach), i));
            }
            mine.Remove(i);
            inputs[i] = [.. mine];
            foreach (int input in mine.Where(m => m >= 0))
                isRead[input] = true;
            bytes[i] = random.Next(3) == 0 ? 8 : random.Next(1000, 400_000);
        }
        // Every task is needed.
        int[] outputs = [.. Enumerable.Range(0, tasks).Where(i => !isRead[i] || random.Next(20) == 0)];
        return new GraphPlan(
            inputs,
            bytes,
            outputs,
            random.Next(10) == 0 ? random.Next(tasks) : -1,
            random.Next(25) == 0 ? random.Next(tasks) : -1
        );
    }

    /// <summary>Returns the value of each task.</summary>
    /// <param name="before">The outputs of the run before.</param>
    public ulong[] Evaluate(ulong[] before)
    {
        ulong[] values = new ulong[Tasks];
        for (int i = 0; i < Tasks; i++)
            values[i] = Value(i, Array.ConvertAll(Inputs[i], n => n < 0 ? before[-1 - n] : values[n]));
        return values;
    }

    /// <summary>The value of a task.</summary>
    public static ulong Value(long task, ulong[] inputs)
    {
        ulong value = ((ulong)task + 1) * 0x9E3779B97F4A7C15;
        foreach (ulong input in inputs)
            value = (value ^ input ^ (value >> 29)) * 0xBF58476D1CE4E5B9;
        return value;
    }
}

/// <summary>A run of such a graph. What it delivers, the simulated cluster reads.</summary>
internal sealed class GraphRun : ScheduledRun
{
    private readonly GraphPlan plan;
    private readonly ScheduledTask[] before;
    private readonly Action<GraphRun, ScheduledTask> deliver;
    private readonly ScheduledTask?[] tasks;
    private readonly int[] consumers;
    private int next;

    public GraphRun(GraphPlan plan, ScheduledTask[] before, Action<GraphRun, ScheduledTask> deliver)
    {
        (this.plan, this.before, this.deliver) = (plan, before, deliver);
        tasks = new ScheduledTask?[plan.Tasks];
        consumers = new int[plan.Tasks];
        foreach (int input in plan.Inputs.SelectMany(i => i).Where(i => i >= 0))
            consumers[input]++;
    }

    public GraphPlan Plan => plan;

    /// <summary>The values that the client has read, by task.</summary>
    public Dictionary<long, ulong> Delivered { get; } = [];

    public HashSet<long> Delivering { get; } = [];

    public Exception? Failure { get; private set; }

    public bool IsSettled => Failure is not null || Delivered.Count == plan.Outputs.Length;

    public bool HasEnded { get; private set; }

    public override bool HasMore => next < plan.Tasks;

    public override long Unstarted => plan.Tasks - next;

    public override bool IsExhausted => !HasMore;

    public override bool FailsAsOne => true;

    public override IEnumerable<ScheduledTask> Tasks => tasks.OfType<ScheduledTask>().ToArray();

    public override string NameOf(TaskKey key) => $"task {key.Index}";

    public override ScheduledTask? Pull(int machine, bool isIdle) => next < plan.Tasks ? TaskOf(next++) : null;

    public override ScheduledTask? Find(TaskKey key) =>
        key.Stage == 0 && key.Index < plan.Tasks ? tasks[key.Index] : null;

    public ScheduledTask TaskOf(long index) => tasks[index] ??= new ScheduledTask(this, new TaskKey(0, index));

    public override string? CheckResult(ScheduledTask task, long bytes) =>
        bytes == plan.Bytes[task.Key.Index] ? null : $"it has {bytes} bytes";

    public override Exception ErrorOf(ScheduledTask task, byte[] error) =>
        new GchunkException($"{NameOf(task.Key)} threw");

    public override ScheduledTask[] InputsOf(ScheduledTask task) =>
        Array.ConvertAll(plan.Inputs[task.Key.Index], n => n < 0 ? before[-1 - n] : TaskOf(n));

    public override void UseInputs(ScheduledTask task)
    {
        foreach (ScheduledTask input in task.Inputs.Where(i => ReferenceEquals(i.Run, this)))
            consumers[input.Key.Index]++;
    }

    public override void ReleaseInputs(ScheduledTask task, List<ScheduledTask> unused)
    {
        foreach (ScheduledTask input in task.Inputs.Where(i => ReferenceEquals(i.Run, this)))
        {
            if (--consumers[input.Key.Index] == 0)
                unused.Add(input);
        }
        task.Inputs = [];
    }

    public override bool IsNeeded(ScheduledTask task) => consumers[task.Key.Index] > 0;

    public override void Forget(ScheduledTask task) => tasks[task.Key.Index] = null;

    public override (long Output, long Scratch) BytesOf(TaskKey key) => (plan.Bytes[key.Index], 1000);

    public override void Open(WorkerState worker)
    {
        var message = new MessageWriter(MessageKind.OpenGraph);
        message.WriteCount(Id);
        worker.Link.Send(message);
    }

    public override void Finished(ScheduledTask task, WorkerState worker, double seconds, long read, List<Action> after)
    {
        if (!plan.Outputs.Contains((int)task.Key.Index) || !Delivering.Add(task.Key.Index))
            return;
        task.Holds++;
        after.Add(() => deliver(this, task));
    }

    public override void Abandoned(Exception error) => Failure ??= error;

    public override void Ended()
    {
        HasEnded = true;
        base.Ended();
    }

    protected override long TaskCount => plan.Tasks;
}

/// <summary>The memory of a worker on another machine, as the client reads it: a number for each result.</summary>
internal sealed class DistantMemory(Func<long, ulong> read, object? machine = null) : WorkerMemory
{
    public override object? Machine => machine;

    /// <summary>Reads a result.</summary>
    public ulong Read(long offset) => read(offset);

    public override NDArray Block(long offset, Shape shape, DType dtype) => throw new NotSupportedException();

    public override NDArray Spilled(int descriptor, long offset, Shape shape, DType dtype) =>
        throw new NotSupportedException();

    public override WorkerMemory Share() => this;

    public override void Dispose() { }
}
