using System.Diagnostics;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;

namespace Gchunk.Engine.Workers.Scheduling;

/// <summary>
/// Calls of the user's functions. A function is packed and sent once, its arguments with each call; a result that is
/// another call's argument goes from worker to worker.
/// </summary>
internal sealed class CallWork : Work
{
    private readonly Scheduler scheduler;
    private readonly bool fallsTogether;
    private readonly List<CallExpr> nodes = [];
    private readonly Dictionary<CallExpr, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<TaskState> states = [];
    private readonly List<Argument[]> arguments = [];
    private readonly List<int> operationOf = [];
    private readonly List<PackedCode> operations = [];
    private readonly Dictionary<WorkerState, HashSet<int>> known = [];
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int number = RunEvents.NextRun();
    private readonly long started = Stopwatch.GetTimestamp();
    private int next;
    private long done;

    /// <summary>Makes the work of calls.</summary>
    /// <param name="scheduler">Who hands it out.</param>
    /// <param name="graph">The calls.</param>
    /// <param name="values">For each call its value where there is one already: arrays.</param>
    /// <param name="fallsTogether">Whether one call's failure ends them all.</param>
    /// <param name="packer">Packs functions and arguments.</param>
    /// <exception cref="GchunkException">Something cannot travel.</exception>
    public CallWork(
        Scheduler scheduler,
        CallGraph graph,
        IReadOnlyList<object?> values,
        bool fallsTogether,
        ValuePacker packer
    )
    {
        (this.scheduler, this.fallsTogether) = (scheduler, fallsTogether);
        var operationNumbers = new Dictionary<object, int>();
        for (int n = 0; n < graph.Nodes.Count; n++)
        {
            CallExpr node = graph.Nodes[n];
            nodes.Add(node);
            numbers[node] = n;
            states.Add(new TaskState(this, new TaskKey(0, n)));
            if (node is ArrayCall or FutureCall)
            {
                arguments.Add([]);
                operationOf.Add(-1);
                continue;
            }
            (object key, CallExpr operation) = node.Alone;
            if (!operationNumbers.TryGetValue(key, out int packed))
            {
                operationNumbers[key] = packed = operations.Count;
                operations.Add(PackedCode.Of(packer, operation, $"the function {node.Name}"));
            }
            operationOf.Add(packed);
            ReadOnlySpan<int> inputs = graph.Inputs(n);
            var mine = new Argument[inputs.Length];
            for (int i = 0; i < mine.Length; i++)
            {
                CallExpr input = node.Inputs[i];
                mine[i] = input switch
                {
                    ConstantCall constant => new Argument(
                        null,
                        PackedCode.Of(packer, constant.Value, $"argument {i + 1} of {node.Name}")
                    ),
                    ArrayCall => new Argument(
                        null,
                        PackedCode.Of(packer, values[inputs[i]], $"argument {i + 1} of {node.Name}")
                    ),
                    WorkerCall call => new Argument(call.StateIn(scheduler), null),
                    FutureCall elsewhere => new Argument(
                        null,
                        PackedCode.Of(
                            packer,
                            elsewhere.Wait(CancellationToken.None),
                            $"argument {i + 1} of {node.Name}"
                        )
                    ),
                    _ => new Argument(states[inputs[i]], null),
                };
            }
            arguments.Add(mine);
        }
        foreach (Argument[] all in arguments)
        {
            foreach (Argument argument in all)
            {
                if (argument.Task is { } input && ReferenceEquals(input.Work, this))
                    input.Holds++;
            }
        }
    }

    // A value that is sent with the call, or another call's result.
    private readonly record struct Argument(TaskState? Task, PackedCode? Value);

    /// <inheritdoc/>
    public override bool HasMore => next < states.Count;

    /// <inheritdoc/>
    public override IEnumerable<TaskState> States => states;

    /// <summary>The task of a call.</summary>
    public TaskState StateOf(CallExpr call) =>
        call is WorkerCall begun ? begun.StateIn(scheduler) : states[numbers[call]];

    /// <summary>Takes the calls on; those of other works' calls that they need are held from now on.</summary>
    public void Start()
    {
        scheduler.Do(() =>
        {
            foreach (Argument[] all in arguments)
            {
                foreach (Argument argument in all)
                {
                    if (argument.Task is { } input && !ReferenceEquals(input.Work, this))
                        input.Holds++;
                }
            }
        });
        scheduler.Start(this);
        Publish(RunEventKind.RunStarted, "", 0, TimeSpan.Zero, null);
    }

    /// <summary>Waits until nothing of the closed work runs any more; false where that takes longer.</summary>
    public bool WaitForEnd(TimeSpan time) => ended.Task.Wait(time);

