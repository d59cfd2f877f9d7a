using System.Runtime.ExceptionServices;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// Serializes exceptions from worker processes to the client: their type, message, data, inner exceptions and stack
/// trace, including lines of scripts.
/// </summary>
/// <remarks>
/// An exception that cannot be serialized or deserialized becomes a <see cref="UserFunctionException"/> that names its
/// type.
/// </remarks>
public static class SerializedException
{
    /// <summary>Serializes an exception, whatever it contains.</summary>
    public static byte[] Serialize(Exception exception)
    {
        var head = new ByteWriter();
        head.WriteText(Summary(exception));
        head.WriteText(exception.StackTrace ?? "");
        // The texts always arrive. The exception follows them if it can be serialized.
        try
        {
            head.WriteBytes(new ValueSerializer { Destination = "the client" }.Serialize(exception, "the exception"));
        }
        catch (Exception e) when (e is not OutOfMemoryException) { }
        return head.Written.ToArray();
    }

    /// <summary>Deserializes an exception with its stack trace.</summary>
    /// <param name="serialized">The bytes from <see cref="Serialize"/>.</param>
    /// <param name="code">The user's code: <see cref="CodeSession.Local"/> in the client.</param>
    public static unsafe Exception Deserialize(ReadOnlySpan<byte> serialized, CodeSession code)
    {
        string summary,
            trace;
        int at;
        fixed (byte* start = serialized)
        {
            try
            {
                var head = new ByteReader(start, serialized.Length);
                (summary, trace) = (head.ReadText(), head.ReadText());
                at = head.Position;
            }
            catch (InvalidDataException e)
            {
                return e;
            }
        }
        try
        {
            if (
                at < serialized.Length
                && new ValueDeserializer(code).Deserialize(serialized[at..]) is Exception exception
            )
            {
                return exception;
            }
        }
        catch (Exception e) when (e is InvalidDataException or GchunkException) { }
        var unknown = new UserFunctionException(summary);
        return trace.Length > 0 ? ExceptionDispatchInfo.SetRemoteStackTrace(unknown, trace) : unknown;
    }

    private static string Summary(Exception exception)
    {
        if (exception is GchunkException)
            return exception.Message;
        string message;
        try
        {
            message = exception.Message;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // User code computes the message.
            message = "its message cannot be read";
        }
        return $"{exception.GetType().Name}: {message}";
    }
}
