using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.UserFunctions;

/// <summary>The margins that the blocks of an array get along one axis, from their neighbors or from a boundary.</summary>
/// <param name="Before">The number of elements before each block.</param>
/// <param name="After">The number of elements after each block.</param>
/// <param name="Boundary">The elements at the ends of the array.</param>
internal readonly record struct Margins(long Before, long After, string Boundary)
{
    private static readonly string[] Boundaries = ["none", "reflect", "symmetric", "periodic", "nearest", "constant"];

    private bool IsOpen => Boundary == "none";

    /// <summary>Returns margins of the same width before and after the blocks, with one boundary for all axes.</summary>
    public static Margins[] Even(ChunkedArray array, Shape depth, string boundary)
    {
        long[] widths = depth.Rank == 1 ? [.. Enumerable.Repeat(depth[0], array.Rank)] : depth.ToArray();
        if (widths.Length != array.Rank)
        {
            throw new GchunkException(
                $"got a depth of {depth} for an array of {array.Rank} dimensions {array.Shape}; give one number, or one for each axis"
            );
        }

        return Of(array, [.. widths.Select(d => (d, d))], [boundary]);
    }

    /// <summary>Returns the margins of each axis, after checking that they fit the array.</summary>
    public static Margins[] Of(ChunkedArray array, (long Before, long After)[] depth, string[] boundary)
    {
        foreach (string name in boundary)
        {
            if (!Boundaries.Contains(name))
                throw new GchunkException(Spelling.Unknown("boundary", name, Boundaries));
        }

        if (depth.Length != array.Rank || boundary.Length != 1 && boundary.Length != array.Rank)
        {
            throw new GchunkException(
                $"got {depth.Length} depths and {boundary.Length} boundaries for an array of {array.Rank} dimensions {array.Shape}; give a depth for each axis, and one boundary or one for each axis"
            );
        }

        foreach ((long before, long after) in depth)
        {
            if (before < 0 || after < 0)
                throw new GchunkException($"a depth is 0 or more; got ({before}, {after})");
        }

        return [.. depth.Select((d, i) => new Margins(d.Before, d.After, boundary[boundary.Length == 1 ? 0 : i]))];
    }

    /// <summary>Applies a function to the blocks of arrays of one shape and equal chunks, with their margins.</summary>
    public static ChunkedArray Map(
        UserFunction function,
        ChunkedArray[] arrays,
        Margins[] margins,
        double value,
        bool trim,
        DType? dtype
    )
    {
        ChunkGrid grid = arrays[0].Chunks;
        int[] axes = [.. Enumerable.Range(0, grid.Rank)];
        var one = new Shape([.. margins.Select(m => Math.Min(m.Before + 1 + m.After, 256))]);
        return new ChunkedArray(
            new BlockOpExpr(
                new MapOverlapOp(
                    function,
                    [.. margins.Select(m => m.Before)],
                    [.. margins.Select(m => m.IsOpen)],
                    trim
                ),
                [.. arrays.Select(a => Widened(a, margins, value))],
                [.. arrays.Select(_ => axes)],
                dtype ?? ChunkedArray.ResultType(function, arrays, [.. arrays.Select(_ => one)]),
                grid
            )
        );
    }

    /// <summary>Returns the blocks of an array with their margins, as an array.</summary>
    // Each block with its margins is a slice; the concatenated slices are an array that repeats the margins.
    public static ArrayExpr Widened(ChunkedArray array, Margins[] margins, double value)
    {
        ArrayExpr widened = Padded(array, margins, value).Expression;
        for (int axis = 0; axis < margins.Length; axis++)
        {
            (long before, long after, _) = margins[axis];
            ReadOnlySpan<long> offsets = array.Chunks.Offsets(axis);
            if (before + after == 0)
            {
                // Padding may have rechunked an axis without a margin.
                widened = RechunkExpr.Create(widened, widened.Chunks.With(axis, array.Chunks.Sizes(axis).ToArray()));
                continue;
            }
            long shift = margins[axis].IsOpen ? 0 : before,
                length = widened.Shape[axis];
            var parts = new List<ArrayExpr>();
            for (int k = 0; k + 1 < offsets.Length; k++)
            {
                long from = Math.Max(0, offsets[k] + shift - before),
                    to = Math.Min(length, offsets[k + 1] + shift + after);
                parts.Add(new AxisPick(new AxisSlice(from, to - from)).Of(widened, axis));
            }

            long[] lengths = [.. parts.Select(p => p.Shape[axis])];
            widened = ConcatenateExpr.Create(parts, axis);
            widened = RechunkExpr.Create(widened, widened.Chunks.With(axis, lengths));
        }

        return widened;
    }

    private static ChunkedArray Padded(ChunkedArray array, Margins[] margins, double value)
    {
        foreach (IGrouping<string, int> axes in Enumerable.Range(0, margins.Length).GroupBy(a => margins[a].Boundary))
        {
            if (axes.Key == "none")
                continue;
            var widths = new (long, long)[margins.Length];
            foreach (int axis in axes)
                widths[axis] = (margins[axis].Before, margins[axis].After);
            string mode = axes.Key switch
            {
                "periodic" => "wrap",
                "nearest" => "edge",
                _ => axes.Key,
            };
            array = array.Pad(widths, mode, value);
        }

        return array;
    }
}
