using Gchunk.Dsl.Grouping;
using Gchunk.Dsl.Indexing;
using Gchunk.Engine;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl;

public sealed partial class ChunkedArray
{
    /// <summary>Pads the array; a view that needs no task.</summary>
    /// <param name="width">The number of elements added at each end of every axis.</param>
    /// <param name="mode">
    /// The mode: <c>constant</c>, <c>edge</c>, <c>reflect</c>, <c>symmetric</c>, <c>wrap</c>, <c>maximum</c>,
    /// <c>mean</c>, <c>median</c>, <c>minimum</c> or <c>linear_ramp</c>.
    /// </param>
    /// <param name="value">The constant.</param>
    /// <exception cref="GchunkException">
    /// The width is negative, the mode unknown, or an axis is empty and the mode needs elements.
    /// </exception>
    public ChunkedArray Pad(long width, string mode = "constant", double value = 0) =>
        Pad([.. Enumerable.Repeat((width, width), Rank)], mode, value);

    /// <summary>Pads the array; a view that needs no task.</summary>
    /// <param name="widths">For each axis, the number of elements added before and after.</param>
    /// <param name="mode">
    /// The mode: <c>constant</c>; <c>edge</c>, the first or last element; <c>reflect</c>, mirrored about the edge
    /// element; <c>symmetric</c>, mirrored about the edge; <c>wrap</c>, from the other end; <c>maximum</c>,
    /// <c>mean</c>, <c>median</c>, <c>minimum</c>, that of the axis (integers are rounded); <c>linear_ramp</c>, from
    /// the edge to the constant in equal steps.
    /// </param>
    /// <param name="value">The constant.</param>
    /// <exception cref="GchunkException">
    /// The number of pairs is not that of axes, a width is negative, the mode unknown, or an axis is empty and the mode
    /// needs elements.
    /// </exception>
    public ChunkedArray Pad((long Before, long After)[] widths, string mode = "constant", double value = 0)
    {
        if (widths.Length != Rank)
        {
            throw new GchunkException(
                $"got {widths.Length} pairs of widths for an array of {Rank} dimensions {Shape}; give one for each axis"
            );
        }

        string[] modes =
        [
            "constant",
            "edge",
            "linear_ramp",
            "maximum",
            "mean",
            "median",
            "minimum",
            "reflect",
            "symmetric",
            "wrap",
        ];
        if (!modes.Contains(mode))
            throw new GchunkException(Spelling.Unknown("padding mode", mode, modes));
        ChunkedArray padded = this;
        for (int axis = 0; axis < Rank; axis++)
        {
            (long before, long after) = widths[axis];
            if (before < 0 || after < 0)
                throw new GchunkException($"a padding width cannot be negative: ({before}, {after}) on axis {axis}");
            if (before == 0 && after == 0)
                continue;
            if (mode != "constant" && Shape[axis] == 0)
            {
                throw new GchunkException(
                    $"axis {axis} of shape {Shape} is empty, so it can only be padded with mode \"constant\""
                );
            }

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
        if (count == 0)
            return;
        if (mode == "constant")
        {
            parts.Add(new ChunkedArray(new FullExpr(value, DType, Chunks.With(axis, [count]))));
            return;
        }
        if (mode == "edge")
        {
            ArrayExpr edge = SliceAxis(axis, first < 0 ? 0 : length - 1, 1).Expression;
            parts.Add(
                new ChunkedArray(
                    BroadcastExpr.Create(edge, [.. Enumerable.Range(0, Rank)], edge.Chunks.With(axis, [count]))
                )
            );
            return;
        }
        if (mode is "maximum" or "mean" or "median" or "minimum")
        {
            ArrayExpr one = Whole(axis, mode);
            parts.Add(
                new ChunkedArray(
                    BroadcastExpr.Create(one, [.. Enumerable.Range(0, Rank)], one.Chunks.With(axis, [count]))
                )
            );
            return;
        }
        if (mode == "linear_ramp")
        {
            double end = double.IsNaN(value) ? 0 : value;
            ChunkedArray edge = SliceAxis(axis, first < 0 ? 0 : length - 1, 1).AsType(DType.Float64);
            for (long i = 0; i < count; i++)
            {
                ChunkedArray step = end + (edge - end) * ((first < 0 ? i : count - 1 - i) / (double)count);
                parts.Add((DType.IsFloat ? step : step.Floor()).AsType(DType));
            }
            return;
        }
        // A slice for each run of indices that go up or down by one.
        for (long i = 0; i < count; )
        {
            long start = Mirror(first + i, length, mode),
                run = 1;
            long step = i + 1 < count ? Mirror(first + i + 1, length, mode) - start : 1;
            if (Math.Abs(step) == 1)
            {
                while (i + run < count && Mirror(first + i + run, length, mode) == start + run * step)
                    run++;
            }
            else
            {
                step = 1;
            }

            parts.Add(
                new ChunkedArray(new AxisPick(new AxisSlice(start, run, run == 1 ? 1 : step)).Of(Expression, axis))
            );
            i += run;
        }
    }

    // The statistic of the whole axis, in place of the axis; NumPy rounds it for integers.
    private ArrayExpr Whole(int axis, string mode)
    {
        ArrayExpr one =
            mode == "median"
                ? GroupQuantileOp.Create(
                    Expression,
                    axis,
                    [new AxisPick(AxisSlice.All(Shape[axis]))],
                    [0.5],
                    QuantileMethod.Median,
                    skipNaN: false
                )
                : mode switch
                {
                    "maximum" => Exprs.Max(Expression, [axis], keepDims: true),
                    "minimum" => Exprs.Min(Expression, [axis], keepDims: true),
                    _ => Exprs.Mean(Expression, [axis], keepDims: true),
                };
        return one.DType == DType
            ? one
            : (DType.IsFloat ? new ChunkedArray(one) : new ChunkedArray(one).Rint()).AsType(DType).Expression;
    }

    // The index within an axis whose element an index beyond it takes.
    private static long Mirror(long index, long length, string mode)
    {
        if (length == 1)
            return 0;
        long period = mode switch
        {
            "wrap" => length,
            "symmetric" => 2 * length,
            _ => 2 * length - 2,
        };
        long at = (index % period + period) % period;
        return at < length ? at
            : mode == "symmetric" ? period - 1 - at
            : period - at;
    }
}
