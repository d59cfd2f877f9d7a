using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Sorts along an axis, which the block holds whole.</summary>
internal sealed class SortOp : BlockOp
{
    public override string Name => "sort";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, context.DType);
        TypeSwitch.Number(
            context.DType,
            new Action(inputs[0], (int)parameters[0].Get<long>(), result, context.Cancellation)
        );
        return result;
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Lanes.ScratchBytes(LongestAxis(result), LongestAxis(result));

    // The axis is a parameter, which is not at hand here; the longest is not less.
    internal static long LongestAxis(Shape shape) => shape.Rank == 0 ? 1 : shape.Max();

    private readonly struct Action(NDArray input, int axis, NDArray result, CancellationToken cancellation)
        : INumberAction
    {
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
            Lanes.Run<T, T>(
                input,
                axis,
                result,
                static (lane, sorted) =>
                {
                    Selection.Sort(lane);
                    lane.CopyTo(sorted);
                },
                cancellation
            );
    }
}

/// <summary>The places along an axis of the elements in ascending order.</summary>
internal sealed class ArgSortOp : BlockOp
{
    public override string Name => "argsort";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, DType.Int64);
        TypeSwitch.Number(
            inputs[0].DType,
            new Action(inputs[0], (int)parameters[0].Get<long>(), result, context.Cancellation)
        );
        return result;
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Lanes.ScratchBytes(SortOp.LongestAxis(result), SortOp.LongestAxis(result));

    private readonly struct Action(NDArray input, int axis, NDArray result, CancellationToken cancellation)
        : INumberAction
    {
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
            Lanes.Run<T, long>(
                input,
                axis,
                result,
                static (lane, places) => Selection.ArgSort(lane, places),
                cancellation
            );
    }
}

/// <summary>The greatest elements of a block along an axis, greatest first; or the least, least first.</summary>
internal sealed class TopKOp : BlockOp
{
    public override string Name => "topk";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, context.DType);
        TypeSwitch.Number(
            context.DType,
            new Action(
                inputs[0],
                (int)parameters[0].Get<long>(),
                parameters[1].Get<bool>(),
                result,
                context.Cancellation
            )
        );
        return result;
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Lanes.ScratchBytes(SortOp.LongestAxis(inputs[0]), SortOp.LongestAxis(result));

    private readonly struct Action(NDArray input, int axis, bool least, NDArray result, CancellationToken cancellation)
        : INumberAction
    {
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            bool ascending = least;
            Lanes.Run<T, T>(
                input,
                axis,
                result,
                (lane, top) =>
                {
                    int numbers = Selection.NaNLast(lane),
                        n = lane.Length,
                        k = top.Length;
                    int first = ascending ? 0 : n - k,
                        last = first + k;
                    if (k == 0)
                        return;
                    if (first > 0 && first < numbers)
                        Selection.Select(lane[..numbers], first);
                    if (last < n && last <= numbers)
                        Selection.Select(lane[Math.Min(first, numbers)..numbers], last - 1 - Math.Min(first, numbers));
                    Selection.Sort(lane[first..last]);
                    lane[first..last].CopyTo(top);
                    if (!ascending)
                        top.Reverse();
                },
                cancellation
            );
        }
    }
}
