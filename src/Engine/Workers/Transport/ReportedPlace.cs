using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Transport;

/// <summary>Where a result is, as its worker says.</summary>
/// <param name="Place">Inline, in the worker's memory or in its file; none if the worker does not have it.</param>
/// <param name="Inline">Its bytes, if they are in the message.</param>
/// <param name="Descriptor">The descriptor of the worker's file.</param>
/// <param name="Offset">Its offset in the worker's memory or file.</param>
/// <param name="Bytes">Its length in bytes.</param>
internal readonly record struct ReportedPlace(
    ResultPlace Place,
    byte[]? Inline,
    int Descriptor,
    long Offset,
    long Bytes
)
{
    /// <summary>Reads a place.</summary>
    /// <exception cref="ProtocolException">It is of an unknown kind.</exception>
    public static ReportedPlace Read(ref ByteReader message)
    {
        var place = (ResultPlace)message.ReadByte();
        switch (place)
        {
            case ResultPlace.None:
                return default;
            case ResultPlace.Inline:
                byte[] inline = message.ReadBlob().ToArray();
                return new ReportedPlace(place, inline, 0, 0, inline.Length);
            case ResultPlace.Memory or ResultPlace.File:
                int descriptor = place == ResultPlace.File ? message.ReadCount() : 0;
                return new ReportedPlace(place, null, descriptor, message.ReadLong(), message.ReadLong());
            default:
                throw new ProtocolException($"a worker reported a result at a place of the unknown kind {(byte)place}");
        }
    }
}
