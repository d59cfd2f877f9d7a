using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gchunk.Dsl.Indexing;
using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Engine.Kernels.Blocks;

namespace Gchunk.Dsl.Grouping;

/// <summary>
/// Exact quantiles of groups of rows along an axis, which blocks hold whole. Parameters: axis, the rows in the order of
/// their groups, where each group begins, the quantiles, the method, whether NaN is skipped.
/// </summary>
/// <remarks>
/// The result has, along the axis, all quantiles of the first group, then those of the second. Groups may share rows,
/// so windows are groups too.
/// </remarks>
internal sealed class GroupQuantile : BlockOp
{
    public override string Name => "dsl.group-quantile";

    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "A task names its operation, so the operation must be known as soon as the assembly is."
    )]
    internal static void Register() => BlockOps.Register(new GroupQuantile());

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
            "dsl.group-quantile",
            [input],
            [
                [.. Enumerable.Range(0, input.Rank)],
            ],
            [
                NDArray.Scalar((long)axis),
                NDArray.From(rows),
                NDArray.From(starts),
                NDArray.From(quantiles),
                NDArray.Scalar((long)method),
                NDArray.Scalar(skipNaN),
            ],
            input.DType,
            input.Chunks.With(axis, [groups.Count * quantiles.Length])
        );
    }

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, ReadOnlySpan<NDArray> parameters, in BlockContext context)
    {
        NDArray result = NDArray.Allocate(context.Shape, context.DType);
        int axis = (int)parameters[0].Get<long>();
        int[] rows = Array.ConvertAll(parameters[1].ToArray<long>(), r => (int)r),
            starts = Array.ConvertAll(parameters[2].ToArray<long>(), r => (int)r);
        double[] quantiles = parameters[3].ToArray<double>();
        var method = (QuantileMethod)parameters[4].Get<long>();
        bool skip = parameters[5].Get<bool>();
        if (context.DType == DType.Float32)
            Lanes.Run<float, float>(inputs[0], axis, result, Work, context.Cancellation);
        else
            Lanes.Run<double, double>(inputs[0], axis, result, Work, context.Cancellation);
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
                    quantiles,
                    method,
                    skip,
                    found.Slice(g * quantiles.Length, quantiles.Length)
                );
            }
        }
    }

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        Lanes.ScratchBytes(2 * SortOp.LongestAxis(inputs[0]), SortOp.LongestAxis(result));
}
