using System.Numerics;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Arrays.Elements;

namespace Gchunk.Engine.Kernels.Blocks;

/// <summary>Sorts along an axis. A block holds the whole axis.</summary>
/// <param name="Axis">The axis.</param>
internal sealed record SortOp(int Axis) : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsComplex;

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(context.DType);
        if (context.DType == DType.Complex64)
            SortComplex<Complex64>(inputs[0], result, context);
        else if (context.DType == DType.Complex128)
            SortComplex<Complex>(inputs[0], result, context);
        else
            TypeSwitch.Number(context.DType, new Action(inputs[0], Axis, result, context));
        return result;
    }

    private void SortComplex<T>(NDArray input, NDArray result, BlockContext context)
        where T : unmanaged =>
        AxisLines.Run<T, T>(
            input,
            Axis,
            result,
            static (line, sorted) =>
            {
                line.Sort(ComplexOrder<T>.Instance);
                line.CopyTo(sorted);
            },
            context
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        AxisLines.ScratchBytes(result[Axis], result[Axis]);

    private readonly struct Action(NDArray input, int axis, NDArray result, BlockContext context) : INumberAction
    {
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
            AxisLines.Run<T, T>(input, axis, result, static (line, sorted) => Selection.Sort(line, sorted), context);
    }
}

/// <summary>The indices, int64, that sort a block along an axis. A block holds the whole axis.</summary>
/// <param name="Axis">The axis.</param>
internal sealed record ArgSortOp(int Axis) : BlockOp
{
    public override bool Takes(DType dtype) => dtype.IsReal || dtype.IsComplex;

    public override string Name => "argsort";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Int64);
        if (inputs[0].DType == DType.Complex64)
            SortComplex<Complex64>(inputs[0], result, context);
        else if (inputs[0].DType == DType.Complex128)
            SortComplex<Complex>(inputs[0], result, context);
        else
            TypeSwitch.Number(inputs[0].DType, new Action(inputs[0], Axis, result, context));
        return result;
    }

    private void SortComplex<T>(NDArray input, NDArray result, BlockContext context)
        where T : unmanaged =>
        AxisLines.Run<T, long>(
            input,
            Axis,
            result,
            static (line, indices) =>
            {
                for (int i = 0; i < indices.Length; i++)
                    indices[i] = i;
                T[] values = line.ToArray();
                // Equal elements keep their order.
                indices.Sort(
                    (a, b) =>
                        ComplexOrder<T>.Instance.Compare(values[a], values[b]) is var order and not 0
                            ? order
                            : a.CompareTo(b)
                );
            },
            context
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        AxisLines.ScratchBytes(result[Axis], result[Axis]);

    private readonly struct Action(NDArray input, int axis, NDArray result, BlockContext context) : INumberAction
    {
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
            AxisLines.Run<T, long>(
                input,
                axis,
                result,
                static (line, indices) => Selection.ArgSort(line, indices),
                context
            );
    }
}

/// <summary>
/// The greatest elements of a block along an axis, greatest first; or the least, least first. The shape of the result
/// says how many.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Least">True for the least elements.</param>
internal sealed record TopKOp(int Axis, bool Least) : BlockOp
{
    public override string Name => "topk";

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(context.DType);
        TypeSwitch.Number(context.DType, new Action(inputs[0], Axis, Least, result, context));
        return result;
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        AxisLines.ScratchBytes(inputs[0][Axis], result[Axis]);

    private readonly struct Action(NDArray input, int axis, bool least, NDArray result, BlockContext context)
        : INumberAction
    {
        public void Run<T>()
            where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            bool ascending = least;
            AxisLines.Run<T, T>(
                input,
                axis,
                result,
                (line, top) =>
                {
                    int numbers = Selection.NaNLast(line),
                        n = line.Length,
                        k = top.Length;
                    int first = ascending ? 0 : n - k,
                        last = first + k;
                    if (k == 0)
                        return;
                    if (first > 0 && first < numbers)
                        Selection.Select(line[..numbers], first);
                    if (last < n && last <= numbers)
                        Selection.Select(line[Math.Min(first, numbers)..numbers], last - 1 - Math.Min(first, numbers));
                    Selection.Sort(line[first..last]);
                    line[first..last].CopyTo(top);
                    if (!ascending)
                        top.Reverse();
                },
                context
            );
        }
    }
}
