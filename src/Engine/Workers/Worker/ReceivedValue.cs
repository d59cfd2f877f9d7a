using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>A serialized value of the client: in the message, or in the client's memory.</summary>
/// <param name="Inline">Its bytes, if they were in the message.</param>
/// <param name="Offset">Its offset in the client's memory otherwise.</param>
/// <param name="Length">Its length there.</param>
internal sealed record ReceivedValue(byte[]? Inline, long Offset, long Length)
{
    public static ReceivedValue Read(ref ByteReader message) =>
        message.ReadBool()
            ? new ReceivedValue(null, message.ReadLong(), message.ReadLong())
            : new ReceivedValue(message.ReadBlob().ToArray(), 0, 0);

    /// <summary>Deserializes the value.</summary>
    public object? Deserialize(CodeSession code, Peers peers)
    {
        var deserializer = new ValueDeserializer(code, peers);
        if (Inline is { } bytes)
            return deserializer.Deserialize(bytes);
        using NDArray shared = peers[0].Block(Offset, new Shape(Length), DType.UInt8);
        return deserializer.Deserialize(shared.Span<byte>());
    }
}
