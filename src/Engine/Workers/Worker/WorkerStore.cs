using System.Collections.Concurrent;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>
/// The results that a worker holds, in its shared memory or on disk. The client decides when they are spilled and
/// freed.
/// </summary>
internal sealed class WorkerStore(SharedArena arena, SpillFile file)
{
    private readonly ConcurrentDictionary<ResultName, Held> results = new();
    private readonly Lock spilling = new();

    /// <summary>
    /// Keeps a result in memory that others can read, or on disk if there is no such memory left. A result of the same
    /// name stays where it is: the client may have told others.
    /// </summary>
    public Held Add(ResultName name, NDArray result)
    {
        if (results.TryGetValue(name, out Held? there))
        {
            result.Dispose();
            return there;
        }
        long offset = arena.OffsetOf(result);
        if (offset < 0)
        {
            // It is in memory that is not shared, or in a peer's.
            NDArray copy = NDArray.Allocate(result.Shape, result.DType);
            Copy(result, copy);
            result.Dispose();
            (result, offset) = (copy, arena.OffsetOf(copy));
        }
        var held = new Held(result, offset);
        if (offset < 0)
            Write(held);
        if (results.TryAdd(name, held))
            return held;
        Drop(held);
        return results.GetValueOrDefault(name)
            ?? throw new InvalidOperationException("a result was freed while it was received");
    }

    /// <summary>Returns a result, or null if it is not held.</summary>
    public Held? Find(ResultName name) => results.GetValueOrDefault(name);

    /// <summary>Writes a result to disk.</summary>
    /// <returns>The result, or null if it is not held.</returns>
    public Held? Spill(ResultName name)
    {
        if (Find(name) is not { } held)
            return null;
        if (held.Array is not null)
            Write(held);
        return held;
    }

    /// <summary>Reads a region of a result that is on disk.</summary>
    public unsafe void Read(Held held, in Region region, byte* destination) =>
        file.Read(held.Offset, held.Shape, held.DType.Size, region, destination);

    /// <summary>Frees a result.</summary>
    public void Free(ResultName name)
    {
        if (results.TryRemove(name, out Held? held))
            Drop(held);
    }

    /// <summary>Frees all results of a graph.</summary>
    public void FreeGraph(int graph)
    {
        foreach (ResultName name in results.Keys)
        {
            if (name.Graph == graph)
                Free(name);
        }
    }

    private void Write(Held held)
    {
        lock (spilling)
        {
            held.MoveToFile(file.Write(held.Array!), file.Descriptor);
        }
    }

    private void Drop(Held held)
    {
        if (held.Array is { } array)
            array.Dispose();
        else
            file.Forget(held.Offset, held.Bytes);
    }

    private static unsafe void Copy(NDArray from, NDArray to) =>
        Buffer.MemoryCopy(from.Pointer, to.Pointer, to.NBytes, from.NBytes);

    /// <summary>A result that is held.</summary>
    internal sealed class Held(NDArray array, long offset)
    {
        private readonly Lock gate = new();

        /// <summary>The result, or null if it is on disk.</summary>
        public NDArray? Array { get; private set; } = array;

        /// <summary>Returns the result for a task that reads it, or null if it is on disk.</summary>
        public NDArray? Share()
        {
            lock (gate)
                return Array?.Share();
        }

        public Shape Shape { get; } = array.Shape;

        public DType DType { get; } = array.DType;

        public long Bytes { get; } = array.NBytes;

        /// <summary>Its offset in the shared memory or in the file.</summary>
        public long Offset { get; private set; } = offset;

        /// <summary>The descriptor of the file, if it is in one.</summary>
        public int Descriptor { get; private set; }

        public ResultPlace Place => Array is null ? ResultPlace.File : ResultPlace.Memory;

        public void MoveToFile(long at, int descriptor)
        {
            lock (gate)
            {
                Array!.Dispose();
                (Array, Offset, Descriptor) = (null, at, descriptor);
            }
        }
    }
}
