using Gchunk.Engine.Execution.Calls;
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
    private readonly SerializedCalls calls;
    private readonly ScheduledTask[] tasks;
    private readonly Argument[][] arguments;
    private readonly Dictionary<WorkerState, HashSet<int>> known = [];
    private readonly bool usesFutures;
    private int next;

    /// <summary>Prepares a run.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="failsAsOne">True if the failure of one call ends the others.</param>
    /// <param name="options">How they are run.</param>
    /// <exception cref="GchunkException">An argument is the future of another client.</exception>
    public CallGraphRun(Scheduler scheduler, SerializedCalls calls, bool failsAsOne, CallOptions options)
    {
        (this.scheduler, this.calls, FailsAsOne, Options) = (scheduler, calls, failsAsOne, options);
        tasks = new ScheduledTask[calls.Calls.Count];
        arguments = new Argument[tasks.Length][];
        for (int n = 0; n < tasks.Length; n++)
        {
            tasks[n] = new ScheduledTask(this, new TaskKey(0, n));
            arguments[n] = Array.ConvertAll(
                calls.Calls[n].Arguments,
                a => new Argument(a.Call >= 0 ? tasks[a.Call] : (a.Future as RemoteFuture)?.TaskIn(scheduler), a.Value)
            );
        }
        foreach (Argument[] all in arguments)
        {
            foreach (Argument argument in all)
            {
                if (argument.Task is not { } input)
                    continue;
                if (ReferenceEquals(input.Run, this))
                    input.Holds++;
                else
                    usesFutures = true;
            }
        }
    }

    // The result of another call, or a value that is sent with the call.
    private readonly record struct Argument(ScheduledTask? Task, SerializedValue? Value);

    /// <inheritdoc/>
    public override bool HasMore => next < tasks.Length;

    /// <inheritdoc/>
    public override long Unstarted => tasks.Length - next;

    /// <inheritdoc/>
    public override bool IsExhausted => !HasMore;

    /// <inheritdoc/>
    public override IEnumerable<ScheduledTask> Tasks => tasks;

    /// <inheritdoc/>
    public override bool FailsAsOne { get; }

    /// <summary>Returns the task of a call.</summary>
    public ScheduledTask TaskOf(int call) => tasks[call];

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
        PublishStart(
            () => scheduler.Close(this, new OperationCanceledException("the computation was cancelled")),
            null
        );
    }

    /// <inheritdoc/>
    public override IEnumerable<ScheduledTask> Expectant
    {
        get
        {
            for (int n = 0; usesFutures && n < tasks.Length; n++)
            {
                if (
                    Array.Exists(arguments[n], a => a.Task is { Phase: not TaskPhase.Done })
                    && Array.TrueForAll(arguments[n], a => !ReferenceEquals(a.Task?.Run, this))
                )
                {
                    yield return tasks[n];
                }
            }
        }
    }

    /// <inheritdoc/>
    public override string NameOf(TaskKey key) => $"the call of {calls.Calls[(int)key.Index].Name}";

    /// <inheritdoc/>
    public override ScheduledTask? Pull(int machine, bool isIdle)
    {
        while (next < tasks.Length)
        {
            ScheduledTask task = tasks[next++];
            if (calls.Calls[(int)task.Key.Index].Operation >= 0 && task.Phase == TaskPhase.Idle)
                return task;
        }
        return null;
    }

    /// <inheritdoc/>
    public override ScheduledTask? Find(TaskKey key) =>
        key.Stage == 0 && key.Index < tasks.Length ? tasks[(int)key.Index] : null;

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
            $"in the delayed call of {calls.Calls[(int)task.Key.Index].Name}",
            SerializedException.Deserialize(error, Code.CodeSession.Local)
        );

    /// <inheritdoc/>
    public override void Open(WorkerState worker) => known[worker] = [];

    /// <inheritdoc/>
    public override void WriteTask(MessageWriter message, ScheduledTask task)
    {
        Argument[] mine = arguments[(int)task.Key.Index];
        message.WriteCount(calls.Calls[(int)task.Key.Index].Operation);
        message.WriteCount(Options.Lane.Number);
        message.WriteSigned(Priority);
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
        int operation = calls.Calls[(int)task.Key.Index].Operation;
        if (known[worker].Contains(operation))
            return;
        calls.Operations[operation].SendCode(worker);
        var message = new MessageWriter(MessageKind.OpenFunction);
        message.WriteCount(Id);
        message.WriteCount(operation);
        calls.Operations[operation].Write(message);
        worker.Link.Send(message);
        known[worker].Add(operation);
    }

    /// <inheritdoc/>
    public override void Finished(ScheduledTask task, WorkerState worker, double seconds, long read, List<Action> after)
    {
        DoneCount++;
        PublishTask(calls.Calls[(int)task.Key.Index].Name, task, worker, seconds, read);
        if (DoneCount == tasks.Length)
            PublishEnd(null);
    }

    /// <inheritdoc/>
    public override void Abandoned(Exception error) => PublishEnd(error);

    /// <inheritdoc/>
    public override void Ended()
    {
        calls.Dispose();
        base.Ended();
    }

    /// <inheritdoc/>
    protected override long TaskCount => tasks.Length;
}
