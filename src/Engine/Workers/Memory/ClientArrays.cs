using System.Runtime.CompilerServices;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Memory;

/// <summary>
/// Puts the elements of large arrays into shared memory for workers: once for each array, as long as the array lives.
/// </summary>
internal sealed class ClientArrays(SharedArena arena) : INDArrayCarrier
{
    private readonly ConditionalWeakTable<NDArray, NDArray> copies = [];

    /// <inheritdoc/>
    public unsafe bool TryWrite(NDArray array, ByteWriter to)
    {
        long offset = arena.OffsetOf(array);
        if (offset < 0)
        {
            NDArray copy = copies.GetValue(
                array,
                static original =>
                {
                    NDArray made = NDArray.Allocate(original.Shape, original.DType);
                    Buffer.MemoryCopy(original.Pointer, made.Pointer, made.NBytes, original.NBytes);
                    return made;
                }
            );
            offset = arena.OffsetOf(copy);
        }
        if (offset < 0)
            return false;
        to.WriteCount((ulong)offset);
        return true;
    }

    /// <inheritdoc/>
    public unsafe NDArray? Share(ReadOnlySpan<byte> bytes)
    {
        NDArray copy = NDArray.Allocate(new Shape(bytes.Length), DType.UInt8);
        if (arena.OffsetOf(copy) < 0)
        {
            copy.Dispose();
            return null;
        }
        bytes.CopyTo(new Span<byte>(copy.Pointer, bytes.Length));
        return copy;
    }

    /// <summary>Returns the offset of a shared array.</summary>
    public long OffsetOf(NDArray shared) => arena.OffsetOf(shared);

    /// <inheritdoc/>
    public NDArray Read(ref ByteReader from, DType dtype, Shape shape) =>
        throw new InvalidDataException("workers do not send arrays by address");
}
