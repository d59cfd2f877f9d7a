using Gchunk.Engine.Arrays;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;

namespace Gchunk.Engine.Workers.Worker;

/// <summary>Messages that tell of a result.</summary>
internal static class ResultMessages
{
    /// <summary>Results up to so many bytes ride in the message.</summary>
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
        if (held.Place == ResultPlace.File)
            message.WriteCount(held.Descriptor);
        message.WriteCount(held.Offset);
        message.WriteCount(held.Bytes);
        return message;
    }

    public static void WriteName(MessageWriter message, ResultName name)
    {
        message.WriteCount(name.Graph);
        message.WriteCount(name.Task.Stage);
        message.WriteCount(name.Task.Index);
    }

    private static MessageWriter Begin(ResultName name, long microseconds, long read, ResultPlace place)
    {
        var message = new MessageWriter(MessageKind.Done);
        WriteName(message, name);
        message.WriteCount(microseconds);
        message.WriteCount(read);
        message.WriteByte((byte)place);
        return message;
    }
}
