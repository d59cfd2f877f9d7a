using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>
/// The assignment of each sample of a block to the nearest center of each start, updated after the centers moved; see
/// <see cref="NearestCenter"/>. Inputs: the samples, and their assignments before.
/// </summary>
/// <param name="Frame">The coordinates in which samples are compared.</param>
/// <param name="Centers">The centers in the frame, ordered by start.</param>
/// <param name="Clusters">The number of centers of one start.</param>
/// <param name="Losses">By how much the move shrinks the gaps of each center's samples at most.</param>
internal sealed unsafe record AssignmentsOp(SampleFrame Frame, NDArray Centers, int Clusters, float[] Losses)
    : SearchOp(Frame, Centers, Clusters)
{
    public override string Name => "ml.kmeans.assignments";

    /// <summary>Makes the assignments, samples × starts.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="before">Their assignments before, samples × starts; null for none.</param>
    /// <param name="centers">The centers in the frame, ordered by start.</param>
    /// <param name="clusters">The number of centers of one start.</param>
    /// <param name="losses">By how much the move shrinks the gaps of each center's samples at most.</param>
    public static ArrayExpr Create(Samples samples, ArrayExpr before, NDArray centers, int clusters, float[] losses) =>
        new BlockOpExpr(
            new AssignmentsOp(samples.Frame, centers, clusters, losses),
            [samples.Expr, before],
            [
                [0, -1],
                [0, -1],
            ],
            DType.Int64,
            samples.Rows(centers.Shape[0] / clusters)
        );

    /// <summary>Makes the assignments of samples that have not been assigned.</summary>
    public static ArrayExpr None(Samples samples, int starts) =>
        new FullExpr(NearestCenter.None, DType.Int64, samples.Rows(starts));

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        Bounds.Require(inputs[1].DType == DType.Int64 && inputs[1].Shape == context.Shape);
        Bounds.Require(Losses.Length == Centers.Shape[0] && context.Shape[1] * Clusters == Losses.Length);
        using var reader = new SampleReader(inputs[0], Frame);
        using var search = new NearestSearch(reader, Centers, Clusters);
        Bounds.Require(reader.Count == context.Shape[0]);
        NDArray result = context.Allocate(DType.Int64);
        AssignmentUpdate.Run(
            search,
            reader.Count,
            (long*)inputs[1].Pointer,
            (long*)result.Pointer,
            Losses,
            context.Cancellation
        );
        return result;
    }
}
