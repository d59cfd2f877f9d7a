using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// The tasks that a graph's outputs need, depth first: the inputs of a task come shortly before it, so that few blocks
/// are alive at once. The order of a large graph is computed while its first tasks already run.
/// </summary>
internal sealed class TaskOrder
{
    // With fewer tasks the order is complete before a thread would have started.
    private const long FewTasks = 1 << 14;

    private readonly TaskGraph graph;
    private readonly CancellationToken cancellation;
    private volatile bool isStopped;
    private readonly Lock gate = new();
    private readonly List<TaskKey[]> segments = [];
    private readonly Action? progressed;
    private readonly Func<int, long, bool>? isDone;
    private const int SegmentLength = 1 << 12;
    private readonly bool[] hasFewConsumers;
    private int count;
    private volatile bool isComplete;

    /// <summary>Prepares an order, which <see cref="Begin"/> fills.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="token">Stops the computation of the order early.</param>
    /// <param name="progressed">
    /// Called when there are more tasks, and when the order is complete, unless that is before Begin returns.
    /// </param>
    /// <param name="isDone">True for the stage and number of an output's block that is there already.</param>
    public TaskOrder(
        TaskGraph graph,
        CancellationToken token,
        Action? progressed = null,
        Func<int, long, bool>? isDone = null
    )
    {
        (this.graph, this.progressed, this.isDone) = (graph, progressed, isDone);
        cancellation = token;
        Consumers = new int[graph.Stages.Count][];
        Outputs = new List<int>?[graph.Stages.Count];
        // One task each combines the states; a stage that no stage reads has no consumers.
        hasFewConsumers = new bool[graph.Stages.Count];
        var isRead = new bool[graph.Stages.Count];
        for (int s = 0; s < graph.Stages.Count; s++)
        {
            Stage stage = graph.Stages[s];
            Consumers[s] = new int[stage.Tasks];
            Total += stage.Tasks;
            hasFewConsumers[s] = true;
            foreach (int input in stage.InputStages)
                (hasFewConsumers[input], isRead[input]) = (!isRead[input] && stage is CombineStage, true);
        }
        for (int output = 0; output < graph.Outputs.Count; output++)
            (Outputs[graph.Outputs[output]] ??= []).Add(output);
    }

    /// <summary>
    /// Computes the order, or starts to. The receiver of progress has to be fully constructed by now.
    /// </summary>
    /// <returns>This order.</returns>
    public TaskOrder Begin()
    {
        if (Total <= FewTasks || progressed is null)
        {
            Walk(null);
            cancellation.ThrowIfCancellationRequested();
        }
        else
        {
            new Thread(() => Walk(progressed)) { IsBackground = true, Name = "gchunk task order" }.Start();
        }

        return this;
    }

    /// <summary>The number of tasks so far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>True if all tasks are ordered and all consumers counted.</summary>
    public bool IsComplete => isComplete;

    /// <summary>The number of tasks in total; an upper bound until the order is complete.</summary>
    public long Total { get; private set; }

    /// <summary>True if all consumers of a stage's tasks are counted.</summary>
    public bool HasCounted(int stage) => isComplete || hasFewConsumers[stage];

    /// <summary>The error that ended the computation of the order, if any.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The task at a position in the order, which is below <see cref="Count"/>.</summary>
    public TaskKey this[int position]
    {
        get
        {
            lock (gate)
                return segments[position / SegmentLength][position % SegmentLength];
        }
    }

    /// <summary>
    /// For each stage and task, the number of tasks that need its result, as far as counted; the runner decrements it.
    /// </summary>
    public int[][] Consumers { get; }

    /// <summary>For each stage, the outputs that consist of its blocks.</summary>
    public List<int>?[] Outputs { get; }

    /// <summary>Stops early: no more tasks are wanted.</summary>
    public void Stop() => isStopped = true;

    private void Walk(Action? tell)
    {
        try
        {
            var visited = new bool[graph.Stages.Count][];
            for (int s = 0; s < visited.Length; s++)
                visited[s] = new bool[graph.Stages[s].Tasks];
            var stack = new Stack<(TaskKey Task, bool Entered)>();
            var inputs = new List<TaskKey>();
            var partners = new List<long>();
            // The counts of consumers must be complete before a task runs early.
            var reads = new CommonReads?[graph.Stages.Count];
            for (int s = 0; tell is null && s < reads.Length; s++)
                reads[s] = CommonReads.Of(graph.Stages[s]);
            foreach (int stage in graph.Outputs)
            {
                for (long index = 0; index < graph.Stages[stage].Tasks; index++)
                {
                    if (isDone?.Invoke(stage, index) == true)
                        continue;
                    stack.Push((new TaskKey(stage, index), false));
                    while (stack.TryPop(out (TaskKey Task, bool Entered) top))
                    {
                        Stage of = graph.Stages[top.Task.Stage];
                        if (!top.Entered)
                        {
                            ref bool seen = ref visited[top.Task.Stage][top.Task.Index];
                            if (seen)
                                continue;
                            seen = true;
                            if (of.HasInputs)
                            {
                                stack.Push((top.Task, true));
                                inputs.Clear();
                                of.InputsOf(top.Task.Index, inputs);
                                for (int i = inputs.Count - 1; i >= 0; i--)
                                {
                                    Interlocked.Increment(ref Consumers[inputs[i].Stage][inputs[i].Index]);
                                    stack.Push((inputs[i], false));
                                }
                                continue;
                            }
                        }
                        Add(top.Task, tell);
                        if (reads[top.Task.Stage] is not { } common)
                            continue;
                        partners.Clear();
                        common.Partners(top.Task.Index, partners);
                        foreach (long partner in partners)
                        {
                            ref bool seen = ref visited[top.Task.Stage][partner];
                            if (!seen)
                                Add(new TaskKey(top.Task.Stage, partner), tell);
                            seen = true;
                        }
                    }
                }
            }
        }
        catch (Exception e)
        {
            Failure = e;
            if (tell is null)
                throw;
        }
        Total = count;
        isComplete = true;
        tell?.Invoke();
    }

    private void Add(TaskKey task, Action? tell)
    {
        if ((count & 255) == 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isStopped)
                throw new OperationCanceledException();
            if (count % SegmentLength == 0)
            {
                lock (gate)
                    segments.Add(new TaskKey[Math.Min(SegmentLength, Total - count)]);
            }
        }
        segments[^1][count % SegmentLength] = task;
        Volatile.Write(ref count, count + 1);
        if ((count & 255) == 0)
            tell?.Invoke();
    }
}
