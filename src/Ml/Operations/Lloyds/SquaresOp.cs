using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>
/// The squared distance of each sample to the nearest center, in the frame, or that known before if it is less. Inputs:
/// the samples, and what is known.
/// </summary>
internal sealed unsafe record SquaresOp(SampleFrame Frame, NDArray Centers)
    : SearchOp(Frame, Centers, (int)Centers.Shape[0])
{
    public override string Name => "ml.kmeans.squares";

    /// <summary>Makes the squared distances, samples × 1.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="known">The squared distances to other centers, samples × 1; infinite at first.</param>
    /// <param name="centers">The centers in the frame.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr known, NDArray centers) =>
        new BlockOpExpr(
            new SquaresOp(samples.Frame, centers),
            [samples.Expr, known],
            [
                [0, -1],
                [0, -1],
            ],
            DType.Float64,
            samples.Rows(1)
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using var reader = new SampleReader(inputs[0], Frame);
        Bounds.Require(reader.Count == context.Shape[0]);
        Bounds.Require(inputs[1].DType == DType.Float64 && inputs[1].Shape == context.Shape);
        NDArray result = context.Allocate(DType.Float64);
        using var search = new NearestSearch(reader, Centers, Clusters);
        double* known = (double*)inputs[1].Pointer,
            least = (double*)result.Pointer;
        var labels = new int[LaneTile.Lanes];
        var gaps = new float[LaneTile.Lanes];
        ForTiles(
            search,
            reader.Count,
            (first, count) =>
            {
                search.Find(0, labels, gaps);
                for (int r = 0; r < count; r++)
                    least[first + r] = Math.Min(known[first + r], search.SquaredDistance(r, labels[r]));
            },
            context.Cancellation
        );
        return result;
    }
}
