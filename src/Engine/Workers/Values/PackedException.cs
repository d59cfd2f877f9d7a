using System.Runtime.ExceptionServices;
using Gchunk.Engine.Workers.Code;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Values;

/// <summary>
/// What was thrown in a worker process, on its way to the client: with its own type, message, data, those inside it and
/// where it was thrown, lines of scripts included.
/// </summary>
/// <remarks>
/// What cannot be packed or made again comes as a <see cref="UserFunctionException"/> that names its type.
/// </remarks>
public static class PackedException
{
    /// <summary>Packs an exception, whatever it holds.</summary>
    public static byte[] Pack(Exception exception)
    {
        var head = new ByteWriter();
        head.WriteText(Summary(exception));
        head.WriteText(exception.StackTrace ?? "");
        // Behind the texts, which always arrive, comes the exception itself, or nothing.
        try
        {
            head.WriteBytes(new ValuePacker { Destination = "the client" }.Pack(exception, "the exception"));
        }
        catch (Exception e) when (e is not OutOfMemoryException) { }
        return head.Written.ToArray();
    }

    /// <summary>Makes the exception again, ready to be thrown: its stack trace goes on where it was thrown.</summary>
    /// <param name="packed">What <see cref="Pack"/> gave.</param>
    /// <param name="code">The user's code; in the client <see cref="CodeSession.Local"/>.</param>
    public static unsafe Exception Unpack(ReadOnlySpan<byte> packed, CodeSession code)
    {
        string summary,
            trace;
        int at;
        fixed (byte* start = packed)
        {
            try
            {
                var head = new ByteReader(start, packed.Length);
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
            if (at < packed.Length && new ValueUnpacker(code).Read(packed[at..]) is Exception exception)
                return exception;
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
            message = "its message cannot be told";
        } // the user's own code
        return $"{exception.GetType().Name}: {message}";
    }
}
