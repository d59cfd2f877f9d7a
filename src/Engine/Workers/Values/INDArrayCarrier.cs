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
    NDArray? Share(ReadOnlySpan<byte> bytes) => null;

    /// <summary>Creates the array from what <see cref="TryWrite"/> wrote.</summary>
    NDArray Read(ref ByteReader from, DType dtype, Shape shape);
}
