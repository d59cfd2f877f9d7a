using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution.Queues;

/// <summary>A task of a run with what its admission needs to know: its inputs and its bytes.</summary>
/// <param name="Key">The task.</param>
/// <param name="Inputs">The tasks whose results it needs; they are pinned when it is admitted.</param>
/// <param name="Output">The bytes of its result.</param>
/// <param name="Scratch">The bytes that it needs besides while it runs.</param>
internal readonly record struct ReadyTask(TaskKey Key, List<TaskKey> Inputs, long Output, long Scratch)
{
    private static readonly List<TaskKey> NoInputs = [];

    /// <summary>Describes a task. This walks through its windows, so no lock should be held.</summary>
    public static ReadyTask Describe(TaskGraph graph, TaskKey key)
    {
        Stage stage = graph.Stages[key.Stage];
        List<TaskKey> inputs = NoInputs;
        if (stage.HasInputs)
            stage.InputsOf(key.Index, inputs = []);
        return new ReadyTask(key, inputs, stage.OutputBytes(key.Index), stage.ScratchBytes(key.Index));
    }
}
