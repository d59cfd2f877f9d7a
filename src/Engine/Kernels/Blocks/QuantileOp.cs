using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// Exact quantiles along an axis, which the block holds whole: parameters are the axis, the quantiles, the method's
/// number and whether NaN is skipped.
/// </summary>
internal sealed class QuantileOp : BlockOp
{
    // Up to so many quantiles are selected one by one; more are read from a sorted lane.
    private const int FewQuantiles = 4;

    public override string Name => "quantile";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, context.DType);
        int axis = (int)parameters[0].Get<long>();
        double[] quantiles = parameters[1].ToArray<double>();
        var method = (QuantileMethod)parameters[2].Get<long>();
        bool skip = parameters[3].Get<bool>();
        if (context.DType == DType.Float32)
        {
            Lanes.Run<float, float>(
                inputs[0],
                axis,
                result,
                (lane, found) => Fill(lane, quantiles, method, skip, found),
                context.Cancellation
            );
        }
        else
        {
            Lanes.Run<double, double>(
                inputs[0],
                axis,
                result,
                (lane, found) => Fill(lane, quantiles, method, skip, found),
                context.Cancellation
            );
        }

        return result;
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Lanes.ScratchBytes(SortOp.LongestAxis(inputs[0]), SortOp.LongestAxis(result));

    internal static void Fill<T>(Span<T> lane, double[] quantiles, QuantileMethod method, bool skip, Span<T> found)
        where T : unmanaged, IFloatingPoint<T>, INumber<T>
    {
        int numbers = Selection.NaNLast(lane);
        if (numbers == 0 || (numbers < lane.Length && !skip))
        {
            found.Fill(T.CreateChecked(double.NaN));
            return;
        }
        lane = lane[..numbers];
        bool few = quantiles.Length <= FewQuantiles;
        if (!few)
            lane.Sort();
        for (int i = 0; i < found.Length; i++)
        {
            (int place, double fraction) = method.Place(quantiles[i], numbers);
            if (few)
                Selection.Select(lane, place);
            double low = double.CreateChecked(lane[place]);
            if (fraction == 0)
            {
                found[i] = lane[place];
                continue;
            }
            double high = double.CreateChecked(few ? Least(lane[(place + 1)..]) : lane[place + 1]);
            found[i] = T.CreateChecked(method.Between(low, high, fraction));
        }
    }

    private static T Least<T>(Span<T> values)
        where T : unmanaged, INumber<T>
    {
        T least = values[0];
        foreach (T value in values)
        {
            if (value < least)
                least = value;
        }

        return least;
    }
}
