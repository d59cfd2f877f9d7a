using Gchunk.Engine;
using Gchunk.Engine.Expressions;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>The array with a margin; a view, that costs nothing.</summary>
    /// <param name="width">Elements added at either end of every axis.</param>
    /// <param name="mode">What they hold: <c>constant</c>, <c>edge</c>, <c>reflect</c>, <c>symmetric</c> or <c>wrap</c>.</param>
    /// <param name="value">The constant.</param>
    /// <exception cref="GchunkException">The width is negative, the mode unknown, or an empty axis has nothing to repeat.</exception>
    public ChunkedArray Pad(long width, string mode = "constant", double value = 0) => Pad([.. Enumerable.Repeat((width, width), Rank)], mode, value);

    /// <summary>The array with a margin; a view, that costs nothing.</summary>
    /// <param name="widths">For each axis, the elements added before and after.</param>
    /// <param name="mode">What they hold: <c>constant</c>; <c>edge</c>, the first or last element; <c>reflect</c>, the elements mirrored about the edge element; <c>symmetric</c>, mirrored about the edge; <c>wrap</c>, those of the other end.</param>
    /// <param name="value">The constant.</param>
    /// <exception cref="GchunkException">There is not a pair for each axis, a width is negative, the mode unknown, or an empty axis has nothing to repeat.</exception>
    public ChunkedArray Pad((long Before, long After)[] widths, string mode = "constant", double value = 0)
    {
        if (widths.Length != Rank) throw new GchunkException($"{widths.Length} pairs of widths were given for an array of {Rank} dimensions {Shape}; give one for each axis");
        string[] modes = ["constant", "edge", "reflect", "symmetric", "wrap"];
        if (!modes.Contains(mode)) throw new GchunkException(Spelling.Unknown("way to pad", mode, modes));
        ChunkedArray padded = this;
        for (int axis = 0; axis < Rank; axis++)
        {
            (long before, long after) = widths[axis];
            if (before < 0 || after < 0) throw new GchunkException($"a margin cannot be negative: ({before}, {after}) on axis {axis}");
            if (before == 0 && after == 0) continue;
            if (mode != "constant" && Shape[axis] == 0) throw new GchunkException($"axis {axis} of shape {Shape} is empty, so there is nothing to pad it with; use mode \"constant\"");
            var parts = new List<ChunkedArray>();
            padded.AddMargin(parts, axis, mode, -before, before, value);
            parts.Add(padded);
            padded.AddMargin(parts, axis, mode, Shape[axis], after, value);
            padded = Join([.. parts], axis);
        }
        return padded;
    }

    private void AddMargin(List<ChunkedArray> parts, int axis, string mode, long first, long count, double value)
    {
        long length = Shape[axis];
        if (count == 0) return;
        if (mode == "constant")
        {
            parts.Add(new ChunkedArray(new FullExpr(value, DType, Chunks.With(axis, [count]))));
            return;
        }
        if (mode == "edge")
        {
            ArrayExpr edge = Cut(axis, first < 0 ? 0 : length - 1, 1).Expression;
            parts.Add(new ChunkedArray(BroadcastExpr.Create(edge, [.. Enumerable.Range(0, Rank)], edge.Chunks.With(axis, [count]))));
            return;
        }
        // Runs of indices that go up or down by one: a slice each.
        for (long i = 0; i < count;)
        {
            long start = Mirror(first + i, length, mode), run = 1;
            long step = i + 1 < count ? Mirror(first + i + 1, length, mode) - start : 1;
            if (Math.Abs(step) == 1)
                while (i + run < count && Mirror(first + i + run, length, mode) == start + run * step) run++;
            else step = 1;
            parts.Add(new ChunkedArray(new AxisPick(new AxisSlice(start, run, run == 1 ? 1 : step)).Of(Expression, axis)));
            i += run;
        }
    }

    // The index within an axis that one beyond it shows.
    private static long Mirror(long index, long length, string mode)
    {
        if (length == 1) return 0;
        long period = mode switch { "wrap" => length, "symmetric" => 2 * length, _ => 2 * length - 2 };
        long at = (index % period + period) % period;
        return at < length ? at : mode == "symmetric" ? period - 1 - at : period - at;
    }
}
