using System.IO.Hashing;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// The managed arrays that a worker has copied from the client's memory. Functions that capture an equal array share
/// one copy, as the calls of one function do; an array that a function has changed since is copied again.
/// </summary>
internal sealed class ReceivedArrays
{
    private readonly Lock gate = new();
    private readonly Dictionary<(UInt128 Hash, Type Type), WeakReference<Array>> known = [];
    private readonly Queue<(Array Array, long Bytes)> kept = new();
    private long keptBytes;
    private int next = 256;

    /// <summary>The bytes of arrays that are kept although no function uses them.</summary>
    public long MostKept { get; set; }

    /// <summary>Returns an equal array, or null.</summary>
    public Array? Find(UInt128 hash, Type type, ReadOnlySpan<int> lengths, int elementSize)
    {
        Array? array;
        lock (gate)
        {
            if (!known.TryGetValue((hash, type), out WeakReference<Array>? found) || !found.TryGetTarget(out array))
                return null;
        }
        if (array.Rank != lengths.Length)
            return null;
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            if (array.GetLength(axis) != lengths[axis])
                return null;
        }
        Span<byte> bytes = ObjectMemory.OfArray(array, 0, checked((int)(array.LongLength * elementSize)));
        return XxHash128.HashToUInt128(bytes, bytes.Length) == hash ? array : null;
    }

    /// <summary>Adds an array.</summary>
    public void Add(UInt128 hash, Array array, long bytes)
    {
        lock (gate)
        {
            known[(hash, array.GetType())] = new WeakReference<Array>(array);
            if (known.Count >= next)
            {
                foreach (((UInt128, Type) key, WeakReference<Array> reference) in known.ToArray())
                {
                    if (!reference.TryGetTarget(out _))
                        known.Remove(key);
                }
                next = Math.Max(256, 2 * known.Count);
            }
            if (bytes > MostKept)
                return;
            kept.Enqueue((array, bytes));
            keptBytes += bytes;
            while (keptBytes > MostKept && kept.TryDequeue(out (Array Array, long Bytes) oldest))
                keptBytes -= oldest.Bytes;
        }
    }
}