    /// <inheritdoc/>
    public override string NameOf(TaskKey key) => $"the call of {nodes[(int)key.Index].Name}";

    /// <inheritdoc/>
    public override TaskState? Pull()
    {
        while (next < states.Count)
        {
            TaskState state = states[next++];
            if (operationOf[(int)state.Key.Index] >= 0 && state.Phase == TaskPhase.Idle)
                return state;
        }
        return null;
    }

    /// <inheritdoc/>
    public override TaskState? Find(TaskKey key) =>
        key.Stage == 0 && key.Index < states.Count ? states[(int)key.Index] : null;

    /// <inheritdoc/>
    public override TaskState[] InputsOf(TaskState task)
    {
        var found = new List<TaskState>();
        foreach (Argument argument in arguments[(int)task.Key.Index])
        {
            if (argument.Task is { } input && !found.Contains(input))
                found.Add(input);
        }

        return [.. found];
    }

    /// <inheritdoc/>
    public override void UseInputs(TaskState task)
    {
        foreach (Argument argument in arguments[(int)task.Key.Index])
        {
            if (argument.Task is { } input)
                input.Holds++;
        }
    }

    /// <inheritdoc/>
    public override void ReleaseInputs(TaskState task, List<TaskState> unused)
    {
        foreach (Argument argument in arguments[(int)task.Key.Index])
        {
            if (argument.Task is { } input && --input.Holds == 0)
                unused.Add(input);
        }

        task.Inputs = [];
    }

    /// <inheritdoc/>
    public override bool IsNeeded(TaskState task) => false;

    /// <inheritdoc/>
    public override void Forget(TaskState task) { }

    /// <inheritdoc/>
    public override (long Output, long Scratch) BytesOf(TaskKey key) => (0, 0);

    /// <inheritdoc/>
    public override Exception Unpack(TaskState task, byte[] error) =>
        new UserFunctionException(
            $"in the delayed call of {nodes[(int)task.Key.Index].Name}",
            PackedException.Unpack(error, Code.CodeSession.Local)
        );

    /// <inheritdoc/>
    public override void Open(WorkerState worker) => known[worker] = [];

    /// <inheritdoc/>
    public override void WriteTask(MessageWriter message, TaskState task, WorkerState worker)
    {
        Argument[] mine = arguments[(int)task.Key.Index];
        message.WriteCount(operationOf[(int)task.Key.Index]);
        message.WriteCount(mine.Length);
        foreach (Argument argument in mine)
        {
            message.WriteBool(argument.Value is not null);
            if (argument.Value is { } value)
                message.WriteBlob(value.Bytes);
            else
                message.WriteCount(Array.IndexOf(task.Inputs, argument.Task));
        }
    }

    /// <inheritdoc/>
    public override void Prepare(TaskState task, WorkerState worker)
    {
        foreach (Argument argument in arguments[(int)task.Key.Index])
            argument.Value?.SendCode(worker);
        int operation = operationOf[(int)task.Key.Index];
        if (!known[worker].Add(operation))
            return;
        operations[operation].SendCode(worker);
        var message = new MessageWriter(MessageKind.OpenFunction);
        message.WriteCount(Id);
        message.WriteCount(operation);
        message.WriteBlob(operations[operation].Bytes);
        worker.Link.Send(message);
    }

    /// <inheritdoc/>
    public override void Finished(TaskState task, WorkerState worker, double seconds, long read, List<Action> after)
    {
        done++;
        if (RunEvents.IsWatched)
        {
            Publish(
                RunEventKind.TaskFinished,
                nodes[(int)task.Key.Index].Name,
                task.Key.Index,
                TimeSpan.FromSeconds(seconds),
                null,
                worker.Name
            );
        }

        if (done == states.Count)
            Publish(RunEventKind.RunFinished, "", 0, Stopwatch.GetElapsedTime(started), null);
    }

    /// <inheritdoc/>
    public override bool FallsWith(TaskState task) => fallsTogether;

    /// <inheritdoc/>
    public override void Abandoned(Exception error) =>
        Publish(RunEventKind.RunFinished, "", 0, Stopwatch.GetElapsedTime(started), error);

    /// <inheritdoc/>
    public override void Ended() => ended.TrySetResult();

    private void Publish(
        RunEventKind kind,
        string stage,
        long task,
        TimeSpan elapsed,
        Exception? error,
        string worker = ""
    )
    {
        if (RunEvents.IsWatched)
        {
            RunEvents.Publish(
                new RunEvent(kind, number, stage, task, states.Count, done, 0, elapsed, error) { Worker = worker }
            );
        }
    }
}
