using Gchunk.Engine.Expressions.Calls;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// A run of calls of user functions. A function is serialized and sent once, its arguments with each call. A result
/// that is the argument of another call goes from worker to worker.
/// </summary>
internal sealed class CallGraphRun : ScheduledRun
{
    private readonly Scheduler scheduler;
    private readonly List<CallExpr> nodes = [];
    private readonly Dictionary<CallExpr, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<ScheduledTask> tasks = [];
    private readonly List<Argument[]> arguments = [];
    private readonly List<int> operationOf = [];
    private readonly List<SerializedValue> operations = [];
    private readonly Dictionary<WorkerState, HashSet<int>> known = [];
    private int next;

    /// <summary>Prepares a run.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="graph">The calls.</param>
    /// <param name="values">The values of the arrays among the calls.</param>
    /// <param name="failsAsOne">True if the failure of one call ends the others.</param>
    /// <param name="serializer">Serializes functions and arguments.</param>
    /// <exception cref="GchunkException">A function or an argument cannot travel.</exception>
    public CallGraphRun(
        Scheduler scheduler,
        CallGraph graph,
        IReadOnlyList<object?> values,
        bool failsAsOne,
        ValueSerializer serializer
    )
    {
        (this.scheduler, FailsAsOne) = (scheduler, failsAsOne);
        var operationNumbers = new Dictionary<object, int>();
        for (int n = 0; n < graph.Nodes.Count; n++)
        {
            CallExpr node = graph.Nodes[n];
            nodes.Add(node);
            numbers[node] = n;
            tasks.Add(new ScheduledTask(this, new TaskKey(0, n)));
            if (node is ArrayCall or FutureCall)
            {
                arguments.Add([]);
                operationOf.Add(-1);
                continue;
            }
            (object key, CallExpr operation) = node.Alone;
            if (!operationNumbers.TryGetValue(key, out int number))
            {
                operationNumbers[key] = number = operations.Count;
                operations.Add(SerializedValue.Of(serializer, operation, $"the function {node.Name}"));
            }
            operationOf.Add(number);
            ReadOnlySpan<int> inputs = graph.Inputs(n);
            var mine = new Argument[inputs.Length];
            for (int i = 0; i < mine.Length; i++)
            {
                CallExpr input = node.Inputs[i];
                mine[i] = input switch
                {
                    ConstantCall constant => new Argument(
                        null,
                        SerializedValue.Of(serializer, constant.Value, $"argument {i + 1} of {node.Name}")
                    ),
                    ArrayCall => new Argument(
                        null,
                        SerializedValue.Of(serializer, values[inputs[i]], $"argument {i + 1} of {node.Name}")
                    ),
                    RemoteFuture call => new Argument(call.TaskIn(scheduler), null),
                    FutureCall elsewhere => new Argument(
                        null,
                        SerializedValue.Of(
                            serializer,
                            elsewhere.Wait(CancellationToken.None),
                            $"argument {i + 1} of {node.Name}"
                        )
                    ),
                    _ => new Argument(tasks[inputs[i]], null),
                };
            }
            arguments.Add(mine);
        }
        foreach (Argument[] all in arguments)
        {
            foreach (Argument argument in all)
            {
                if (argument.Task is { } input && ReferenceEquals(input.Run, this))
                    input.Holds++;
            }
        }
    }

    // The result of another call, or a value that is sent with the call.
    private readonly record struct Argument(ScheduledTask? Task, SerializedValue? Value);

    /// <inheritdoc/>
    public override bool HasMore => next < tasks.Count;

    /// <inheritdoc/>
    public override IEnumerable<ScheduledTask> Tasks => tasks;

    /// <inheritdoc/>
    public override bool FailsAsOne { get; }

    /// <summary>Returns the task of a call.</summary>
    public ScheduledTask TaskOf(CallExpr call) =>
        call is RemoteFuture begun ? begun.TaskIn(scheduler) : tasks[numbers[call]];

    /// <summary>Starts the run, which holds the results of other runs that it needs.</summary>
    public void Start()
    {
        scheduler.Do(() =>
        {
            foreach (Argument[] all in arguments)
            {
                foreach (Argument argument in all)
                {
                    if (argument.Task is { } input && !ReferenceEquals(input.Run, this))
                        input.Holds++;
                }
            }
        });
        scheduler.Start(this);
        PublishStart();
    }

