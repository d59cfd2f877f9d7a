using Gchunk.Engine.Arrays;
using Gchunk.Engine.Execution;

namespace Gchunk.Dsl.Texts;

/// <summary>Collects the distinct texts of blocks of code points and their counts.</summary>
internal sealed class DistinctTexts : IBlockSink
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> counts = [];

    public void Write(long[] origin, NDArray block)
    {
        // Each block is counted on its own before the lock is taken.
        var own = new Dictionary<string, long>();
        int width = (int)block.Shape[^1];
        long texts = new Shape(block.Shape.AsSpan()[..^1]).Size;
        for (long i = 0; i < texts; i++)
        {
            string text = TextPoints.Text(block.Span<int>(i * width, width));
            own[text] = own.GetValueOrDefault(text) + 1;
        }
        lock (gate)
        {
            foreach ((string text, long count) in own)
                counts[text] = counts.GetValueOrDefault(text) + count;
        }
    }

    public (string[] Texts, long[] Counts) Result()
    {
        (string Text, int[] Points)[] all = [.. counts.Keys.Select(t => (t, TextPoints.Of(t)))];
        Array.Sort(all, (a, b) => a.Points.AsSpan().SequenceCompareTo(b.Points));
        string[] texts = Array.ConvertAll(all, t => t.Text);
        return (texts, Array.ConvertAll(texts, t => counts[t]));
    }
}
