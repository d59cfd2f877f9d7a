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
    // The texts of a larger exception arrive without it.
    private const int MostBytes = 1 << 20;

    /// <summary>Serializes an exception, whatever it contains.</summary>
    public static byte[] Serialize(Exception exception)
    {
        var head = new ByteWriter();
        // The texts always arrive. The exception follows them if it can be serialized.
        head.WriteText(ExceptionText.Of(exception));
        head.WriteText(ExceptionText.TraceOf(exception));
        byte[] whole = ExceptionText.Within<byte[]>(
            () =>
                new ValueSerializer { Destination = "the client" }
                    .Serialize(exception, "the exception")
                    .ToArray(),
            static _ => []
        );
        if (whole.Length <= MostBytes)
            head.WriteBytes(whole);
        return head.Written.ToArray();
    }

    /// <summary>Deserializes an exception with its stack trace.</summary>
    /// <param name="serialized">The bytes from <see cref="Serialize"/>.</param>
    /// <param name="code">The user's code: <see cref="CodeSession.Local"/> in the client.</param>
    public static unsafe Exception Deserialize(byte[] serialized, CodeSession code)
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
        // Deserializing calls user code, such as the equality of the keys of a dictionary.
        if (
            at < serialized.Length
            && ExceptionText.Within(
                () => new ValueDeserializer(code).Deserialize(serialized.AsSpan(at)) as Exception,
                static _ => null
            )
                is { } exception
        )
        {
            return exception;
        }

        var unknown = new UserFunctionException(summary);
        return trace.Length > 0 ? ExceptionDispatchInfo.SetRemoteStackTrace(unknown, trace) : unknown;
    }
}
