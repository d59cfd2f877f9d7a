using System.Numerics;
using Gchunk.Engine.Arrays;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>
/// The indices, int64, of the greatest elements of a block along an axis, greatest first; or of the least, least first.
/// Of equal elements, the first comes first. A block holds the whole axis; the shape of the result says how many.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Least">True for the least elements.</param>
internal sealed record ArgTopKOp(int Axis, bool Least) : BlockOp
{
    public override string Name => "argtopk";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Int64);
        TypeSwitch.Number(inputs[0].DType, new Action(inputs[0], Axis, Least, result, context with { Parts = null }));
        return result;
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        AxisLines.ScratchBytes(inputs[0][Axis], result[Axis]) + inputs[0][Axis] * 24;

    private readonly struct Action(NDArray input, int axis, bool least, NDArray result, BlockContext context)
        : INumberAction
    {
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            bool ascending = least;
            var sorted = new long[checked((int)input.Shape[axis])];
            var values = new T[sorted.Length];
            AxisLines.Run<T, long>(
                input,
                axis,
                result,
                (line, top) =>
                {
                    line.CopyTo(values);
                    Selection.ArgSort(line, sorted);
                    if (ascending)
                    {
                        sorted.AsSpan(0, top.Length).CopyTo(top);
                        return;
                    }
                    // Groups of equal elements from the end, each in ascending order.
                    int next = 0;
                    for (int end = sorted.Length; next < top.Length; )
                    {
                        T value = values[sorted[end - 1]];
                        int start = end - 1;
                        while (start > 0 && Same(values[sorted[start - 1]], value))
                            start--;
                        for (int i = start; i < end && next < top.Length; i++)
                            top[next++] = sorted[i];
                        end = start;
                    }
                },
                context
            );
        }

        private static bool Same<T>(T a, T b)
            where T : unmanaged, INumber<T> => a == b || (T.IsNaN(a) && T.IsNaN(b));
    }
}
