using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Pairs;

/// <summary>
/// For each sample, the nearest sample of a block that belongs to another component: the squared distance and the
/// index; of samples equally near, the first. Inputs: the samples of the rows, those of the columns, the components and
/// the squared core distances of the rows, then those of the columns.
/// </summary>
/// <remarks>
/// The distance of two samples is at least the core distance of either (mutual reachability); core distances of 0 leave
/// it as it is.
/// </remarks>
internal sealed record NearestOtherOp(SampleFrame Frame, long BlockRows) : PairOp(Frame, BlockRows)
{
    public override string Name => "ml.pairs.nearest-other";

    /// <summary>Makes the squared distance and the index, samples × 2; the index is -1 if there is no other.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="components">The component of each sample, int32.</param>
    /// <param name="cores">The squared core distance of each sample.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr components, ArrayExpr cores) =>
        LeastOp.Create(
            Create(
                new NearestOtherOp(samples.Frame, samples.BlockRows),
                samples,
                [components, cores],
                [components, cores],
                2
            )
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        Span<double> found = result.Span<double>();
        ReadOnlySpan<int> own = inputs[2].Span<int>(),
            others = inputs[4].Span<int>();
        ReadOnlySpan<double> ownCores = inputs[3].Span<double>(),
            cores = inputs[5].Span<double>();
        Bounds.Require(own.Length == inputs[0].Shape[0] && ownCores.Length == own.Length);
        Bounds.Require(others.Length == inputs[1].Shape[0] && cores.Length == others.Length);
        Bounds.Require(found.Length == 2L * own.Length);
        for (int r = 0; r < own.Length; r++)
            (found[2 * r], found[2 * r + 1]) = (double.PositiveInfinity, -1);
        // One component alone needs no distances.
        if (!own.ContainsAnyExcept(others[0]) && !others.ContainsAnyExcept(others[0]))
            return result;
        (_, long columns) = Origins(context);
        using PairTiles pairs = Pairs(inputs, context);
        while (pairs.Next(context.Cancellation))
        {
            int column = (int)pairs.Column;
            for (int r = 0; r < pairs.Rows; r++)
            {
                ReadOnlySpan<double> squared = pairs.Squared(r);
                int row = (int)pairs.Row + r;
                double least = found[2 * row];
                for (int c = 0; c < squared.Length; c++)
                {
                    if (squared[c] >= least || others[column + c] == own[row])
                        continue;
                    double distance = Math.Max(squared[c], Math.Max(ownCores[row], cores[column + c]));
                    if (distance < least)
                        (found[2 * row], found[2 * row + 1], least) = (distance, columns + column + c, distance);
                }
            }
        }
        return result;
    }
}
