using System.Globalization;
using Gchunk.Engine;
using Gchunk.Engine.Workers.Runs;

namespace Gchunk.Dsl;

/// <summary>
/// A run of a cluster that goes on without the program that submitted it: <c>client.Runs.Submit("name", array)</c>. Any
/// later client finds it by its name: <c>client.Runs["name"].Result()</c>.
/// </summary>
/// <remarks>
/// One of the nodes schedules it. If that node is lost, another one goes on with the run. Blocks of the result that are
/// finished are not computed again.
/// </remarks>
public class ClusterRun
{
    private const int PollMilliseconds = 50;

    private readonly RunFolder folder;

    internal ClusterRun(RunFolder folder) => this.folder = folder;

    /// <summary>The name of the run.</summary>
    public string Name => folder.Name;

    /// <summary>
    /// The state: <c>pending</c> until a node schedules it, then <c>running</c>, and at last <c>finished</c>,
    /// <c>error</c> or <c>cancelled</c>.
    /// </summary>
    /// <exception cref="GchunkException">The run was deleted.</exception>
    public string Status => State().Status;

    /// <summary>True if it is done, has failed or was cancelled.</summary>
    public bool IsFinished => State().IsFinal;

    /// <summary>How much of the tasks that are known is done: from 0 to 1.</summary>
    public double Progress => Status == RunStatus.Finished ? 1 : folder.Progress;

    /// <summary>The name of the node that schedules it; empty before there is one.</summary>
    public string Host => State().Host;

    /// <summary>Why it failed, or null.</summary>
    public string? Error => State().Error;

    /// <summary>Waits until it is done, has failed or was cancelled.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <exception cref="TimeoutException">It did not end in that time; it goes on.</exception>
    public void Wait(TimeSpan? timeout = null)
    {
        long end = timeout is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : long.MaxValue;
        while (!IsFinished)
        {
            if (Environment.TickCount64 >= end)
                throw new TimeoutException($"the run {Name} did not end within {timeout!.Value.TotalSeconds:0.###} s");
            Interrupt.Wait(PollMilliseconds);
        }
    }

    /// <summary>Waits for the result and reads it: the values of an array, or what the function returned.</summary>
    /// <param name="timeout">How long to wait; without end by default.</param>
    /// <exception cref="GchunkException">It failed, or the result cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="TimeoutException">It did not end in that time; it goes on.</exception>
    public object? Result(TimeSpan? timeout = null)
    {
        Wait(timeout);
        RunState state = State();
        if (state.Status == RunStatus.Cancelled)
            throw new OperationCanceledException($"the run {Name} was cancelled");
        if (state.Result is not { } record)
            throw new GchunkException($"the run {Name} failed: {state.Error}");
        object? value = RecordedValue.Read(folder.Records, record, isOwn: true);
        return value is RecordedForm form ? folder.Blocks(state, form).ReadAll() : value;
    }

    /// <summary>Ends the run, unless it has ended.</summary>
    public void Cancel() => folder.Change(s => s.IsFinal ? null : s with { Status = RunStatus.Cancelled });

    /// <summary>Ends the run and deletes it with its result, also if it is damaged. Its name is free then.</summary>
    public void Delete()
    {
        try
        {
            Cancel();
        }
        catch (GchunkException) { } // its scheduler ends when the folder is gone
        folder.Delete();
    }

    /// <summary>Returns the name, the state and the progress; of a damaged run, what is damaged.</summary>
    public override string ToString()
    {
        try
        {
            return ToString(folder.Read());
        }
        catch (GchunkException e)
        {
            return $"run {Name}: cannot be read: {e.Message}; delete it with client.Runs[\"{Name}\"].Delete()";
        }
    }

    private string ToString(RunState? current) =>
        current is not { } state
            ? $"run {Name}: deleted"
            : $"run {Name}: {state.Status}"
                + (
                    state.Status == RunStatus.Running
                        ? string.Create(CultureInfo.InvariantCulture, $", {folder.Progress:0 %} done, on {state.Host}")
                        : ""
                )
                + (state.Error is { } error ? $": {error}" : "");

    private RunState State() => folder.Read() ?? throw new GchunkException($"the run {Name} was deleted");
}

/// <summary>A run whose result is of type <typeparamref name="T"/>.</summary>
public sealed class ClusterRun<T> : ClusterRun
{
    internal ClusterRun(RunFolder folder)
        : base(folder) { }

    /// <inheritdoc cref="ClusterRun.Result"/>
    public new T Result(TimeSpan? timeout = null) => (T)base.Result(timeout)!;
}
