using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Wire;

namespace Gchunk.Engine.Workers.Nested;

/// <summary>The name of a future that a worker holds: its submission, and which of its results.</summary>
internal readonly record struct FutureName(int Submission, int Result)
{
    public void Write(ByteWriter message)
    {
        message.WriteCount(Submission);
        message.WriteCount(Result);
    }

    public static FutureName Read(ref ByteReader message) => new(message.ReadCount(), message.ReadCount());
}

/// <summary>Calls that a call on a worker submits, as they are in the message to the client.</summary>
/// <param name="Submission">The number that the worker gives them.</param>
/// <param name="Parent">The number of the run of the call that submits them, or 0.</param>
/// <param name="Options">How they are run.</param>
/// <param name="Calls">The calls.</param>
/// <param name="Roots">The numbers of the calls whose results are wanted.</param>
internal sealed record SubmittedCalls(
    int Submission,
    int Parent,
    CallOptions Options,
    SerializedCalls Calls,
    int[] Roots
)
{
    private const byte ResultOfCall = 0,
        SentValue = 1,
        ResultOfFuture = 2;

    /// <summary>Writes the message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="nameOf">Returns the name of a future among the arguments.</param>
    public void Write(MessageWriter message, Func<SerializedArgument, FutureName> nameOf)
    {
        message.WriteCount(Submission);
        message.WriteCount(Parent);
        Write(message, Options);
        message.WriteCount(Calls.Operations.Count);
        foreach (SerializedValue operation in Calls.Operations)
            operation.WriteWhole(message);
        message.WriteCount(Calls.Calls.Count);
        foreach (SerializedCall call in Calls.Calls)
        {
            message.WriteText(call.Name);
            // 0 if there is nothing to call: a future that is only passed on.
            message.WriteCount(call.Operation + 1);
            message.WriteCount(call.Arguments.Length);
            foreach (SerializedArgument argument in call.Arguments)
            {
                message.WriteByte(
                    argument.Value is not null ? SentValue
                    : argument.Call >= 0 ? ResultOfCall
                    : ResultOfFuture
                );
                if (argument.Value is { } value)
                    value.WriteWhole(message);
                else if (argument.Call >= 0)
                    message.WriteCount(argument.Call);
                else
                    nameOf(argument).Write(message);
            }
        }
        message.WriteCount(Roots.Length);
        foreach (int root in Roots)
            message.WriteCount(root);
    }

    /// <summary>Reads the message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="futureOf">Returns the future of a name.</param>
    /// <param name="arrays">The shared memory for large values.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static SubmittedCalls Read(
        ref ByteReader message,
        Func<FutureName, RemoteFuture> futureOf,
        Memory.ClientArrays? arrays
    )
    {
        int submission = message.ReadCount(),
            parent = message.ReadCount();
        CallOptions options = ReadOptions(ref message);
        var calls = new SerializedCalls();
        for (int n = message.ReadCount(1); n > 0; n--)
            calls.Operations.Add(SerializedValue.ReadWhole(ref message, arrays));
        for (int n = message.ReadCount(1), i = 0; i < n; i++)
        {
            string name = message.ReadText();
            int operation = message.ReadCount() - 1;
            if (operation >= calls.Operations.Count)
                throw new ProtocolException("a worker submitted a call of a function that it did not send");
            var arguments = new SerializedArgument[message.ReadCount(1)];
            for (int a = 0; a < arguments.Length; a++)
                arguments[a] = ReadArgument(ref message, i, futureOf, arrays);
            calls.Calls.Add(new SerializedCall(name, operation, arguments));
        }
        var roots = new int[message.ReadCount(1)];
        for (int i = 0; i < roots.Length; i++)
        {
            roots[i] = message.ReadCount();
            if (roots[i] >= calls.Calls.Count || calls.Calls[roots[i]].Operation < 0)
                throw new ProtocolException("a worker wants the result of a call that it did not submit");
        }
        return new SubmittedCalls(submission, parent, options, calls, roots);
    }

    private static SerializedArgument ReadArgument(
        ref ByteReader message,
        int call,
        Func<FutureName, RemoteFuture> futureOf,
        Memory.ClientArrays? arrays
    )
    {
        switch (message.ReadByte())
        {
            case SentValue:
                return new SerializedArgument(-1, null, SerializedValue.ReadWhole(ref message, arrays));
            case ResultOfCall when message.ReadCount() is var input && input < call:
                return new SerializedArgument(input, null, null);
            case ResultOfFuture:
                return new SerializedArgument(-1, futureOf(FutureName.Read(ref message)), null);
            default:
                throw new ProtocolException("a worker submitted a call with an argument that does not exist");
        }
    }

    private static void Write(MessageWriter message, CallOptions options)
    {
        message.WriteSigned(options.Priority);
        message.WriteCount(options.Retries);
        message.WriteCount(options.Lane.Number);
        message.WriteCount(options.Workers.Count);
        foreach (string worker in options.Workers)
            message.WriteText(worker);
        message.WriteCount(options.Resources.Count);
        foreach ((string name, double needed) in options.Resources)
        {
            message.WriteText(name);
            message.WriteRaw(needed);
        }
    }

    private static CallOptions ReadOptions(ref ByteReader message)
    {
        long priority = message.ReadSigned();
        int retries = message.ReadCount();
        var lane = new CallLane(message.ReadLong());
        if (lane == CallLane.BeforeOthers)
            throw new ProtocolException("a worker submitted a call that would run before messages are read");
        var workers = new string[message.ReadCount(1)];
        for (int i = 0; i < workers.Length; i++)
            workers[i] = message.ReadText();
        var resources = new Dictionary<string, double>();
        for (int n = message.ReadCount(1); n > 0; n--)
            resources[message.ReadText()] = message.ReadRaw<double>();
        return new CallOptions
        {
            Priority = (int)Math.Clamp(priority, int.MinValue / 2, int.MaxValue / 2),
            Retries = retries,
            Lane = lane,
            Workers = workers,
            Resources = resources,
        };
    }
}
