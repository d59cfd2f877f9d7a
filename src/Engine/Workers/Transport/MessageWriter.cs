using System.Buffers.Binary;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Transport;

/// <summary>
/// Writes one message: a frame with its length and kind, then its fields; see docs/protocol.md.
/// </summary>
internal sealed class MessageWriter : ByteWriter
{
    /// <summary>The bytes before the fields: four for the length of the rest, and one for the kind.</summary>
    public const int HeaderLength = 5;

    /// <summary>Begins a message.</summary>
    public MessageWriter(MessageKind kind) => Begin(kind);

    /// <summary>Discards the message and begins another one.</summary>
    public void Begin(MessageKind kind)
    {
        Clear();
        WriteRaw(0);
        WriteByte((byte)kind);
    }

    /// <summary>True if it has no fields yet.</summary>
    public bool IsEmpty => Length == HeaderLength;

    /// <summary>Fills in the length and returns the whole message.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        BinaryPrimitives.WriteInt32LittleEndian(Content, Length - 4);
        return Written;
    }

    private protected override int MostBytes => WorkerLink.MostMessageBytes;

    private protected override GchunkException TooLarge() =>
        new(
            "a message to a worker process would be larger than 1 GB; send less at once, or let the workers read the data from files"
        );
}
