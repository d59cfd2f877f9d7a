namespace Gchunk.Dsl.Windows;

/// <summary>
/// Slides windows along a line whose segments, some windows long, are each sorted once; a window is then the set of the
/// ranks of its elements.
/// </summary>
/// <param name="op">The windows.</param>
/// <param name="each">The number of results of a window.</param>
/// <param name="start">The index of the line's first element.</param>
/// <param name="origin">The index of the first result.</param>
/// <param name="count">The number of results.</param>
internal abstract class SegmentedWindows(RollingOrderOp op, int each, long start, long origin, int count)
    : IRollingOrder
{
    private const int Shortest = 4096;

    private readonly long window = op.Before + op.After + 1;

    /// <summary>The elements of the current segment.</summary>
    protected RankedSegment Ranks { get; } = new((int)Segment(op.Before + op.After + 1, count));

    /// <summary>
    /// The most elements of a segment: more windows are found in a longer one, but fewer of its ranks are in a window.
    /// </summary>
    protected static long Segment(long window, long count) =>
        Math.Min(count + window - 1, Math.Max(Shortest, 8 * window));

    /// <summary>Writes the results of each window of a line.</summary>
    public void Run(ReadOnlySpan<double> line, Span<double> found)
    {
        for (int done = 0; done < count; )
        {
            long first = origin + done - op.Before;
            var many = (int)Math.Min(count - done, Segment(window, count) - window + 1);
            var from = (int)Math.Clamp(first - start, 0, line.Length);
            var to = (int)Math.Clamp(first + many + window - 1 - start, from, line.Length);
            Ranks.Load(line[from..to]);
            Slide((int)(first - start - from), many, to - from, found[(done * each)..]);
            done += many;
        }
    }

    /// <summary>Writes the results of the windows of a segment.</summary>
    /// <param name="first">The index at which the first window begins in the segment, which may be before it.</param>
    /// <param name="many">The number of windows.</param>
    /// <param name="length">The number of elements of the segment.</param>
    /// <param name="found">The results, those of a window together.</param>
    protected abstract void Slide(long first, int many, int length, Span<double> found);
}
