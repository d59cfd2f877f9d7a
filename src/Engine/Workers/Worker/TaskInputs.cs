using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Scheduling;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>
/// The inputs of one array task, wherever they are: held here, read in place from a peer's memory, or read from a file.
/// </summary>
internal sealed class TaskInputs : ITaskResults, IDisposable
{
    private readonly WorkerTask task;
    private readonly WorkerStore store;
    private readonly Peers peers;
    private readonly List<TaskKey> keys = [];
    private readonly NDArray?[] arrays;
    private readonly Stage[] stages;

    /// <summary>Finds the inputs; those in memory are opened.</summary>
    /// <exception cref="MissingInputException">One is gone with its holder.</exception>
    public TaskInputs(WorkerTask task, TaskGraph plan, WorkerStore store, Peers peers)
    {
        (this.task, this.store, this.peers) = (task, store, peers);
        Stage stage = plan.Stages[task.Name.Task.Stage];
        if (stage.HasInputs)
            stage.InputsOf(task.Name.Task.Index, keys);
        if (keys.Count != task.Inputs.Length)
        {
            throw new InvalidOperationException(
                $"{stage.Name} has {keys.Count} inputs here, and {task.Inputs.Length} at the client: their plans differ"
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
                arrays[i] = Open(task.Inputs[i], shape, dtype);
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
        InputPlace place = task.Inputs[i];
        if (place.Place == ResultPlace.None)
        {
            store.Read(store.Find(place.Name)!, region, destination);
            return;
        }
        (Shape shape, DType dtype) = stages[i].Form(key.Index);
        SpillFile.Read(peers[place.Peer].Spill(place.Descriptor), place.Offset, shape, dtype.Size, region, destination);
    }

    // Null for what is in a file.
    private unsafe NDArray? Open(in InputPlace place, Shape shape, DType dtype)
    {
        switch (place.Place)
        {
            case ResultPlace.None:
                WorkerStore.Held held =
                    store.Find(place.Name)
                    ?? throw new GchunkException("a result that this worker was believed to hold is not here");
                return held.Array?.Share();
            case ResultPlace.Inline:
                if (place.Bytes != shape.Size * dtype.Size)
                    throw new GchunkException("a result that came in a message has a wrong length");
                NDArray array = NDArray.Allocate(shape, dtype);
                place.Inline.CopyTo(new Span<byte>(array.Pointer, place.Inline!.Length));
                return array;
            case ResultPlace.Memory:
                return peers[place.Peer].Block(place.Offset, shape, dtype);
            default:
                _ = peers[place.Peer].Spill(place.Descriptor);
                return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NDArray? array in arrays)
            array?.Dispose();
    }
}

/// <summary>An input of a task cannot be had: its holder is gone, or does not have it.</summary>
internal sealed class MissingInputException(int input, string message, Exception inner) : Exception(message, inner)
{
    /// <summary>Which input.</summary>
    public int Input { get; } = input;
}
