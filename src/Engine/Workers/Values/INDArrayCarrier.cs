using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// Takes the content of large arrays out of messages: into shared memory, say. The packer's and the unpacker's belong
/// together.
/// </summary>
public interface INDArrayCarrier
{
    /// <summary>The bytes from which on an array is offered to the carrier; smaller ones ride in the message.</summary>
    const long LeastBytes = 64 << 10;

    /// <summary>
    /// Writes where the content is to be found, and sees to it that it is there; or writes nothing and gives false, and
    /// the content goes into the message.
    /// </summary>
    /// <remarks>
    /// Should the message fail to be packed after this, nothing undoes it: the owner of the packer does.
    /// </remarks>
    bool TryWrite(NDArray array, ByteWriter to);

    /// <summary>Makes the array from what <see cref="TryWrite"/> wrote.</summary>
    NDArray Read(ref ByteReader from, DType dtype, Shape shape);
}
