using Gchunk.Repl.Notebooks;
using Gchunk.Repl.Notebooks.Streams;
using Xunit;

namespace Gchunk.Tests.Repl.Notebooks;

public class CellTests
{
    [Theory]
    [InlineData("1 + 1", new[] { "1 + 1" })]
    [InlineData("var x = 1", new[] { "var x = 1;" })]
    [InlineData("%who\n\n%history 3\nvar x = 1", new[] { "%who", "%history 3", "var x = 1;" })]
    [InlineData("%time var x = 1;\nx", new[] { "%time var x = 1;\nx" })]
    [InlineData("x % 2\n", new[] { "x % 2" })]
    [InlineData(" \n ", new string[0])]
    public void Commands_at_the_start_of_a_cell_are_parts_of_their_own(string cell, string[] parts) =>
        Assert.Equal(parts, CellParts.Of(cell));

    [Theory]
    [InlineData("a🌍b", 0, 0)]
    [InlineData("a🌍b", 1, 1)]
    [InlineData("a🌍b", 2, 3)]
    [InlineData("a🌍b", 3, 4)]
    [InlineData("a🌍b", 99, 4)]
    [InlineData("a🌍b", -1, 0)]
    public void A_position_counts_characters(string text, int position, int index)
    {
        Assert.Equal(index, CodePoints.ToIndex(text, position));
        Assert.Equal(Math.Clamp(position, 0, 3), CodePoints.ToPosition(text, index));
    }

    [Fact]
    public void A_character_is_never_cut_and_pieces_keep_their_order()
    {
        var sent = new List<string>();
        var output = new KernelOutput((message, _) => sent.Add((string)message.Content["text"]!));
        using var writer = new KernelWriter("stdout", output, new OutputPace(TimeProvider.System));
        string text = new string('a', (16 << 10) - 1) + "🌍";
        foreach (char c in text)
            writer.Write(c);
        writer.Flush();
        Assert.Equal(text, string.Concat(sent));
        Assert.DoesNotContain(sent, piece => char.IsHighSurrogate(piece[^1]));
    }

    [Theory]
    [InlineData(100, 100_000)]
    [InlineData(10_000_000, 1)]
    public void A_loop_that_prints_waits_rather_than_queue_its_text(int length, int times)
    {
        (long bytes, int longest) = (0, 0);
        var clock = new StillClock();
        var output = new KernelOutput(
            (message, _) =>
            {
                int piece = ((string)message.Content["text"]!).Length;
                (bytes, longest) = (bytes + piece, Math.Max(longest, piece));
            }
        );
        using (var writer = new KernelWriter("stdout", output, new OutputPace(clock), clock.Wait))
        {
            for (int i = 0; i < times; i++)
                writer.Write(new string('x', length));
        }
        Assert.Equal(10_000_000, bytes);
        Assert.InRange(longest, 1, 1 << 16);
        // 1.5 MB are sent at once, the rest by 0.5 MB a second.
        Assert.InRange(clock.Waited.TotalSeconds, 16.9, 20);
    }

    [Fact]
    public void Short_messages_are_limited_by_number()
    {
        var clock = new StillClock();
        int messages = 0;
        using var writer = new KernelWriter(
            "stdout",
            new KernelOutput((_, _) => messages++),
            new OutputPace(clock),
            clock.Wait
        );
        for (int i = 0; i < 5_000; i++)
        {
            writer.Write('x');
            writer.Flush();
        }
        Assert.Equal(5_000, messages);
        Assert.InRange(clock.Waited.TotalSeconds, 6.9, 7.1);
    }

    /// <summary>A clock on which no time passes except by waiting.</summary>
    private sealed class StillClock : TimeProvider
    {
        public TimeSpan Waited { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Waited.Ticks;

        public void Wait(TimeSpan time) => Waited += time;
    }
}