    /// <inheritdoc/>
    public override string NameOf(TaskKey key) => $"the call of {nodes[(int)key.Index].Name}";

    /// <inheritdoc/>
    public override ScheduledTask? Pull()
    {
        while (next < tasks.Count)
        {
            ScheduledTask task = tasks[next++];
            if (operationOf[(int)task.Key.Index] >= 0 && task.Phase == TaskPhase.Idle)
                return task;
        }
        return null;
    }

    /// <inheritdoc/>
    public override ScheduledTask? Find(TaskKey key) =>
        key.Stage == 0 && key.Index < tasks.Count ? tasks[(int)key.Index] : null;

    /// <inheritdoc/>
    public override ScheduledTask[] InputsOf(ScheduledTask task)
    {
        var found = new List<ScheduledTask>();
        foreach (Argument argument in arguments[(int)task.Key.Index])
        {
            if (argument.Task is { } input && !found.Contains(input))
                found.Add(input);
        }

        return [.. found];
    }

    /// <inheritdoc/>
    public override void UseInputs(ScheduledTask task)
    {
        foreach (Argument argument in arguments[(int)task.Key.Index])
        {
            if (argument.Task is { } input)
                input.Holds++;
        }
    }

    /// <inheritdoc/>
    public override void ReleaseInputs(ScheduledTask task, List<ScheduledTask> unused)
    {
        foreach (Argument argument in arguments[(int)task.Key.Index])
        {
            if (argument.Task is { } input && --input.Holds == 0)
                unused.Add(input);
        }

        task.Inputs = [];
    }

    /// <inheritdoc/>
    public override bool IsNeeded(ScheduledTask task) => false;

    /// <inheritdoc/>
    public override void Forget(ScheduledTask task) { }

    /// <inheritdoc/>
    public override (long Output, long Scratch) BytesOf(TaskKey key) => (0, 0);

    /// <inheritdoc/>
    public override Exception ErrorOf(ScheduledTask task, byte[] error) =>
        new UserFunctionException(
            $"in the delayed call of {nodes[(int)task.Key.Index].Name}",
            SerializedException.Deserialize(error, Code.CodeSession.Local)
        );

    /// <inheritdoc/>
    public override void Open(WorkerState worker) => known[worker] = [];

    /// <inheritdoc/>
    public override void WriteTask(MessageWriter message, ScheduledTask task)
    {
        Argument[] mine = arguments[(int)task.Key.Index];
        message.WriteCount(operationOf[(int)task.Key.Index]);
        message.WriteCount(mine.Length);
        foreach (Argument argument in mine)
        {
            message.WriteBool(argument.Value is not null);
            if (argument.Value is { } value)
                value.Write(message);
            else
                message.WriteCount(Array.IndexOf(task.Inputs, argument.Task));
        }
    }

    /// <inheritdoc/>
    public override void Prepare(ScheduledTask task, WorkerState worker)
    {
        foreach (Argument argument in arguments[(int)task.Key.Index])
            argument.Value?.SendCode(worker);
        int operation = operationOf[(int)task.Key.Index];
        if (known[worker].Contains(operation))
            return;
        operations[operation].SendCode(worker);
        var message = new MessageWriter(MessageKind.OpenFunction);
        message.WriteCount(Id);
        message.WriteCount(operation);
        operations[operation].Write(message);
        worker.Link.Send(message);
        known[worker].Add(operation);
    }

    /// <inheritdoc/>
    public override void Finished(ScheduledTask task, WorkerState worker, double seconds, long read, List<Action> after)
    {
        DoneCount++;
        PublishTask(nodes[(int)task.Key.Index].Name, task, worker, seconds, read);
        if (DoneCount == tasks.Count)
            PublishEnd(null);
    }

    /// <inheritdoc/>
    public override void Abandoned(Exception error) => PublishEnd(error);

    /// <inheritdoc/>
    public override void Ended()
    {
        foreach (SerializedValue operation in operations)
            operation.Dispose();
        foreach (Argument[] all in arguments)
        {
            foreach (Argument argument in all)
                argument.Value?.Dispose();
        }
        base.Ended();
    }

    /// <inheritdoc/>
    protected override long TaskCount => tasks.Count;
}
