using Gchunk.Dsl.Indexing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Grouping;

/// <summary>Exact quantiles of groups of rows along an axis; blocks hold the whole axis.</summary>
/// <remarks>
/// Along the axis, the result has all quantiles of the first group, then those of the second. Groups may share rows, so
/// windows can be groups too.
/// </remarks>
/// <param name="Axis">The axis.</param>
/// <param name="Rows">The rows, in the order of their groups.</param>
/// <param name="Starts">The index in <paramref name="Rows"/> at which each group begins, and the end.</param>
/// <param name="Quantiles">The quantiles.</param>
/// <param name="Method">The interpolation between neighboring values.</param>
/// <param name="SkipNaN">True to skip NaN.</param>
internal sealed record GroupQuantileOp(
    int Axis,
    NDArray Rows,
    NDArray Starts,
    double[] Quantiles,
    QuantileMethod Method,
    bool SkipNaN
) : BlockOp
{
    public override string Name => "dsl.group-quantile";

    public static ArrayExpr Create(
        ArrayExpr input,
        int axis,
        IReadOnlyList<AxisPick> groups,
        double[] quantiles,
        QuantileMethod method,
        bool skipNaN
    )
    {
        input = AxisChunks.Whole(
            CastExpr.Create(input, input.DType == DType.Float32 ? DType.Float32 : DType.Float64),
            axis
        );
        var starts = new long[groups.Count + 1];
        for (int g = 0; g < groups.Count; g++)
            starts[g + 1] = starts[g] + groups[g].Count;
        var rows = new long[starts[^1]];
        for (int g = 0; g < groups.Count; g++)
        {
            for (long i = 0; i < groups[g].Count; i++)
                rows[starts[g] + i] = groups[g][i];
        }

        return new BlockOpExpr(
            new GroupQuantileOp(axis, NDArray.From(rows), NDArray.From(starts), quantiles, method, skipNaN),
            [input],
            [
                [.. Enumerable.Range(0, input.Rank)],
            ],
            input.DType,
            input.Chunks.With(axis, [groups.Count * quantiles.Length])
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(context.DType);
        int[] rows = Array.ConvertAll(Rows.ToArray<long>(), r => (int)r),
            starts = Array.ConvertAll(Starts.ToArray<long>(), r => (int)r);
        if (context.DType == DType.Float32)
            AxisLines.Run<float, float>(inputs[0], Axis, result, Work, context);
        else
            AxisLines.Run<double, double>(inputs[0], Axis, result, Work, context);
        return result;

        void Work<T>(Span<T> lane, Span<T> found)
            where T : unmanaged, System.Numerics.IFloatingPoint<T>
        {
            var members = new T[lane.Length];
            for (int g = 0; g + 1 < starts.Length; g++)
            {
                int count = starts[g + 1] - starts[g];
                for (int i = 0; i < count; i++)
                    members[i] = lane[rows[starts[g] + i]];
                QuantileOp.Fill(
                    members.AsSpan(0, count),
                    Quantiles,
                    Method,
                    SkipNaN,
                    found.Slice(g * Quantiles.Length, Quantiles.Length)
                );
            }
        }
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        AxisLines.ScratchBytes(inputs[0][Axis], result[Axis]) + inputs[0][Axis] * sizeof(double);
}
