using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>
/// The sum, over a block, of the squared distances of the samples to the centers that they are assigned to, computed
/// from differences. Inputs: the samples, their labels, and their weights if they have any.
/// </summary>
/// <param name="Frame">The coordinates of the centers.</param>
/// <param name="Centers">The centers in the frame, centers × features.</param>
internal sealed unsafe record InertiaOp(SampleFrame Frame, NDArray Centers) : BlockOp
{
    public override string Name => "ml.kmeans.inertia";

    /// <summary>Makes the sum over all blocks, 1 × 1, in the units of the frame.</summary>
    public static ArrayExpr Create(Samples samples, ArrayExpr labels, NDArray centers) =>
        Samples.SumOfBlocks(new InertiaOp(samples.Frame, centers), samples.With(labels), 1, 1);

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => SampleReader.Bytes(inputs[0][1]);

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        using var reader = new SampleReader(inputs[0], Frame);
        double* weights = Samples.Weight(inputs, 2);
        var labels = (int*)inputs[1].Pointer;
        var centers = (double*)Centers.Pointer;
        Bounds.Require(inputs[1].DType == DType.Int32 && inputs[1].Size == reader.Count);
        Bounds.Require(Centers.DType == DType.Float64 && Centers.Shape[1] == reader.Features);
        double sum = 0;
        for (long i = 0; i < reader.Count; i++)
        {
            if (i % 1024 == 0)
                context.Cancellation.ThrowIfCancellationRequested();
            Bounds.RequireIndex(labels[i], Centers.Shape[0]);
            double square = reader.SquaredDistance(i, centers + (long)labels[i] * reader.Features);
            sum += weights is null ? square : square * weights[i];
        }
        return NDArray.From([sum], context.Shape);
    }
}
