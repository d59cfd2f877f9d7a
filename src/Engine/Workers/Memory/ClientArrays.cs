using System.IO.Hashing;
using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Memory;

/// <summary>
/// Puts the elements of large arrays into shared memory for workers: once for equal content, and again for an array that
/// was changed since.
/// </summary>
internal sealed class ClientArrays(SharedArena arena) : INDArrayCarrier
{
    // What was shared last is kept, since a loop submits the same captured values again and again.
    private const int MostKept = 4;
    private const long LargestKept = 64L << 20;

    private readonly ConditionalWeakTable<NDArray, NDArray> copies = [];
    private readonly List<(ulong Hash, NDArray Copy)> kept = [];

    /// <inheritdoc/>
    public NDArray? TryWrite(NDArray array, ByteWriter to)
    {
        NDArray shared;
        lock (copies)
        {
            if (arena.OffsetOf(array) >= 0)
            {
                shared = array.Share();
            }
            else
            {
                if (!copies.TryGetValue(array, out NDArray? copy) || !SameContent(copy, array))
                {
                    copy = array.Copy();
                    copies.AddOrUpdate(array, copy);
                }
                shared = copy.Share();
            }
        }

        long offset = arena.OffsetOf(shared);
        if (offset < 0)
        {
            shared.Dispose();
            return null;
        }
        to.WriteCount((ulong)offset);
        return shared;
    }

    /// <inheritdoc/>
    public NDArray? Share(ReadOnlySpan<byte> bytes)
    {
        bool keeps = bytes.Length <= LargestKept;
        ulong hash = keeps ? XxHash3.HashToUInt64(bytes) : 0;
        lock (kept)
        {
            int known = keeps ? kept.FindIndex(k => k.Hash == hash) : -1;
            if (known >= 0 && bytes.SequenceEqual(kept[known].Copy.Span<byte>()))
                return kept[known].Copy.Share();
        }
        NDArray copy = NDArray.Allocate(new Shape(bytes.Length), DType.UInt8);
        if (arena.OffsetOf(copy) < 0)
        {
            copy.Dispose();
            return null;
        }
        bytes.CopyTo(copy.Span<byte>());
        if (!keeps)
            return copy;
        lock (kept)
        {
            if (kept.Count == MostKept)
            {
                kept[0].Copy.Dispose();
                kept.RemoveAt(0);
            }
            kept.Add((hash, copy.Share()));
        }
        return copy;
    }

    private static unsafe bool SameContent(NDArray a, NDArray b)
    {
        bool same = a.Shape == b.Shape && a.DType == b.DType;
        for (long at = 0; same && at < a.NBytes; at += 1 << 30)
        {
            int length = (int)Math.Min(1 << 30, a.NBytes - at);
            same = new ReadOnlySpan<byte>(a.Pointer + at, length).SequenceEqual(
                new ReadOnlySpan<byte>(b.Pointer + at, length)
            );
        }
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return same;
    }

    /// <summary>Returns the offset of a shared array.</summary>
    public long OffsetOf(NDArray shared) => arena.OffsetOf(shared);

    /// <inheritdoc/>
    public NDArray Read(ref ByteReader from, DType dtype, Shape shape) =>
        throw new InvalidDataException("workers do not send arrays by address");
}
