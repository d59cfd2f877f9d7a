using Gchunk.Engine.Arrays;
using Gchunk.Engine.Kernels;

namespace Gchunk.Dsl.Texts;

/// <summary>
/// Sorts texts, whose code points lie along the last axis, along another axis of a block, which holds the whole axis.
/// </summary>
/// <param name="Axis">The axis.</param>
/// <param name="Indices">True for the positions, int64, instead of the texts.</param>
internal sealed record TextSortOp(int Axis, bool Indices) : BlockOp
{
    public override string Name => Indices ? "dsl.text-argsort" : "dsl.text-sort";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => 2L * sizeof(int) * result[Axis];

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray input = inputs[0],
            result = context.Allocate(context.DType);
        int n = checked((int)input.Shape[Axis]),
            width = (int)input.Shape[^1];
        long outer = 1,
            inner = 1;
        for (int a = 0; a < Axis; a++)
            outer *= input.Shape[a];
        for (int a = Axis + 1; a < input.Rank - 1; a++)
            inner *= input.Shape[a];
        var order = new int[n];
        for (long o = 0; o < outer; o++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (long i = 0; i < inner; i++)
            {
                for (int k = 0; k < n; k++)
                    order[k] = k;
                long first = o * n * inner + i;
                // Equal texts keep their order.
                order
                    .AsSpan()
                    .Sort(
                        (x, y) =>
                            Compare(input, first + x * inner, first + y * inner, width) is var c and not 0
                                ? c
                                : x.CompareTo(y)
                    );
                for (int k = 0; k < n; k++)
                {
                    long to = first + k * inner,
                        from = first + order[k] * inner;
                    if (Indices)
                        result.Span<long>(to, 1)[0] = order[k];
                    else
                        Texts(input, from, width).CopyTo(Texts(result, to, width));
                }
            }
        }
        GC.KeepAlive(input);
        return result;
    }

    private static int Compare(NDArray codes, long x, long y, int width) =>
        Texts(codes, x, width).SequenceCompareTo(Texts(codes, y, width));

    private static Span<int> Texts(NDArray codes, long index, int width) => codes.Span<int>(index * width, width);
}
