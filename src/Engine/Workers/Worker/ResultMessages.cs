using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>The messages that report results.</summary>
internal static class ResultMessages
{
    /// <summary>Results of up to this many bytes travel in the message.</summary>
    public const int MostInline = 4096;

    public static MessageWriter Inline(ResultName name, long microseconds, ReadOnlySpan<byte> bytes, long read = 0)
    {
        MessageWriter message = Begin(name, microseconds, read, ResultPlace.Inline);
        message.WriteBlob(bytes);
        return message;
    }

    public static unsafe MessageWriter Inline(ResultName name, long microseconds, NDArray result, long read) =>
        Inline(name, microseconds, new ReadOnlySpan<byte>(result.Pointer, (int)result.NBytes), read);

    public static MessageWriter Held(ResultName name, long microseconds, WorkerStore.Held held, long read)
    {
        MessageWriter message = Begin(name, microseconds, read, held.Place);
        WriteRest(message, held);
        return message;
    }

    /// <summary>Says that a result was taken over.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="held">The result, or null if it could not be.</param>
    public static MessageWriter TakenOver(ResultName name, WorkerStore.Held? held)
    {
        var message = new MessageWriter(MessageKind.TakenOver);
        name.Write(message);
        message.WriteByte((byte)(held?.Place ?? ResultPlace.None));
        if (held is not null)
            WriteRest(message, held);
        return message;
    }

    private static void WriteRest(MessageWriter message, WorkerStore.Held held)
    {
        if (held.Place == ResultPlace.File)
            message.WriteCount(held.Descriptor);
        message.WriteCount(held.Offset);
        message.WriteCount(held.Bytes);
    }

    private static MessageWriter Begin(ResultName name, long microseconds, long read, ResultPlace place)
    {
        var message = new MessageWriter(MessageKind.Done);
        name.Write(message);
        message.WriteCount(microseconds);
        message.WriteCount(read);
        message.WriteByte((byte)place);
        return message;
    }
}
