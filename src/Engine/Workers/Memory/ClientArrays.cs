using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Memory;

/// <summary>
/// Puts large arrays and values into shared memory for workers: once for equal content. Arrays that expressions read
/// and that are in shared memory already stay where they are.
/// </summary>
internal sealed unsafe class ClientArrays : INDArrayCarrier
{
    // What was shared last is kept, since a loop submits the same captured values again and again.
    private const int MostKept = 4;
    private const long LargestKept = 64L << 20;

    private readonly SharedArena arena;
    private readonly Lock gate = new();

    // By the hash of their content. A copy lives as long as an array that it was made of, or one of the last few.
    private readonly Dictionary<UInt128, WeakReference<SharedCopy>> copies = [];
    private readonly ConditionalWeakTable<object, SharedCopy> bySource = [];
    private readonly List<SharedCopy> kept = [];
    private int next = 256;

    public ClientArrays(SharedArena arena)
    {
        this.arena = arena;
        Captures = new Captured(this);
    }

    /// <summary>
    /// The carrier for calls: it copies all arrays, so that each call gets the values at the time of its submission.
    /// </summary>
    public INDArrayCarrier Captures { get; }

    /// <inheritdoc/>
    public NDArray? TryWrite(NDArray array, ByteWriter to) =>
        Written(arena.OffsetOf(array) >= 0 ? array.Share() : Copy(array), to);

    /// <inheritdoc/>
    public NDArray? Share(ReadOnlySpan<byte> bytes, object? source, out UInt128 hash)
    {
        fixed (byte* start = bytes)
            return Copy(start, bytes.Length, source, out hash);
    }

    /// <summary>Returns the offset of a shared array.</summary>
    public long OffsetOf(NDArray shared) => arena.OffsetOf(shared);

    /// <inheritdoc/>
    public NDArray Read(ref ByteReader from, DType dtype, Shape shape) =>
        throw new InvalidDataException("workers do not send arrays by address");

    private NDArray? Written(NDArray? shared, ByteWriter to)
    {
        if (shared is not null)
            to.WriteCount((ulong)arena.OffsetOf(shared));
        return shared;
    }

    private NDArray? Copy(NDArray array)
    {
        NDArray? copy = Copy(array.Pointer, array.NBytes, array, out _);
        GC.KeepAlive(array);
        return copy;
    }

    // A handle to a copy of the content, or null if there is no room.
    private NDArray? Copy(byte* content, long length, object? source, out UInt128 hash)
    {
        hash = HashOf(content, length);
        lock (gate)
        {
            if (
                copies.TryGetValue(hash, out WeakReference<SharedCopy>? known)
                && known.TryGetTarget(out SharedCopy? same)
            )
            {
                Keep(same, source);
                return same.Array.Share();
            }
        }
        NDArray array = NDArray.Allocate(new Shape(length), DType.UInt8);
        if (arena.OffsetOf(array) < 0)
        {
            array.Dispose();
            return null;
        }
        Buffer.MemoryCopy(content, array.Pointer, length, length);
        NDArray handle = array.Share();
        lock (gate)
        {
            var copy = new SharedCopy(hash, array);
            copies[hash] = new WeakReference<SharedCopy>(copy);
            Keep(copy, source);
            ForgetDead();
        }
        return handle;
    }

    private void Keep(SharedCopy copy, object? source)
    {
        if (source is not null)
        {
            bySource.AddOrUpdate(source, copy);
            copy.HasSource = true;
        }
        if (copy.Array.NBytes > LargestKept)
            return;
        kept.Remove(copy);
        kept.Add(copy);
        if (kept.Count <= MostKept)
            return;
        SharedCopy oldest = kept[0];
        kept.RemoveAt(0);
        if (oldest.HasSource)
            return;
        copies.Remove(oldest.Hash);
        oldest.Array.Dispose();
    }

    private void ForgetDead()
    {
        if (copies.Count < next)
            return;
        foreach ((UInt128 hash, WeakReference<SharedCopy> copy) in copies.ToArray())
        {
            if (!copy.TryGetTarget(out _))
                copies.Remove(hash);
        }
        next = Math.Max(256, 2 * copies.Count);
    }

    // Equal hashes of 128 bits mean equal content.
    private static UInt128 HashOf(byte* content, long length)
    {
        if (length <= int.MaxValue)
            return XxHash128.HashToUInt128(new ReadOnlySpan<byte>(content, (int)length), length);
        var hash = new XxHash128(length);
        for (long at = 0; at < length; at += 1 << 30)
            hash.Append(new ReadOnlySpan<byte>(content + at, (int)Math.Min(1 << 30, length - at)));
        return hash.GetCurrentHashAsUInt128();
    }

    private sealed class SharedCopy(UInt128 hash, NDArray array)
    {
        public UInt128 Hash => hash;

        public NDArray Array => array;

        /// <summary>True if an array that it was made of may still be alive.</summary>
        public bool HasSource { get; set; }
    }

    private sealed class Captured(ClientArrays arrays) : INDArrayCarrier
    {
        public NDArray? TryWrite(NDArray array, ByteWriter to) => arrays.Written(arrays.Copy(array), to);

        public NDArray? Share(ReadOnlySpan<byte> bytes, object? source, out UInt128 hash) =>
            arrays.Share(bytes, source, out hash);

        public long OffsetOf(NDArray shared) => arrays.OffsetOf(shared);

        public NDArray Read(ref ByteReader from, DType dtype, Shape shape) => arrays.Read(ref from, dtype, shape);
    }
}
