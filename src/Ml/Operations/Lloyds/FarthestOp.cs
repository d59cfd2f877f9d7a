using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>
/// The samples of a block that are farthest from the centers that they are assigned to: for each, the squared distance
/// and the index of the sample, in descending order. A sample of weight 0 counts as being at its center. Inputs: the
/// samples, their assignments, and their weights if they have any.
/// </summary>
/// <param name="Frame">The coordinates of the centers.</param>
/// <param name="Centers">The centers of one start in the frame.</param>
/// <param name="Start">The number of the start.</param>
/// <param name="BlockRows">The number of samples in a block.</param>
/// <param name="Rounding">A sample whose squared distance is at most this is at the center.</param>
internal sealed unsafe record FarthestOp(SampleFrame Frame, NDArray Centers, int Start, long BlockRows, double Rounding)
    : BlockOp
{
    public override string Name => "ml.kmeans.farthest";

    /// <summary>Makes a node of shape blocks × wanted × 2.</summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr assignments, NDArray centers, int start, int wanted) =>
        new BlockOpExpr(
            new FarthestOp(samples.Frame, centers, start, samples.BlockRows, samples.Scale.Rounding),
            samples.With(assignments),
            samples.Weights is null
                ?
                [
                    [0, -1],
                    [0, -1],
                ]
                :
                [
                    [0, -1],
                    [0, -1],
                    [0],
                ],
            DType.Float64,
            new ChunkGrid(samples.OnePerBlock, [wanted], [2])
        );

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) =>
        SampleReader.Bytes(inputs[0][1]) + result.Size * 2 * sizeof(double);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using var reader = new SampleReader(inputs[0], Frame);
        long starts = inputs[1].Shape[1],
            origin = context.Origin[0] * BlockRows;
        Bounds.Require(inputs[1].DType == DType.Int64 && inputs[1].Shape[0] == reader.Count);
        Bounds.Require(Centers.DType == DType.Float64 && Centers.Shape[1] == reader.Features);
        Bounds.RequireIndex(Start, starts);
        int wanted = (int)context.Shape[1];
        double* weights = Samples.Weight(inputs, 2);
        // The nearest of those that are kept is the first to leave; of samples equally far, the first one stays.
        var kept = new PriorityQueue<long, (double, long)>(wanted);
        for (long i = 0; i < reader.Count; i++)
        {
            if (i % 1024 == 0)
                context.Cancellation.ThrowIfCancellationRequested();
            int label = NearestCenter.Label(((long*)inputs[1].Pointer)[i * starts + Start]);
            Bounds.RequireIndex(label, Centers.Shape[0]);
            double* center = (double*)Centers.Pointer + (long)label * reader.Features;
            double square = reader.SquaredDistance(i, center);
            if (square <= Rounding || (weights is not null && weights[i] == 0))
                square = 0;
            if (kept.Count < wanted)
                kept.Enqueue(i, (square, -i));
            else
                kept.EnqueueDequeue(i, (square, -i));
        }
        NDArray result = context.Allocate(DType.Float64);
        Span<double> values = result.Span<double>();
        values.Fill(-1);
        for (int at = kept.Count - 1; kept.TryDequeue(out long row, out (double Square, long) distance); at--)
            (values[2 * at], values[2 * at + 1]) = (distance.Square, origin + row);
        return result;
    }
}
