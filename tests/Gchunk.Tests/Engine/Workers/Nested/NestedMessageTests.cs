using Gchunk.Engine;
using Gchunk.Engine.Execution.Coordination;
using Gchunk.Engine.Workers.Memory;
using Gchunk.Engine.Workers.Nested;
using Gchunk.Engine.Workers.Scheduling;
using Gchunk.Engine.Workers.Transport;
using Gchunk.Engine.Workers.Values;
using Gchunk.Engine.Workers.Wire;
using Gchunk.Tests.Engine.Workers.Pool;
using Xunit;

namespace Gchunk.Tests.Engine.Workers.Nested;

/// <summary>Damaged messages of a worker about coordination and futures: each is handled, or an error of the protocol.</summary>
public sealed class NestedMessageTests : IDisposable
{
    private static readonly MessageKind[] Kinds =
    [
        MessageKind.Ask,
        MessageKind.Fetch,
        MessageKind.Read,
        MessageKind.Release,
        MessageKind.CancelFutures,
        MessageKind.Retry,
        MessageKind.Submit,
    ];

    private readonly PlayedWorker worker = new(new Scheduler(""));
    private readonly NestedCalls nested;

    public NestedMessageTests() =>
        nested = new NestedCalls(
            worker.Scheduler,
            new Coordinator { Workers = () => ["worker-1"] },
            new ClientArrays(SharedArena.Start()),
            () => true,
            _ => { }
        );

    [Fact]
    public void A_request_that_ends_early_is_an_error_wherever_it_ends()
    {
        foreach (CoordinationKind kind in Enum.GetValues<CoordinationKind>())
        {
            byte[] whole = Ask(kind, "a name", withValue: true);
            for (int length = 0; length < whole.Length; length++)
                Assert.NotNull(Say(MessageKind.Ask, whole[..length]));
        }

        byte[] fetch = Message(MessageKind.Fetch, 3, 300, 5);
        for (int length = 0; length < fetch.Length; length++)
            Assert.NotNull(Say(MessageKind.Fetch, fetch[..length]));
    }

    [Fact]
    public void Damaged_requests_are_handled_or_refused()
    {
        var random = new Random(7);
        CoordinationKind[] kinds = Enum.GetValues<CoordinationKind>();
        int refused = 0;
        for (int i = 0; i < 6000; i++)
        {
            MessageKind kind = Kinds[random.Next(Kinds.Length)];
            byte[] bytes =
                kind == MessageKind.Ask
                    ? Ask(kinds[random.Next(kinds.Length)], "name" + random.Next(3), random.Next(2) == 0)
                    : Message(kind, random.Next(5), random.Next(1000), random.Next(5), random.Next(70_000));
            for (int k = random.Next(0, 4); k > 0; k--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            refused += Say(kind, bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)]) is null ? 0 : 1;
        }

        Assert.InRange(refused, 500, 5900);
        // The worker is lost while requests wait.
        nested.Lost(worker.State);
    }

    private static byte[] Ask(CoordinationKind kind, string name, bool withValue)
    {
        var message = new MessageWriter(MessageKind.Ask);
        message.WriteCount(1);
        message.WriteByte((byte)kind);
        message.WriteText(name);
        message.WriteCount(1);
        message.WriteRaw(double.PositiveInfinity);
        message.WriteBool(withValue);
        if (withValue)
            SerializedValue.Of(new ValueSerializer(), new[] { 1.5, 2 }, "the value").WriteWhole(message);
        return message.Finish()[MessageWriter.HeaderLength..].ToArray();
    }

    private static byte[] Message(MessageKind kind, params int[] counts)
    {
        var message = new MessageWriter(kind);
        foreach (int count in counts)
            message.WriteCount(count);
        return message.Finish()[MessageWriter.HeaderLength..].ToArray();
    }

    // Returns what the protocol refuses; anything else fails the test.
    private unsafe Exception? Say(MessageKind kind, byte[] bytes)
    {
        // A pointer to no bytes is null.
        byte[] padded = [.. bytes, 0];
        fixed (byte* fields = padded)
        {
            var reader = new ByteReader(fields, bytes.Length);
            try
            {
                Assert.True(nested.Receive(worker.State, kind, ref reader));
                return null;
            }
            catch (Exception e) when (e is GchunkException or InvalidDataException)
            {
                return e;
            }
        }
    }

    public void Dispose() => worker.Dispose();
}
