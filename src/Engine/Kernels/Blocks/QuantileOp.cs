using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Exact quantiles along an axis. A block holds the whole axis.</summary>
/// <param name="Axis">The axis; the result has the quantiles along it.</param>
/// <param name="Quantiles">The quantiles, each from 0 to 1.</param>
/// <param name="Method">How to choose between neighbouring values.</param>
/// <param name="SkipNaN">True if NaN is left out; otherwise one NaN makes the results of its line NaN.</param>
internal sealed record QuantileOp(int Axis, double[] Quantiles, QuantileMethod Method, bool SkipNaN) : BlockOp
{
    // Up to this number of quantiles are selected one by one; more are read from a sorted line.
    private const int FewQuantiles = 4;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(context.DType);
        if (context.DType == DType.Float32)
        {
            AxisLines.Run<float, float>(
                inputs[0],
                Axis,
                result,
                (line, found) => Fill(line, Quantiles, Method, SkipNaN, found),
                context
            );
        }
        else
        {
            AxisLines.Run<double, double>(
                inputs[0],
                Axis,
                result,
                (line, found) => Fill(line, Quantiles, Method, SkipNaN, found),
                context
            );
        }

        return result;
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        AxisLines.ScratchBytes(inputs[0][Axis], result[Axis]);

    /// <summary>Writes the quantiles of one line, which is reordered.</summary>
    internal static void Fill<T>(Span<T> line, double[] quantiles, QuantileMethod method, bool skip, Span<T> found)
        where T : unmanaged, IFloatingPoint<T>, INumber<T>
    {
        int numbers = Selection.NaNLast(line);
        if (numbers == 0 || (numbers < line.Length && !skip))
        {
            found.Fill(T.CreateChecked(double.NaN));
            return;
        }
        line = line[..numbers];
        bool few = quantiles.Length <= FewQuantiles;
        if (!few)
            line.Sort();
        for (int i = 0; i < found.Length; i++)
        {
            (int index, double fraction) = method.Locate(quantiles[i], numbers);
            if (few)
                Selection.Select(line, index);
            double low = double.CreateChecked(line[index]);
            if (fraction == 0)
            {
                found[i] = line[index];
                continue;
            }
            double high = double.CreateChecked(few ? Least(line[(index + 1)..]) : line[index + 1]);
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
