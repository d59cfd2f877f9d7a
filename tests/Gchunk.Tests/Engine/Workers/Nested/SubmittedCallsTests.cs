using Gchunk.Dsl;
using Gchunk.Engine;
using Gchunk.Engine.Execution.Calls;
using Gchunk.Engine.Planning;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Nested;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Nested;

/// <summary>The message with the calls that a call on a worker submits.</summary>
public class SubmittedCallsTests
{
    private static readonly ClientArrays Arrays = new(SharedArena.Start());

    [Fact]
    public void What_is_written_is_read()
    {
        SubmittedCalls read = Read(Message());
        Assert.Equal((7, 3), (read.Submission, read.Parent));
        Assert.Equal((-5, 2), (read.Options.Priority, read.Options.Retries));
        Assert.Equal(["worker-1"], read.Options.Workers);
        Assert.Equal(0.5, read.Options.Resources["GPU"]);
        Assert.Equal(["a", "b"], read.Calls.Calls.Select(c => c.Name));
        Assert.Equal(0, Assert.Single(read.Calls.Calls[1].Arguments).Call);
        Assert.Equal([1], read.Roots);
    }

    [Fact]
    public void A_message_that_ends_early_is_an_error_wherever_it_ends()
    {
        byte[] whole = Message();
        for (int length = 0; length < whole.Length; length++)
            Assert.True(Fails(whole[..length]), $"{length} of {whole.Length} bytes were read");
    }

    [Fact]
    public void A_damaged_message_gives_an_error_or_calls()
    {
        byte[] whole = Message();
        var random = new Random(5);
        for (int i = 0; i < 5000; i++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            Fails(damaged);
        }
    }

    private static bool Fails(byte[] message)
    {
        try
        {
            Read(message);
            return false;
        }
        catch (Exception e) when (e is InvalidDataException or GchunkException)
        {
            return true;
        }
    }

    private static unsafe SubmittedCalls Read(byte[] message)
    {
        fixed (byte* start = message)
        {
            var reader = new ByteReader(start, message.Length);
            return SubmittedCalls.Read(
                ref reader,
                name => throw new ProtocolException($"there is no future {name}"),
                Arrays
            );
        }
    }

    private static byte[] Message()
    {
        Delayed<int> sum = Prelude.Delay<int, int>(v => v + 1, "b")(Prelude.Delay(() => 1, "a")());
        CallGraph graph = CallGraph.Plan([sum.Call]);
        var calls = SerializedCalls.Of(graph, new object?[2], static _ => false, new ValueSerializer());
        var options = new CallOptions
        {
            Priority = -5,
            Retries = 2,
            Workers = ["worker-1"],
            Resources = new Dictionary<string, double> { ["GPU"] = 0.5 },
        };
        var message = new MessageWriter(MessageKind.Submit);
        new SubmittedCalls(7, 3, options, calls, [1]).Write(message, static _ => default);
        return message.Finish()[MessageWriter.HeaderLength..].ToArray();
    }
}
