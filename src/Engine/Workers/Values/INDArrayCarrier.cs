using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// Carries the elements of large arrays outside of messages, for example in shared memory. Serializer and deserializer
/// use matching carriers.
/// </summary>
public interface INDArrayCarrier
{
    /// <summary>
    /// The least size in bytes of an array that is offered to the carrier; smaller ones travel in the message.
    /// </summary>
    const long LeastBytes = 64 << 10;

    /// <summary>
    /// Puts the elements where the receiver can read them and writes their address. If it returns null, it has written
    /// nothing and the elements go into the message.
    /// </summary>
    /// <returns>
    /// A handle to the memory at this address, which stays as it is until the handle is disposed.
    /// </returns>
    NDArray? TryWrite(NDArray array, ByteWriter to);

    /// <summary>
    /// Copies bytes to where the receiver can read them, as long as the array lives. Null if there is no room.
    /// </summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="source">The object that they are of, or null: their copy is kept as long as it lives.</param>
    /// <param name="hash">Receives the hash of the bytes.</param>
    NDArray? Share(ReadOnlySpan<byte> bytes, object? source, out UInt128 hash)
    {
        hash = default;
        return null;
    }

    /// <summary>Returns the offset of a copy.</summary>
    long OffsetOf(NDArray shared) => -1;

    /// <summary>Returns an array that has been received with this content and is as it was, or null.</summary>
    Array? Received(UInt128 hash, Type type, ReadOnlySpan<int> lengths, int elementSize) => null;

    /// <summary>Takes note of an array that has been received.</summary>
    void HasReceived(UInt128 hash, Array array, long bytes) { }

    /// <summary>Creates the array from what <see cref="TryWrite"/> wrote.</summary>
    NDArray Read(ref ByteReader from, DType dtype, Shape shape);
}
