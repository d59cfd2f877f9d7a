using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>Where an input of a task is, as the client says.</summary>
/// <param name="Place">Inline, or in a peer's memory or file; none for a result that this worker holds.</param>
/// <param name="Name">Its name, if this worker holds it.</param>
/// <param name="Inline">Its bytes, if they are in the message.</param>
/// <param name="Peer">The number of the peer.</param>
/// <param name="Descriptor">The descriptor of the peer's file.</param>
/// <param name="Offset">Its offset in the peer's memory or file.</param>
/// <param name="Bytes">Its length in bytes.</param>
internal readonly record struct InputPlace(
    ResultPlace Place,
    ResultName Name,
    byte[]? Inline,
    int Peer,
    int Descriptor,
    long Offset,
    long Bytes
)
{
    public static InputPlace Read(ref ByteReader message)
    {
        var place = (ResultPlace)message.ReadByte();
        switch (place)
        {
            case ResultPlace.None:
                return default(InputPlace) with { Name = ResultName.Read(ref message) };
            case ResultPlace.Inline:
                byte[] inline = message.ReadBlob().ToArray();
                return default(InputPlace) with { Place = place, Inline = inline, Bytes = inline.Length };
            case ResultPlace.Memory or ResultPlace.File:
                int peer = message.ReadCount(),
                    descriptor = place == ResultPlace.File ? message.ReadCount() : 0;
                return new InputPlace(place, default, null, peer, descriptor, message.ReadLong(), message.ReadLong());
            default:
                throw new ProtocolException($"the place of a task's input is of the unknown kind {(byte)place}");
        }
    }
}
