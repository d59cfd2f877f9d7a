using Gchunk.Engine.Arrays;
using Gchunk.Engine.Expressions;
using Gchunk.Engine.Kernels;
using Gchunk.Ml.Clustering;
using Gchunk.Ml.Kernels;

namespace Gchunk.Ml.Operations.Lloyds;

/// <summary>The distance of each sample to each center, in the units of the samples.</summary>
/// <param name="Frame">The coordinates of the centers.</param>
/// <param name="Centers">The centers in the frame, centers × features.</param>
internal sealed unsafe record DistancesOp(SampleFrame Frame, NDArray Centers) : BlockOp
{
    public override string Name => "ml.kmeans.distances";

    public override long ScratchBytes(ReadOnlySpan<Shape> inputs, Shape result) => SampleReader.Bytes(inputs[0][1]);

    /// <summary>Makes a node of shape samples × centers.</summary>
    public static ArrayExpr Create(Samples samples, NDArray centers) =>
        new BlockOpExpr(
            new DistancesOp(samples.Frame, centers),
            [samples.Expr],
            [
                [0, -1],
            ],
            DType.Float64,
            samples.Rows(centers.Shape[0])
        );

    public override NDArray Run(ReadOnlySpan<NDArray> inputs, in BlockContext context)
    {
        NDArray result = context.Allocate(DType.Float64);
        int count = (int)context.Shape[1];
        using var reader = new SampleReader(inputs[0], Frame);
        Bounds.Require(count == Centers.Shape[0] && reader.Count == context.Shape[0]);
        Bounds.Require(Centers.DType == DType.Float64 && Centers.Shape[1] == reader.Features);
        var values = (double*)result.Pointer;
        for (long i = 0; i < reader.Count; i++)
        {
            if (i % 256 == 0)
                context.Cancellation.ThrowIfCancellationRequested();
            for (int c = 0; c < count; c++)
            {
                double* center = (double*)Centers.Pointer + (long)c * reader.Features;
                values[i * count + c] = Math.ScaleB(Math.Sqrt(reader.SquaredDistance(i, center)), Frame.Exponent);
            }
        }
        return result;
    }
}
