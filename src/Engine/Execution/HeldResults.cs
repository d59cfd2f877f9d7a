using Gchunk.Engine.Arrays;
using Gchunk.Engine.Planning;

namespace Gchunk.Engine.Execution;

/// <summary>
/// The results that later tasks need: in memory, or spilled to disk if memory is short. The run's lock guards them,
/// except while files are read and written.
/// </summary>
internal sealed class HeldResults : IDisposable
{
    private readonly Entry?[][] entries;

    // In the order in which they were computed: depth first, so the oldest are needed last.
    private readonly LinkedList<Entry> inMemory = [];
    private readonly SpillFile spill = new();

    public HeldResults(TaskGraph graph)
    {
        entries = new Entry?[graph.Stages.Count][];
        for (int s = 0; s < entries.Length; s++)
            entries[s] = new Entry?[graph.Stages[s].Tasks];
    }

    /// <summary>Keeps a result.</summary>
    public void Add(TaskKey task, NDArray result)
    {
        var entry = new Entry(result);
        entries[task.Stage][task.Index] = entry;
        entry.Node = inMemory.AddLast(entry);
    }

    /// <summary>Pins a result for a task that is about to run.</summary>
    public void Pin(TaskKey task) => entries[task.Stage][task.Index]!.Pins++;

    /// <summary>Removes a task's pin.</summary>
    public void Unpin(TaskKey task) => entries[task.Stage][task.Index]!.Pins--;

    /// <summary>
    /// Returns a result that is in memory, or null if it was spilled; the calling task has pinned it.
    /// </summary>
    public NDArray? Get(TaskKey task) => Of(task).Array;

    /// <summary>
    /// Hands a result over to the calling task, the only one that has pinned it; returns null if it was spilled or is
    /// being written.
    /// </summary>
    public NDArray? Take(TaskKey task)
    {
        Entry entry = Of(task);
        if (entry.Pins > 1 || entry.Array is not { } array)
            return null;
        inMemory.Remove(entry.Node!);
        entry.Array = null;
        entry.IsTaken = true;
        return array;
    }

    /// <summary>
    /// Reads a region of a spilled result. The result stays on disk: other tasks may need it much later.
    /// </summary>
    public unsafe void Read(TaskKey task, in Region region, byte* destination)
    {
        Entry entry = Of(task);
        spill.Read(entry.Offset, entry.Shape, entry.DType.Size, region, destination);
    }

    private Entry Of(TaskKey task) =>
        entries[task.Stage][task.Index]
        ?? throw new InvalidOperationException($"the result of task {task} is not held");

    /// <summary>Removes a result; returns the bytes that were in memory.</summary>
    public long Remove(TaskKey task)
    {
        Entry? entry = entries[task.Stage][task.Index];
        if (entry is null)
            return 0;
        entries[task.Stage][task.Index] = null;
        if (entry.IsTaken)
            return entry.Bytes;
        if (entry.Array is null)
        {
            spill.Forget(entry.Offset, entry.Bytes);
            return 0;
        }
        // It is being written to disk; the writer removes it.
        if (entry.Pins > 0)
        {
            entry.IsRemoved = true;
            return 0;
        }
        inMemory.Remove(entry.Node!);
        entry.Array.Dispose();
        return entry.Bytes;
    }

    /// <summary>Removes every result that nobody needs; returns the bytes that were in memory.</summary>
    public long RemoveWhere(Func<TaskKey, bool> isUnneeded)
    {
        long bytes = 0;
        for (int stage = 0; stage < entries.Length; stage++)
        {
            for (long index = 0; index < entries[stage].LongLength; index++)
            {
                if (entries[stage][index] is not null && isUnneeded(new TaskKey(stage, index)))
                    bytes += Remove(new TaskKey(stage, index));
            }
        }

        return bytes;
    }

    /// <summary>True if any result may be spilled.</summary>
    public bool HasVictim => inMemory.Any(IsSpillable);

    /// <summary>Takes a result that may be spilled out of the list; returns null if all are in use.</summary>
    public object? TakeVictim()
    {
        for (LinkedListNode<Entry>? node = inMemory.First; node is not null; node = node.Next)
        {
            Entry entry = node.Value;
            if (!IsSpillable(entry))
                continue;
            inMemory.Remove(node);
            entry.Pins++;
            return entry;
        }
        return null;
    }

    /// <summary>Writes a victim to disk; called outside the run's lock.</summary>
    public void Write(object victim)
    {
        var entry = (Entry)victim;
        entry.Offset = spill.Write(entry.Array!);
    }

    /// <summary>
    /// Frees the memory of a result that was written; returns its bytes. If a task has come to need it in the meantime,
    /// it stays in memory.
    /// </summary>
    public long Release(object victim)
    {
        var entry = (Entry)victim;
        if (--entry.Pins > 0)
        {
            spill.Forget(entry.Offset, entry.Bytes);
            entry.Node = inMemory.AddLast(entry);
            return 0;
        }
        entry.Array!.Dispose();
        entry.Array = null;
        if (entry.IsRemoved)
            spill.Forget(entry.Offset, entry.Bytes);
        return entry.Bytes;
    }

    /// <summary>Takes note that a victim could not be written: it stays, unless nobody needs it any more.</summary>
    public void Keep(object victim)
    {
        var entry = (Entry)victim;
        entry.Pins--;
        if (entry.IsRemoved)
            entry.Array!.Dispose();
        else
            entry.Node = inMemory.AddLast(entry);
    }

    private static bool IsSpillable(Entry entry) => entry.Pins == 0 && entry.Bytes >= 4096;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Entry?[] stage in entries)
        {
            foreach (Entry? entry in stage)
                entry?.Array?.Dispose();
        }

        spill.Dispose();
    }

    private sealed class Entry(NDArray array)
    {
        public NDArray? Array { get; set; } = array;

        public long Bytes { get; } = array.NBytes;

        public Shape Shape { get; } = array.Shape;

        public DType DType { get; } = array.DType;

        public long Offset { get; set; }

        public int Pins { get; set; }

        public bool IsRemoved { get; set; }

        public bool IsTaken { get; set; }

        public LinkedListNode<Entry>? Node { get; set; }
    }
}
