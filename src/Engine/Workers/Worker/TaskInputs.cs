using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>The inputs of one array task.</summary>
internal sealed class TaskInputs : ITaskResults, IDisposable
{
    private readonly ReceivedTask task;
    private readonly InputReader reader;
    private readonly List<TaskKey> keys = [];
    private readonly NDArray?[] arrays;
    private readonly Stage[] stages;

    /// <summary>Opens the inputs that are in memory.</summary>
    /// <exception cref="MissingInputException">An input is gone with its holder.</exception>
    public TaskInputs(ReceivedTask task, TaskGraph plan, InputReader reader)
    {
        (this.task, this.reader) = (task, reader);
        Stage stage = plan.Stages[task.Name.Task.Stage];
        if (stage.HasInputs)
            stage.InputsOf(task.Name.Task.Index, keys);
        if (keys.Count != task.Inputs.Length)
        {
            throw new InvalidOperationException(
                $"{stage.Name} has {keys.Count} inputs on the worker but {task.Inputs.Length} on the client: their plans differ"
            );
        }

        arrays = new NDArray?[keys.Count];
        stages = new Stage[keys.Count];
        for (int i = 0; i < arrays.Length; i++)
        {
            stages[i] = plan.Stages[keys[i].Stage];
            (Shape shape, DType dtype) = stages[i].Form(keys[i].Index);
            try
            {
                arrays[i] = reader.Open(task.Inputs[i], shape, dtype);
            }
            catch (GchunkException e)
            {
                Dispose();
                throw new MissingInputException(i, e.Message, e);
            }
        }
    }

    /// <inheritdoc/>
    public NDArray? Get(TaskKey key) => arrays[keys.IndexOf(key)];

    /// <inheritdoc/>
    public unsafe void Read(TaskKey key, in Region region, byte* destination)
    {
        int i = keys.IndexOf(key);
        (Shape shape, DType dtype) = stages[i].Form(key.Index);
        try
        {
            reader.Read(task.Inputs[i], shape, dtype, region, destination);
        }
        // The holder of the file is gone since the task began.
        catch (Exception e) when (e is GchunkException or ObjectDisposedException)
        {
            throw new MissingInputException(i, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NDArray? array in arrays)
            array?.Dispose();
    }
}

/// <summary>The error for an input that cannot be read, because its holder is gone or does not have it.</summary>
internal sealed class MissingInputException(int input, string message, Exception inner) : Exception(message, inner)
{
    /// <summary>The index of the input.</summary>
    public int Input { get; } = input;
}
