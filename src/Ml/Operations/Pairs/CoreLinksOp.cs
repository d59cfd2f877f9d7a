using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Clustering.Hierarchy;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Pairs;

/// <summary>
/// Joins the core samples of two blocks that are within a distance of each other. The result is, for each sample of the
/// rows, the first sample of the set that it is in: itself if it is alone. Inputs: the samples of the rows, those of
/// the columns, whether the rows are core samples, whether the columns are.
/// </summary>
/// <remarks>
/// Two blocks make the same sets whichever of them has the rows, so the links of both together join all that are near.
/// </remarks>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="BlockRows">The number of samples in a block.</param>
/// <param name="Squared">The square of the distance.</param>
internal sealed record CoreLinksOp(SampleFrame Frame, long BlockRows, double Squared) : PairOp(Frame, BlockRows)
{
    private const int NoSet = -1;
    private const int SeveralSets = -2;

    public override string Name => "ml.pairs.core-links";

    /// <summary>Makes the positions of the samples linked to, samples × blocks × 1, int32.</summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr cores, double squared) =>
        Create(new CoreLinksOp(samples.Frame, samples.BlockRows, squared), samples, [cores], [cores], 1, DType.Int32);

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        base.ScratchBytes(inputs, result) + (inputs[0][0] + inputs[1][0]) * sizeof(int);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Int32);
        Span<int> links = result.Span<int>();
        ReadOnlySpan<int> own = inputs[2].Span<int>(),
            others = inputs[3].Span<int>();
        Bounds.Require(own.Length == inputs[0].Shape[0] && others.Length == inputs[1].Shape[0]);
        (long rows, long columns) = Origins(context);
        // The elements of the forest are in the order of the samples, so that a root is the first sample of its set.
        int before = rows <= columns ? 0 : others.Length,
            otherBefore = rows < columns ? own.Length : 0,
            total = rows == columns ? own.Length : own.Length + others.Length;
        var near = new Forest(total);
        using PairTiles pairs = Pairs(inputs, context, Squared);
        while (pairs.Next(context.Cancellation))
        {
            int column = (int)pairs.Column,
                set = SetOf(near, others.Slice(column, pairs.Columns), otherBefore + column);
            if (set == NoSet)
                continue;
            for (int r = 0; r < pairs.Rows; r++)
            {
                int row = (int)pairs.Row + r;
                // What is in the set of all columns already is not compared with them.
                if (own[row] == 0 || near.Root(before + row) == set)
                    continue;
                ReadOnlySpan<double> squared = pairs.Squared(r);
                for (int c = 0; c < squared.Length; c++)
                {
                    if (squared[c] <= Squared && others[column + c] != 0)
                        near.Join(before + row, otherBefore + column + c);
                }
                if (set >= 0)
                    set = near.Root(set);
            }
        }
        for (int row = 0; row < links.Length; row++)
        {
            int root = near.Root(before + row);
            bool isOwn = root >= before && root - before < own.Length;
            links[row] = (int)(isOwn ? rows + root - before : columns + root - otherBefore);
        }
        return result;
    }

    // The set that all core samples of some columns are in.
    private static int SetOf(Forest near, ReadOnlySpan<int> cores, int first)
    {
        int set = NoSet;
        for (int c = 0; c < cores.Length; c++)
        {
            if (cores[c] == 0)
                continue;
            int root = near.Root(first + c);
            if (set != NoSet && set != root)
                return SeveralSets;
            set = root;
        }
        return set;
    }
}
